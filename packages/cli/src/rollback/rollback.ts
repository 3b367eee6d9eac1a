import type { Service } from "@groundwork/configuration";
import { isProduction } from "@groundwork/configuration/delivery";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPersonInProduction } from "../core/agent";
import { runCommand } from "../core/command";
import { OperationError } from "../core/errors";
import { CHANGES, DONE, type ExitCode } from "../core/exit-codes";
import { atTerminal, type Person } from "../core/person";
import { shellWord } from "../core/shell-word";
import { openDelivery, type OpenDelivery } from "../delivery/open";
import type { PlannedRollback } from "../delivery/store/planned-rollback";
import { askedService } from "../operate/environment";
import type { NamedImage } from "../sources/image-edit";
import { expectAccount } from "../state/account";
import { releaseNote, requireTerraform } from "../terraform/release";
import type { Version } from "./deployments";
import { goBack } from "./go-back";
import { isSameImage } from "./image";
import type { RollbackOptions, RollbackResult } from "./options";
import { expectNoOther } from "./other-rollback";
import { targetText, underWayText } from "./rollback-text";
import { runningService, runsTasks, type RunningService } from "./service";
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
  const { environment, json, only } = options;
  const service = askedService(environment, options.service);
  const stack = stackIdOf(environment);
  const changes = only !== "look";
  if (changes) expectPersonInProduction("rollback", stack, lineOf(options, service), options);
  // It asks by itself, before it stops and before it applies.
  const open = openDelivery({ ...options, yes: true });
  if (changes && isProduction(open.configuration, environment.name)) expectReason(options, service);
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
    const { environment, env, only } = this.options;
    if (!runsTasks(this.options)) {
      await this.expectNoOther();
      return this.plan(this.namedAlone());
    }
    await expectAccount(this.open.clients, environment);
    const service = runningService(this.open.configuration, environment, this.service, env);
    try {
      await this.expectNoOther(service);
      if (only === "look") return await this.look(service);
      const stopped =
        only === "plan" ? await this.expectNoneUnderWay(service) : await this.stop(service);
      if (only === "stop") return DONE;
      if (isDeployedByCi(this.service)) return this.leaveToCi(stopped);
      return await this.plan(await this.target(service));
    } finally {
      service.close();
    }
  }

  /** @returns whether a deployment was under way, which is stopped now */
  private async stop(service: RunningService): Promise<boolean> {
    const { open, options, document, person } = this;
    const { name } = this.service;
    const stopped = await stopDeployment(service, name, open, { ...options, person });
    if (stopped) document.stopped = stopped;
    else if (options.only === "stop") person.tell(`${name}: no deployment is under way.`);
    return stopped !== undefined;
  }

  private async look(service: RunningService): Promise<ExitCode> {
    const { document, options, open, person } = this;
    const underWay = await service.deployments.underWay();
    if (underWay) {
      const { id, to, back } = underWay;
      document.underWay = { id, to, back };
      const { name } = options.environment;
      person.tell(underWayText(this.service.name, name, underWay, open.store.now()));
    } else if (isDeployedByCi(this.service)) this.leaveToCi(false);
    else document.to = (await this.target(service)).to;
    return DONE;
  }

  /** @throws OperationError where a deployment is under way: it holds the lock, and would go on */
  private async expectNoneUnderWay(service: RunningService): Promise<false> {
    const underWay = await service.deployments.underWay();
    if (underWay === undefined) return false;
    throw new OperationError(
      `${this.service.name}: the deployment ${underWay.id} is under way, expected none to plan: ${ownCommand(`${lineOf(this.options, this.service)} --only stop`)}`,
    );
  }

  /** @throws OperationError with exit code 7 where somebody rolls it back at this moment */
  private async expectNoOther(service?: RunningService): Promise<void> {
    const { name } = this.service;
    if (this.options.only === "look") return;
    const killed = await expectNoOther(this.open, this.document.stack, name, service?.deployments);
    if (killed === undefined) return;
    this.person.tell(`${killed}, by which ${name} went back, was killed; this goes on from there.`);
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
    const { to, why, only } = this.options;
    const { name, image } = this.service;
    if (only === "look" || only === "stop") {
      throw new OperationError(
        `--only: got ${only} in a rehearsal, which runs no tasks, expected plan, or all steps`,
      );
    }
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
