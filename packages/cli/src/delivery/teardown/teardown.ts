import type { Environment } from "@groundwork/configuration";
import { stackNameOf, stacksByPlace, stacksIn } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { CHANGES, DENIED, DONE, type ExitCode } from "../../core/exit-codes";
import { typesName } from "../../core/person";
import { shellWord } from "../../core/shell-word";
import type { OpenOptions } from "../../state/open";
import { releaseNote, requireTerraform } from "../../terraform/release";
import { openDelivery, type OpenDelivery } from "../open";
import { deliverySettings } from "../settings";
import { askedEnvironment } from "./asked-environment";
import { StackTeardown, type StackResult, type StackTeardownOptions } from "./stack-teardown";
import { afterwards, orderLines } from "./teardown-text";

export interface TeardownOptions extends OpenOptions {
  /** Its name, as `staging`. */
  readonly environment: string;
  /** The same once more; with it nothing is asked. */
  readonly confirm?: string | undefined;
  /** Only say what would be destroyed, what is protected and what stays. */
  readonly dryRun: boolean;
  /** How long to wait for the state's lock, as `5m`. */
  readonly lockTimeout: string;
}

/** The document for programs, as far as the command came. */
interface Result extends StackResult {
  readonly environment: string;
  /** What became of each layer, the services first. @default the environment has none */
  layers?: readonly StackResult[];
  error?: string;
}

/**
 * `groundwork teardown`: destroys all that an environment has in its state, by a plan that is shown,
 * stored and applied as any other. An environment that demands an approval has the plan stored for it.
 * Of layers the services go first, and what they stand on last, once all of them were looked at.
 *
 * @returns the exit code: 2 when a plan waits for its approval, or with `dryRun` something is there
 * @throws OperationError with exit code 6 for production, when something is protected, or when an
 *   agent is at work; 7 when the state is locked
 */
export async function teardown(options: TeardownOptions): Promise<ExitCode> {
  const { dryRun, confirm, json } = options;
  // Whose name was typed is asked nothing more.
  const open = openDelivery({ ...options, yes: true });
  const environment = askedEnvironment(options.environment, open.configuration);
  const name = stackNameOf(environment);
  if (!dryRun) expectPerson("teardown", `teardown ${name}`, options);
  expectNoProduction(environment);
  expectNoOtherPlaces(environment);
  if (confirm !== undefined && confirm !== name) {
    throw new OperationError(
      `--confirm: got ${shellWord(confirm)}, expected ${name}, the environment that is to go`,
    );
  }
  const terraformVersion = releaseNote(await requireTerraform(options.env));
  const stacks = stacksIn(environment);
  const document: Result = { environment: name, stack: stacks.at(-1)!.id };
  const work = { open, options, terraformVersion };
  return runCommand({ asked: open.asked, json, document }, () =>
    stacks.length === 1
      ? tearDown(environment, document, work)
      : tearLayersDown(environment, document, work),
  );
}

/** @throws OperationError with exit code 6 */
function expectNoProduction({ name, production, place }: Environment): void {
  if (!production) return;
  if (place !== undefined) {
    throw new OperationError(
      `${place.stack} is production, which teardown never takes down. If customers come there no longer: have ${name}.differences return production: false for it (environments/${name}.ts), ` +
        "have that reviewed, planned, approved and applied, which lifts the protections of what it has; then run this again",
      DENIED,
    );
  }
  throw new OperationError(
    `${name} is production, which teardown never takes down. If customers depend on it no longer: set production: false in environments/${name}.ts, ` +
      "have that reviewed, planned, approved and applied, which lifts the protections of what it has; then run this again",
    DENIED,
  );
}

/** What is elsewhere would be left without its environment. */
function expectNoOtherPlaces(environment: Environment): void {
  const others = stacksByPlace(environment).slice(1);
  if (environment.place !== undefined || others.length === 0) return;
  const places = others.map(([stack]) => stackNameOf(stack!.environment));
  throw new OperationError(
    `${environment.name} has ${others
      .flat()
      .map(({ id }) => id)
      .join(
        ", ",
      )} as well, expected no other places: ${places.map((place) => ownCommand(`teardown ${place}`)).join(", ")} first, and each out of ${environment.name}.places`,
  );
}

interface Work {
  readonly open: OpenDelivery;
  readonly options: TeardownOptions;
  readonly terraformVersion: string;
}

/** An environment that is one stack. */
async function tearDown(
  environment: Environment,
  document: Result,
  { open, options, terraformVersion }: Work,
): Promise<ExitCode> {
  const [target] = stacksIn(environment);
  const agrees = () => agreed(environment, options);
  const stack = new StackTeardown(open, target!, { ...options, agrees }, document);
  const ended = await stack.run(terraformVersion);
  if (document.outcome?.ok) open.person.tell(afterwards(environment, document.stays ?? []));
  return ended;
}

/**
 * All layers are looked at, the highest first, before anything is destroyed: what is protected below
 * would be left without what stood on it.
 */
async function tearLayersDown(
  environment: Environment,
  document: Result,
  { open, options, terraformVersion }: Work,
): Promise<ExitCode> {
  const layers = stacksIn(environment)
    .toReversed()
    .map((target) => ({ target, told: { stack: target.id } }));
  document.layers = layers.map(({ told }) => told);
  const work = (index: number, changed: Partial<StackTeardownOptions>) => {
    const { target, told } = layers[index]!;
    return new StackTeardown(open, target, { ...options, ...changed }, told).run(terraformVersion);
  };
  const left: number[] = [];
  for (const index of layers.keys()) {
    if ((await work(index, { dryRun: true })) === CHANGES) left.push(index);
  }
  if (left.length === 0) return DONE;
  open.person.tell(orderLines(environment).join("\n"));
  if (options.dryRun) return CHANGES;
  const { needsApproval } = deliverySettings(open.configuration, environment.name);
  if (needsApproval) {
    const ended = await work(left[0]!, { isShown: true });
    const rest = left.slice(1).map((index) => layers[index]!.target.id);
    if (rest.length > 0) {
      open.person.tell(
        `When that is applied, for ${rest.join(" and ")}: ${ownCommand(`teardown ${document.environment}`)}`,
      );
    }
    return ended;
  }
  await agreed(environment, options);
  for (const index of left) await work(index, { isShown: true });
  const stays = layers.flatMap(({ told }) => (told as StackResult).stays ?? []);
  open.person.tell(afterwards(environment, stays));
  return DONE;
}

/** @throws OperationError at another name, or none */
async function agreed(
  environment: Environment,
  { confirm, signal, json }: TeardownOptions,
): Promise<true> {
  const name = stackNameOf(environment);
  const output = json ? process.stderr : process.stdout;
  if (await typesName(name, confirm, signal, output)) return true;
  throw new OperationError(`stopped, as that was not ${name}; nothing was destroyed`);
}
