import { rm } from "node:fs/promises";
import path from "node:path";
import type { ListrTask } from "listr2";
import { loadConfiguration } from "../core/configured";
import { layoutParameterName, stateLocation } from "@groundwork/configuration/names";
import { progress, SIDE_BY_SIDE } from "../core/progress";
import { runsDir, statesDir } from "../core/project";
import { apply, planAgain } from "./apply-twice";
import { emulatorAccess } from "../core/aws/emulator-access";
import { rehearsalEnvironment } from "./access";
import { checkDelivery, isDelivered } from "./delivered-stacks";
import { DeliveryRehearsal } from "./delivery";
import { emulatorFor } from "./emulator-for";
import { Enrollment } from "./enrollment";
import { foreignNetworksOf, makeForeignNetworks } from "./foreign-networks";
import { noteEnd, noteRehearsal } from "./note";
import { inOrderOfLayers } from "./layers";
import { BOOTSTRAP, prepare, type Rehearsal, type RehearseOptions } from "./prepare";
import { rehearsalsDir } from "./rehearsals";
import { closingWords, endWords, keptWords, resultTable, type Result } from "./report";
import { timed, toStep, type RehearsedStack } from "./rehearsed-stack";
import { LocalStates } from "../stand-ins/local-states";
import { unlistedEnvironments } from "../core/unlisted-environments";
import { verifyState } from "./verify";
import { Workspace } from "../stand-ins/workspace";
import { bootstrapBackend } from "../state/backend/bootstrap-backend";
import { awsClients } from "../state/clients";
import { RunRecords } from "../terraform/run-record";
import { warnOfHazards } from "../terraform/hazards";
import { requireTerraform, terraformProgram } from "../terraform/release";
import { say, warn } from "../core/outlet";

/**
 * `groundwork rehearse`: bootstraps the state backend and applies every stack with real Terraform
 * against an emulated AWS, then plans each again, which must change nothing. Where the states do not
 * lie in S3, they lie in local files instead.
 *
 * @throws OperationError at the first thing that is not as it would have to be
 */
export async function rehearse(options: RehearseOptions): Promise<void> {
  const configuration = loadConfiguration();
  const { organization } = configuration;
  checkDelivery(options, organization);
  for (const line of unlistedEnvironments(configuration.environments)) warn(`Warning: ${line}`);
  const location = stateLocation(organization);
  const release = await requireTerraform(options.env);
  warnOfHazards(release, location);
  // Stand-ins have nothing in AWS but states in S3, plans and messages.
  const asksAws = location !== undefined || options.provider || options.delivery;
  const { emulator, endpoint } = asksAws ? await emulatorFor(options) : {};
  const owner = options.keep && emulator ? emulator.pid : process.pid;
  const made = Workspace.create(rehearsalsDir(), owner);
  const workspace = await made.catch(async (error: unknown) => {
    // A kept emulator would never end, and nothing was made that somebody could look at.
    await emulator?.stop();
    throw error;
  });
  const records = emulator || !endpoint ? path.join(workspace.dir, "runs") : runsDir(endpoint);
  const states = endpoint ? statesDir(endpoint) : path.join(workspace.dir, "states");
  try {
    // They are of an emulator that had the same port before.
    if (emulator) await rm(states, { recursive: true, force: true });
    const access = endpoint === undefined ? undefined : emulatorAccess(organization, endpoint);
    const { env, signal } = options;
    await noteRehearsal(workspace.dir, options, access, emulator?.pid);
    const rehearsalEnv = rehearsalEnvironment(env, access);
    const clients = access && awsClients({ ...access, env: rehearsalEnv });
    const s3 = location && clients && { location, clients, access };
    const enrollment =
      s3 &&
      (await Enrollment.create({
        configuration,
        access,
        s3,
        env: rehearsalEnv,
        dir: workspace.dir,
      }));
    const deliveries =
      options.delivery && clients
        ? await DeliveryRehearsal.create({ configuration, clients, access, env, signal })
        : undefined;
    const results = await run({
      ...options,
      organization,
      release,
      s3,
      workspace,
      states,
      enrollment,
      deliveries,
      // All that a run could have left in the emulator goes with it.
      records: new RunRecords(records),
      rehearsalEnv,
    });
    say(
      `\n${resultTable(results)}\n\n${closingWords(options.provider, organization.backend.type)}`,
    );
    if (deliveries) say(`\n${deliveries.report()}`);
    if (options.keep) {
      // Deliveries work in folders of their own, which are gone.
      const example = results.findLast(({ stack }) => !deliveries || !isDelivered(stack))!.dir;
      say(
        `\n${keptWords(access, options.provider, example, emulator?.pid, terraformProgram(env))}`,
      );
    }
  } catch (error) {
    if (options.keep && emulator) warn(`The emulator goes on. ${endWords(emulator.pid)}`);
    throw error;
  } finally {
    if (options.keep) await noteEnd(workspace.dir);
    else await Promise.all([emulator?.stop(), workspace.remove()]);
    if (!options.keep && emulator) {
      // Deliveries note their runs there, and do not know that the emulator is gone.
      const left = [runsDir(endpoint), states];
      await Promise.all(left.map((folder) => rm(folder, { recursive: true, force: true })));
    }
  }
}

async function run(rehearsal: Rehearsal): Promise<Result[]> {
  const { deliveries, enrollment, s3, records } = rehearsal;
  const local = s3 ? undefined : new LocalStates(rehearsal.states);
  let stacks: RehearsedStack[] = [];
  const plain = () => stacks.filter(({ name }) => !deliveries || !isDelivered(name));
  const delivered = () => stacks.filter(({ name }) => isDelivered(name));
  const accounts = () => stacks.filter(({ name }) => enrollment?.has(name));
  const others = () => plain().filter(({ name }) => name !== BOOTSTRAP && !enrollment?.has(name));
  const results: Result[] = [];
  const steps: ListrTask[] = [
    {
      title: "Synthesize",
      task: async (_, task) => {
        stacks = await prepare(rehearsal);
        if (rehearsal.provider) await local?.attachElsewhere(stacks);
        task.title = `Synthesize ${stacks.map(({ name }) => name).join(", ")}`;
      },
    },
    ...(s3
      ? [
          {
            title: `Bootstrap the state backend and apply ${BOOTSTRAP}`,
            task: () => timed(stacks[0]!, () => bootstrap(rehearsal, s3, stacks[0]!)),
          },
        ]
      : []),
    {
      title: "Enroll the accounts of environments",
      enabled: () => accounts().length > 0,
      task: (_, task) => {
        const enroll = (stack: RehearsedStack) => enrollment!.enroll(stack, records);
        return task.newListr(accounts().map(toStep("Enroll", enroll)), SIDE_BY_SIDE);
      },
    },
    {
      title: "Make networks in the place of those of others",
      enabled: () => foreignNetworksOf(stacks).length > 0,
      task: () => makeForeignNetworks(foreignNetworksOf(stacks), rehearsal.rehearsalEnv),
    },
    {
      title: s3 ? "Apply the other stacks" : "Apply the stacks",
      task: (_, task) => {
        const groups = inOrderOfLayers(others()).map((group) =>
          group.map(toStep("Apply", applied)),
        );
        const [first = []] = groups;
        return groups.length < 2
          ? task.newListr(first, SIDE_BY_SIDE)
          : task.newListr(
              groups.map((steps) => ({ task: (__, below) => below.newListr(steps, SIDE_BY_SIDE) })),
            );
      },
    },
    ...(deliveries?.tasks(delivered, toStep) ?? []),
    {
      title: "Plan every stack again: nothing may change",
      task: (_, task) => task.newListr(plain().map(toStep("Plan", plannedAgain)), SIDE_BY_SIDE),
    },
    {
      title: `Look for states${s3 ? ", versions and locks in S3 and DynamoDB" : " and locks"}`,
      task: async () => {
        for (const { name, seconds, dir } of stacks) {
          const state = await (s3
            ? verifyState(s3.clients, s3.location, name)
            : local!.verify(name));
          results.push({ stack: name, dir, seconds, ...state });
        }
      },
    },
  ];
  await progress(steps);
  return results;
}

async function applied(stack: RehearsedStack): Promise<void> {
  await stack.renew();
  await apply(stack);
  await stack.publish();
}

async function plannedAgain(stack: RehearsedStack): Promise<void> {
  await stack.renew();
  await planAgain(stack);
}

async function bootstrap(
  { organization, records }: Rehearsal,
  s3: NonNullable<Rehearsal["s3"]>,
  { terraform }: RehearsedStack,
): Promise<void> {
  const layoutParameter = layoutParameterName(organization);
  await bootstrapBackend({ ...s3, records, terraform, layoutParameter });
}
