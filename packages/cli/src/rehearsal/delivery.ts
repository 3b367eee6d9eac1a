import { SNSClient } from "@aws-sdk/client-sns";
import type { ListrTask } from "listr2";
import { ownerOf } from "@groundwork/configuration/names";
import { apply } from "../delivery/apply/apply";
import { readCheckout, type Checkout } from "../delivery/plan/checkout";
import { approve } from "../delivery/apply/decide";
import type { DriftReport } from "../delivery/messages/drift-report";
import { countsInWords } from "../terraform/plan-words";
import { statusOf, type PlanSummary } from "../delivery/store/plan-meta";
import { PlanStore } from "../delivery/store/plan-store";
import { deliverySettings, planStoreOf } from "../delivery/settings";
import { drift } from "../delivery/drift/drift";
import { OperationError } from "../core/errors";
import { CHANGES, DENIED, DONE, NOT_USABLE } from "../core/exit-codes";
import { plan, type PlanOptions } from "../delivery/plan/plan";
import { makeDeliveryParts } from "./delivery-parts";
import { followParameters } from "./parameters";
import { deliveryWords, eventTable } from "./report";
import { Steps, type Common, type Step, type StepsOptions } from "./steps";
import { planUncommitted } from "./uncommitted-plan";

/** A plan as whoever made it has it: with the hash from the command, not from the store. */
interface Planned {
  readonly stack: string;
  readonly id: string;
  readonly sha256: string;
}

/** The way of a change from plan to apply, by the commands themselves. */
export class DeliveryRehearsal {
  private readonly store: PlanStore;

  private constructor(
    private readonly options: StepsOptions,
    private readonly checkout: Checkout,
    private readonly steps: Steps,
  ) {
    this.store = new PlanStore(options.clients.s3, planStoreOf(options.configuration));
  }

  /** With a bucket for plans, topics for messages, and the parameters that lead to them. */
  static async create(options: StepsOptions): Promise<DeliveryRehearsal> {
    const { configuration, clients, access } = options;
    const checkout = await readCheckout(options.env);
    const sns = new SNSClient(access);
    await makeDeliveryParts(configuration, clients, sns);
    await followParameters(configuration, clients, sns);
    sns.destroy();
    return new DeliveryRehearsal(options, checkout, await Steps.create(options));
  }

  /**
   * One stack after another, as a team's changes come.
   *
   * @param stacks of environments
   * @param toStep makes a step of work on a stack
   */
  tasks<Stack extends { readonly name: string }>(
    stacks: () => readonly Stack[],
    toStep: (verb: string, work: (stack: Stack) => Promise<void>) => (stack: Stack) => ListrTask,
  ): ListrTask[] {
    return [
      {
        title: "Deliver the environments",
        task: (_, task) =>
          task.newListr(stacks().map(toStep("Deliver", ({ name }) => this.deliver(name)))),
      },
      {
        title: "Look for drift in them",
        task: () => this.lookForDrift(stacks().map(({ name }) => name)),
      },
      {
        title: "Plan them again: nothing may change",
        task: (_, task) =>
          task.newListr(stacks().map(toStep("Plan", ({ name }) => this.planAgain(name)))),
      },
    ];
  }

  /** Plans and applies a stack; where a gate is, with some of what it stops. */
  private async deliver(stack: string): Promise<void> {
    const planned = await this.plan(stack);
    if (!this.isGated(stack)) {
      await this.apply(planned);
      return;
    }
    await this.refuseOwn(planned);
    await this.approve(planned);
    const newer = await this.plan(stack);
    await this.refuseSuperseded(planned, newer);
    await this.approve(newer);
    await this.apply(newer);
  }

  /** @throws OperationError when a stack is not as the code says */
  private async lookForDrift(stacks: readonly string[]): Promise<void> {
    await this.steps.run<readonly DriftReport[]>({
      who: "schedule",
      event: "drift looked for",
      line: `npm run drift -- ${stacks.join(" ")} --notify`,
      run: (common) => drift({ ...common, stacks, notify: true }),
      code: DONE,
      rows: (reports) =>
        reports.map(({ stack, waiting, skipped }) => {
          const missed = waiting ?? skipped;
          if (missed !== undefined) {
            throw new OperationError(`${stack}: got ${missed}, expected a look for drift`);
          }
          return { stack, outcome: "no drift; merged but not applied: nothing" };
        }),
    });
  }

  /** @throws OperationError when there still is something to change */
  private async planAgain(stack: string): Promise<void> {
    await this.steps.run({
      ...this.planning(stack),
      event: "planned again",
      code: DONE,
      rows: () => [{ stack, outcome: "nothing to change, nothing stored" }],
    });
  }

  /** What happened, and what of it was real. */
  report(): string {
    const { events, folder } = this.steps;
    return `${eventTable(events)}\n\n${deliveryWords(this.checkout, folder.dir)}`;
  }

  private async plan(stack: string): Promise<Planned> {
    const { id, sha256 } = await this.steps.run<Planned & { summary: PlanSummary }>({
      ...this.planning(stack),
      event: "planned",
      code: CHANGES,
      ...(this.isGated(stack) && { tells: ["plan-ready"] }),
      rows: ({ id, summary }) => [
        { stack, plan: id, outcome: `stored: ${countsInWords(summary.counts)}` },
      ],
    });
    return { stack, id, sha256 };
  }

  private planning(stack: string): Pick<Step, "who" | "line" | "run"> {
    const { checkout } = this;
    const dirty = checkout.dirty.length > 0;
    const uncommitted = dirty && this.isGated(stack);
    const run = (common: Common) => {
      const options: PlanOptions = {
        ...common,
        stack,
        allowDirty: true,
        allowDestroy: [],
        lockTimeout: "0s",
        updateLocks: false,
      };
      return uncommitted ? planUncommitted(options, checkout) : plan(options);
    };
    const option = dirty ? " --allow-dirty" : "";
    const more = uncommitted ? "  # refused, but in a rehearsal" : "";
    return { who: "kim", line: `npm run plan -- ${stack}${option}${more}`, run };
  }

  private refuseOwn({ stack, id, sha256 }: Planned): Promise<unknown> {
    return this.steps.run({
      ...this.approving(id, sha256),
      who: "kim",
      event: "own plan approved",
      code: DENIED,
      says: "somebody else must approve it",
      rows: () => [{ stack, plan: id, outcome: `refused (exit ${DENIED}): kim has planned it` }],
    });
  }

  private approve({ stack, id, sha256 }: Planned): Promise<unknown> {
    return this.steps.run({
      ...this.approving(id, sha256),
      who: "lee",
      event: "approved",
      code: DONE,
      tells: ["approved"],
      rows: () => [{ stack, plan: id, outcome: "stored, for good" }],
    });
  }

  private approving(id: string, sha256: string): Pick<Step, "line" | "run"> {
    return {
      line: `npm run approve -- ${id} --sha256 ${sha256}`,
      run: (common) => approve({ ...common, id, sha256 }),
    };
  }

  private refuseSuperseded({ stack, id, sha256 }: Planned, newer: Planned): Promise<unknown> {
    return this.steps.run({
      ...this.applying(id, sha256),
      event: "older plan applied",
      code: NOT_USABLE,
      says: `superseded by ${newer.id}`,
      rows: async () => {
        if ((await this.store.record(id))?.started) {
          throw new OperationError(`${id}: got an apply that has begun, expected none`);
        }
        return [{ stack, plan: id, outcome: `refused (exit ${NOT_USABLE}): superseded` }];
      },
    });
  }

  private apply({ stack, id, sha256 }: Planned): Promise<unknown> {
    return this.steps.run({
      ...this.applying(id, sha256),
      event: "applied",
      code: DONE,
      says: "Apply complete!",
      tells: ["applied"],
      rows: async () => {
        const record = await this.store.record(id);
        const status = record && statusOf(record);
        if (status !== "applied") {
          throw new OperationError(`${id}: got ${status} in the store, expected applied`);
        }
        const { counts, serial } = record!.outcome!;
        const outcome = `${countsInWords(counts)}: done, stored; state serial ${serial}`;
        return [{ stack, plan: id, outcome }];
      },
    });
  }

  private applying(id: string, sha256: string): Pick<Step, "who" | "line" | "run"> {
    return {
      who: "kim",
      line: `npm run apply -- ${id} --sha256 ${sha256}`,
      run: (common) => apply({ ...common, id, sha256, lockTimeout: "0s" }),
    };
  }

  private isGated(stack: string): boolean {
    return deliverySettings(this.options.configuration, ownerOf(stack)).needsApproval;
  }
}
