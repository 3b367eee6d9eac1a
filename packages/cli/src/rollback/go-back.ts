import path from "node:path";
import { stateKeyOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../core/count";
import { OperationError } from "../core/errors";
import type { Person } from "../core/person";
import { cacheDir } from "../core/project";
import { applyStored } from "../delivery/apply/apply";
import type { OpenDelivery } from "../delivery/open";
import { readCheckout, type Checkout } from "../delivery/plan/checkout";
import { makePlan, type MadePlan } from "../delivery/plan/make-plan";
import { reportPlan } from "../delivery/plan/plan";
import { expectSharedUnlessRehearsed } from "../delivery/plan/shared-commit";
import { deliverySettings, type DeliverySettings } from "../delivery/settings";
import { nameOf, statusOf, type PlannedResource } from "../delivery/store/plan-meta";
import type { PlannedRollback } from "../delivery/store/planned-rollback";
import { askedService } from "../operate/environment";
import { Workspace } from "../stand-ins/workspace";
import { nameOfResource } from "../delivery/store/changes-text";
import { subjectOf } from "../words/subject";
import { approvalOf } from "./approval";
import { copyProject, editedFile, type EditedFile } from "./edited-project";
import { isSameImage } from "./image";
import { propose } from "./propose";
import type { RollbackOptions, RollbackResult } from "./options";
import { proposalText } from "./rollback-text";
import { runsTasks } from "./service";
import { withoutWaiting, type WithoutWaitingOptions } from "./without-waiting";

export interface GoBackOptions extends RollbackOptions {
  /** Asked before anything is applied. */
  readonly person: Person;
  readonly terraformVersion: string;
}

/**
 * Has an image come back by a plan as any other, stored, approved where that is demanded, and applied;
 * then proposes to name it in the environment's file.
 *
 * @returns `waits` when the plan is stored and waits for somebody
 */
export async function goBack(
  open: OpenDelivery,
  back: PlannedRollback,
  options: GoBackOptions,
  document: RollbackResult,
): Promise<"done" | "waits"> {
  // Nobody needs it before the copy of the project is there.
  const workspace = await Workspace.create(path.join(cacheDir, "rollback"), process.pid);
  try {
    return await new WayBack(open, back, options, document, workspace.dir).run();
  } finally {
    await workspace.remove();
  }
}

class WayBack {
  private readonly settings: DeliverySettings;

  constructor(
    private readonly open: OpenDelivery,
    private readonly back: PlannedRollback,
    private readonly options: GoBackOptions,
    private readonly document: RollbackResult,
    private readonly scratch: string,
  ) {
    this.settings = deliverySettings(open.configuration, options.environment.name);
  }

  async run(): Promise<"done" | "waits"> {
    const { environment } = this.options;
    const checkout = await readCheckout(this.options.env);
    const edited = await editedFile(environment.name, this.back.service, this.back.to);
    if (await this.waitsAlready(checkout)) return "waits";
    const made = await this.plan(checkout, edited);
    await reportPlan(made, this.open, this.settings, this.document);
    if (this.options.only === "plan") return made.changes ? "waits" : "done";
    if (made.changes && !(await this.apply())) return "waits";
    await this.propose(checkout, edited);
    return "done";
  }

  /** Whether the same was planned already: a second plan would take the place of what somebody approves. */
  private async waitsAlready({ commit }: Checkout): Promise<boolean> {
    const { store } = this.open;
    const { stack } = this.document;
    const newest = await store.newest(stack);
    if (newest === undefined) return false;
    const { summary } = newest;
    const { rollback, needsApproval, id } = summary;
    const isSame =
      rollback?.service === this.back.service &&
      isSameImage(rollback.to, this.back.to) &&
      summary.commit === commit;
    const status = statusOf(newest, store.now());
    if (!isSame || !needsApproval || (status !== "waiting" && status !== "approved")) return false;
    this.document.id = id;
    this.open.person.tell(
      [
        `${nameOf(summary.plannedBy)} has planned the same, and it ${status === "waiting" ? "waits for an approval" : "is approved"}: ${id}. Nothing was planned anew.`,
        ...(status === "waiting"
          ? [`Somebody else approves it: ${ownCommand(`approve ${id}`)}`]
          : []),
        `Then: ${ownCommand(`apply ${id} --sha256 <the hash that was printed there>`)}`,
        `To plan it anew, reject that one first: ${ownCommand(`reject ${id} --why "planned anew"`)}`,
      ].join("\n"),
    );
    return true;
  }

  private async plan(checkout: Checkout, edited: EditedFile): Promise<MadePlan> {
    const { open, settings, options } = this;
    const { stack } = this.document;
    const { organization } = open.configuration;
    const shared = await expectSharedUnlessRehearsed(checkout, settings, organization, {
      ...options,
      stack,
    });
    const root = path.join(this.scratch, "project");
    const isEdited = edited.text !== edited.before;
    if (isEdited) await copyProject(edited, root);
    return makePlan({
      ...options,
      open,
      stack,
      key: stateKeyOf(options.environment),
      settings,
      checkout,
      shared,
      plannedBy: await open.identities.self(),
      allowDestroy: [],
      rollback: {
        rollback: this.back,
        root: isEdited ? root : undefined,
        keep: async ({ resources }) => {
          if (!options.withOthers) await this.expectNothingElse(resources, checkout);
          return true;
        },
      },
    });
  }

  /**
   * What was merged and not applied would go out at night, together with what is urgent.
   *
   * @throws OperationError that says of which commit it is not so
   */
  private async expectNothingElse(
    resources: readonly PlannedResource[],
    { commit }: Checkout,
  ): Promise<void> {
    const { service } = this.back;
    const others = resources.filter((one) => !isOfDeployment(one, service));
    if (others.length === 0) return;
    const { stack, environment } = this.document;
    const records = await this.open.store.list({ stack });
    const applied = records.find((one) => !("problem" in one) && one.outcome?.ok);
    const last = applied && "summary" in applied ? applied.summary.commit : undefined;
    const line = ownCommand(`rollback ${environment} ${service}`);
    throw new OperationError(
      [
        `${stack}: the plan does more than have ${service} go back: ${count(others.length, "other change")}, such as`,
        ...others.slice(0, 5).map((one) => `  ${nameOfResource(one)}, ${one.address}`),
        ...(last === undefined || last === commit
          ? []
          : [
              `The commit that was applied last has none of them: git switch --detach ${last}, then ${line}`,
            ]),
        `To apply them as well: ${line} --with-others`,
      ].join("\n"),
    );
  }

  /** @returns whether it was applied */
  private async apply(): Promise<boolean> {
    const { open, options, settings, document } = this;
    const { person, wait, signal, terraformVersion } = options;
    const { id, sha256 } = document as Required<RollbackResult>;
    if (settings.needsApproval) {
      if (wait === 0) return false;
      if (!(await person.confirm("Wait for the approval, and apply it then?"))) return false;
      const ended = await approvalOf(open, { id, sha256, minutes: wait, signal });
      if (ended === "applied") {
        open.person.tell(`${id} was applied by somebody else.`);
        return true;
      }
    } else if (!(await person.confirm("Apply it?"))) {
      throw new OperationError(
        "stopped at your no; nothing was applied, and the plan can still be",
      );
    }
    const apply = () =>
      applyStored(open, { ...options, id, sha256 }, terraformVersion, document, true);
    await (runsTasks(options) ? withoutWaiting(this.deployed(), apply) : apply());
    return true;
  }

  private deployed(): WithoutWaitingOptions {
    const { open, options, back } = this;
    const { environment, env, person } = options;
    const service = askedService(environment, back.service);
    const say = (line: string) => person.tell(line);
    return { configuration: open.configuration, environment, service, env, say };
  }

  private async propose({ commit }: Checkout, edited: EditedFile): Promise<void> {
    const { open, back, options, document } = this;
    const { environment, env } = options;
    if (edited.text === edited.before) {
      open.person.tell(`${edited.file} names that image already, so the next plan keeps it.`);
      return;
    }
    const { organization } = open.configuration;
    const proposal = await propose({
      organization,
      environment: environment.name,
      rollback: back,
      edited,
      base: commit,
      plan: document.id,
      scratch: this.scratch,
      env,
    });
    document.proposal = proposal;
    open.person.tell(proposalText(environment, back, proposal));
  }
}

/**
 * What has to change for another image: the task definition, the service that runs it, the tasks beside
 * it, and, where it is the first after the placeholder, what its tasks may pull.
 */
const isOfDeployment = (
  { type, address, path: place = "" }: PlannedResource,
  service: string,
): boolean =>
  subjectOf({ address, constructPath: place }) === `service ${service}` &&
  (["aws_ecs_task_definition", "aws_ecs_service", "aws_scheduler_schedule"].includes(type) ||
    /\/task\/execution-policy$|\/tasks\/before-[\w-]+$/.test(place));
