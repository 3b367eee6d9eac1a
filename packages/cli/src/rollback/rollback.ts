import type { Service } from "@groundwork/configuration";
import { isProduction } from "@groundwork/configuration/delivery";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPersonInProduction } from "../core/agent";
import { runCommand } from "../core/command";
import { OperationError } from "../core/errors";
import { CHANGES, DONE, LOCKED, type ExitCode } from "../core/exit-codes";
import { atTerminal, type Person } from "../core/person";
import { shellWord } from "../core/shell-word";
import { openDelivery, type OpenDelivery } from "../delivery/open";
import { nameOf, statusOf } from "../delivery/store/plan-meta";
import type { PlannedRollback } from "../delivery/store/planned-rollback";
import { askedService } from "../operate/environment";
import type { NamedImage } from "../sources/image-edit";
import { expectAccount } from "../state/account";
import { releaseNote, requireTerraform } from "../terraform/release";
import type { Version } from "./deployments";
import { goBack } from "./go-back";
import { isSameImage } from "./image";
import type { RollbackOptions, RollbackResult } from "./options";
import { targetText } from "./rollback-text";
import { runningService, type RunningService } from "./service";
import { stopDeployment, tellBesides } from "./stop-deployment";
import { storedEvents } from "./stored-events";
import { meant, targetOf, type Target } from "./target";
import type { ImageEvent } from "./way-back";

/** What this takes of AWS besides what plan and apply take. */
const RIGHTS = "packages/docs/rollback.md says what rights this takes";

/**
 * `groundwork rollback`: stops a deployment under way, has the image before come back by a plan, and
 * proposes to name it in the environment's file.
 *
 * @returns the exit code: 2 when the plan waits for its approval
 * @throws OperationError with exit code 5 when nobody approves it, 6 when an agent rolls production
 *   back, 7 when somebody else does at this moment
 */
export async function rollback(options: RollbackOptions): Promise<ExitCode> {
  const { environment, json } = options;
  const service = askedService(environment, options.service);
  const stack = stackIdOf(environment);
  expectPersonInProduction("rollback", stack, lineOf(options, service), options);
  // It asks by itself, before it stops and before it applies.
  const open = openDelivery({ ...options, yes: true });
  if (isProduction(open.configuration, environment.name)) expectReason(options, service);
  const document: RollbackResult = {
    environment: environment.name,
    service: service.name,
    stack,
  };
  const asked = {
    ...open.asked,
    rights: RIGHTS,
    expectAccess: () => expectAccount(open.clients, environment),
  };
  return runCommand({ asked, json, document }, () =>
    new Rollback(open, service, options, document).run(),
  );
}

const lineOf = ({ environment, why }: RollbackOptions, { name }: Service): string =>
  `rollback ${environment.name} ${name} --why ${why === undefined ? '"what is wrong"' : shellWord(why)}`;

/** @throws OperationError without a reason: in production it is what others read later */
function expectReason(options: RollbackOptions, service: Service): void {
  if (options.why !== undefined) return;
  const { name } = options.environment;
  throw new OperationError(
    `rollback: got no reason to roll ${service.name} back in ${name}, which is production, expected one, to be stored: ${ownCommand(lineOf(options, service))}`,
  );
}

/** An emulator runs no tasks, unless somebody says who answers for ECS. */
const runsTasks = (env: NodeJS.ProcessEnv): boolean => Boolean(env["AWS_ENDPOINT_URL_ECS"]);

const isDeployedByCi = ({ deployment }: Service): boolean =>
  deployment.strategy !== "CODE_DEPLOY" && deployment.deployedBy === "ci";

class Rollback {
  private readonly person: Person;

  constructor(
    private readonly open: OpenDelivery,
    private readonly service: Service,
    private readonly options: RollbackOptions,
    private readonly document: RollbackResult,
  ) {
    const { yes = false, signal, json } = options;
    this.person = atTerminal(yes, signal, json ? process.stderr : process.stdout);
  }

  async run(): Promise<ExitCode> {
    await this.expectNobodyElse();
    const { environment, standIns, env } = this.options;
    if (standIns && !runsTasks(env)) return this.plan(this.namedAlone());
    await expectAccount(this.open.clients, environment);
    const service = runningService(this.open.configuration, environment, this.service, env);
    try {
      const { open, options, document, person } = this;
      const stopped = await stopDeployment(service, this.service.name, open, {
        ...options,
        person,
      });
      if (stopped) document.stopped = stopped;
      if (isDeployedByCi(this.service)) return this.leaveToCi(stopped !== undefined);
      return await this.plan(await this.target(service));
    } finally {
      service.close();
    }
  }

  /**
   * Whoever stops the deployment of a rollback brings the bad image back.
   *
   * @throws OperationError with exit code 7 where one is applied at this moment
   */
  private async expectNobodyElse(): Promise<void> {
    const { stack } = this.document;
    const newest = await this.open.store.newest(stack);
    if (!newest || statusOf(newest, this.open.store.now()) !== "started") return;
    const { summary, started } = newest;
    if (summary.rollback?.service !== this.service.name) return;
    throw new OperationError(
      `${nameOf(started!.by)} rolls ${this.service.name} back at this moment, by ${summary.id}; nothing was done. What becomes of it: ${ownCommand(`show ${summary.id}`)}. If that was killed: ${ownCommand(`unlock ${stack}`)}, then ${ownCommand(`plan ${stack}`)}`,
      LOCKED,
    );
  }

  private leaveToCi(isStopped: boolean): ExitCode {
    const { name } = this.service;
    const text = `${name} is deployed by its own pipeline (deployedBy: "ci"), which must not deploy the same again`;
    if (!isStopped) throw new OperationError(`${text}: have that deploy the version before`);
    this.person.tell(`${text}.`);
    return DONE;
  }

  private async target(service: RunningService): Promise<PlannedRollback> {
    const { environment, to: asked, why } = this.options;
    const { name } = this.service;
    const [stored, deployed] = await Promise.all([
      storedEvents(this.open, this.document.stack, name),
      service.deployments.events(),
    ]);
    const events: ImageEvent[] = [...deployed, ...stored];
    const runs = await service.runs(events);
    this.document.runs = runs;
    const target = await targetOf(service, runs, events, asked);
    const now = this.open.store.now();
    this.person.tell(targetText(name, environment.name, runs, target, now));
    const { taskDefinition, image, cameBackFrom } = target;
    if (taskDefinition !== undefined && cameBackFrom === undefined) {
      await tellBesides(this.person, service, runs.taskDefinition, taskDefinition);
    }
    return { service: name, to: image, from: this.left(runs, target), why };
  }

  /** The image that is given up; where that is gone already, it is what the code may still name. */
  private left(runs: Version, { image, cameBackFrom }: Target): NamedImage | undefined {
    if (cameBackFrom !== undefined) return cameBackFrom.image;
    return isSameImage(runs.image, image) ? undefined : runs.image;
  }

  /** In a rehearsal nothing runs, and ECR has nothing. */
  private namedAlone(): PlannedRollback {
    const { to, why } = this.options;
    const { name, image } = this.service;
    if (to === undefined) {
      throw new OperationError(
        "--to: got none in a rehearsal, which runs no tasks, expected the digest to go back to",
      );
    }
    const tag = image?.tag;
    return {
      service: name,
      to: { ...(tag !== undefined && { tag }), ...meant(to, []) },
      from: image,
      why,
    };
  }

  private async plan(back: PlannedRollback): Promise<ExitCode> {
    const { document, open, options, person } = this;
    document.to = back.to;
    // Not before a deployment is stopped, which takes no Terraform.
    const terraformVersion = releaseNote(await requireTerraform(options.env));
    const ended = await goBack(open, back, { ...options, person, terraformVersion }, document);
    return ended === "waits" ? CHANGES : DONE;
  }
}
