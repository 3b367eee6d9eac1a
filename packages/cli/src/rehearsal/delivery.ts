import type { ListrTask } from "listr2";
import { ownerOf } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { apply } from "../delivery/apply/apply";
import { readCheckout, type Checkout } from "../delivery/plan/checkout";
import { approve } from "../delivery/apply/decide";
import type { DriftReport } from "../delivery/messages/drift-report";
import { countsInWords } from "../terraform/plan-words";
import { statusOf, type PlanSummary } from "../delivery/store/plan-meta";
import { serialText } from "../delivery/store/plan-text";
import { PlanStore } from "../delivery/store/plan-store";
import { deliverySettings, planBucket } from "../delivery/settings";
import { drift } from "../delivery/drift/drift";
import { OperationError } from "../core/errors";
import { CHANGES, DENIED, DONE, NOT_USABLE } from "../core/exit-codes";
import { plan } from "../delivery/plan/plan";
import { rehearsalEnvironment } from "./access";
import { makeDeliveryParts } from "./delivery-parts";
import { deliveryWords, eventTable } from "./report";
import { rehearsedRollback } from "./rehearsed-rollback";
import { rehearseLoadTest, testedBefore } from "./rehearsed-load-tests";
import { Steps, type Step, type StepsOptions } from "./steps";
import { planUncommitted } from "./uncommitted-plan";

/** A plan as the person has it who made it: with the hash from the command, not from the store. */
interface Planned {
  readonly id: string;
  readonly sha256: string;
}

/** Who runs a command, and how it must end. */
type End = Pick<Step, "who" | "event" | "code" | "says" | "tells">;

const APPROVED: End = { who: "lee", event: "approved", code: DONE, tells: ["approved"] };

const OWN_APPROVED: End = {
  who: "kim",
  event: "own plan approved",
  code: DENIED,
  says: "somebody else must approve it",
};

const SUPERSEDED: End = { who: "kim", event: "older plan applied", code: NOT_USABLE };

const APPLIED: End = {
  who: "kim",
  event: "applied",
  code: DONE,
  says: "Apply complete!",
  tells: ["applied"],
};

const UNTESTED = {
  event: "untested planned",
  code: DENIED,
  outcome: () => `refused (exit ${DENIED}): it has passed no load test`,
};

const refused = ({ code }: End): string => `refused (exit ${code})`;

/** The way of a change from plan to apply, by the commands themselves. */
export class DeliveryRehearsal {
  private readonly store: PlanStore;

  private constructor(
    private readonly options: StepsOptions,
    private readonly checkout: Checkout,
    private readonly steps: Steps,
  ) {
    this.store = new PlanStore(planBucket(options.configuration, options.clients.s3));
  }

  /** Makes one, with a bucket for plans, topics for messages, and parameters that lead to them. */
  static async create(options: StepsOptions): Promise<DeliveryRehearsal> {
    const { configuration, clients, access } = options;
    const checkout = await readCheckout(options.env);
    const env = rehearsalEnvironment(options.env, access);
    await makeDeliveryParts(configuration, clients, access, env);
    return new DeliveryRehearsal(options, checkout, await Steps.create(options));
  }

  /**
   * Delivers one stack after another, as a team's changes come.
   *
   * @param stacks of environments
   * @param toStep makes a step of work on a stack
   */
  tasks<Stack extends { readonly name: string }>(
    stacks: () => readonly Stack[],
    toStep: (verb: string, work: (stack: Stack) => Promise<void>) => (stack: Stack) => ListrTask,
  ): ListrTask[] {
    const each =
      (verb: string, work: (stack: string) => Promise<void>): ListrTask["task"] =>
      (_, task) =>
        task.newListr(stacks().map(toStep(verb, ({ name }) => work(name))));
    const names = () => stacks().map(({ name }) => name);
    return [
      { title: "Deliver the environments", task: each("Deliver", (name) => this.deliver(name)) },
      {
        title: "Look for drift in them",
        task: () => this.lookForDrift(names()),
      },
      {
        title: "Plan them again: nothing may change",
        task: each("Plan", (name) => this.planAgain(name)),
      },
      {
        title: "Roll a service back where a plan waits for its approval",
        skip: () => rehearsedRollback(this.options.configuration, names()).then(({ skip }) => skip),
        task: async () => this.rollBack(names()),
      },
    ];
  }

  /** What happened, and which part of it was real. */
  report(): string {
    const { events, folder } = this.steps;
    return `${eventTable(events)}\n\n${deliveryWords(this.checkout, folder.dir)}`;
  }

  /** The steps by which a change gets into a stack; where a gate is, with some of what it stops. */
  private async deliver(stack: string): Promise<void> {
    for (const environment of testedBefore(this.options.configuration, stack)) {
      await rehearseLoadTest(environment, this.steps, {
        ...this.planning(stack),
        ...UNTESTED,
      });
    }
    const first = await this.plan(stack);
    if (!this.isGated(stack)) return this.apply(stack, first, APPLIED);
    await this.approve(stack, first, OWN_APPROVED);
    await this.approve(stack, first, APPROVED);
    const newer = await this.plan(stack);
    await this.apply(stack, first, { ...SUPERSEDED, says: `superseded by ${newer.id}` });
    await this.approve(stack, newer, APPROVED);
    return this.apply(stack, newer, APPLIED);
  }

  private plan(stack: string): Promise<Planned> {
    return this.steps.run<Planned & { readonly summary: PlanSummary }>({
      ...this.planning(stack),
      event: "planned",
      code: CHANGES,
      tells: this.isGated(stack) ? ["plan-ready"] : [],
      outcome: ({ summary }) => `stored: ${countsInWords(summary.counts)}`,
    });
  }

  private approve(stack: string, { id, sha256 }: Planned, end: End): Promise<unknown> {
    return this.steps.run({
      ...end,
      stacks: [stack],
      plan: id,
      line: ownCommand(`approve ${id} --sha256 ${sha256}`),
      run: (common) => approve({ ...common, id, sha256 }),
      outcome: () =>
        end.code === DONE ? "stored, for good" : `${refused(end)}: kim has planned it`,
    });
  }

  private async apply(stack: string, { id, sha256 }: Planned, end: End): Promise<void> {
    await this.steps.run({
      ...end,
      stacks: [stack],
      plan: id,
      line: ownCommand(`apply ${id} --sha256 ${sha256}`),
      run: (common) => apply({ ...common, id, sha256, yes: true, lockTimeout: "0s" }),
      outcome: async () => {
        const record = await this.store.record(id);
        const status = record && statusOf(record);
        if (end.code !== 0) {
          if (!record?.started) return `${refused(end)}: superseded`;
          throw new OperationError(`${id}: got an apply that has begun, expected none`);
        }
        if (status !== "applied") {
          throw new OperationError(`${id}: got ${status} in the store, expected applied`);
        }
        const outcome = record!.outcome!;
        return `${countsInWords(outcome.counts)}: done, stored; ${serialText(outcome)}`;
      },
    });
  }

  /** @throws OperationError when a stack is not as the code says */
  private async lookForDrift(stacks: readonly string[]): Promise<void> {
    await this.steps.run<readonly DriftReport[]>({
      who: "schedule",
      event: "drift looked for",
      line: ownCommand(`drift ${stacks.join(" ")} --notify`),
      run: (common) => drift({ ...common, stacks, notify: true }),
      code: DONE,
      stacks,
      outcome: (reports) => {
        for (const { stack, waiting, skipped } of reports) {
          const missed = waiting ?? skipped;
          if (missed === undefined) continue;
          throw new OperationError(`${stack}: got ${missed}, expected a look for drift`);
        }
        return "no drift; merged but not applied: nothing";
      },
    });
  }

  /** @throws OperationError when there still is something to change */
  private async planAgain(stack: string): Promise<void> {
    const outcome = () => "nothing to change, nothing stored";
    await this.steps.run({ ...this.planning(stack), event: "planned again", code: DONE, outcome });
  }

  /** After all else: the branch does not have it, so the next plan would take it back. */
  private async rollBack(stacks: readonly string[]): Promise<void> {
    const { step } = await rehearsedRollback(this.options.configuration, stacks);
    const [stack] = step!.stacks;
    const planned = await this.steps.run(step!);
    await this.approve(stack!, planned, APPROVED);
    await this.apply(stack!, planned, { ...APPLIED, event: "rolled back" });
  }

  private planning(stack: string): Pick<Step, "who" | "stacks" | "line" | "run"> {
    const { checkout } = this;
    const dirty = checkout.dirty.length > 0;
    const uncommitted = dirty && this.isGated(stack);
    const own = {
      stack,
      allowDirty: true,
      allowDestroy: [],
      lockTimeout: "0s",
      updateLocks: false,
    };
    const note = uncommitted ? "  # refused, but in a rehearsal" : "";
    return {
      who: "kim",
      stacks: [stack],
      line: `${ownCommand(`plan ${stack}${dirty ? " --allow-dirty" : ""}`)}${note}`,
      run: (common) =>
        uncommitted
          ? planUncommitted({ ...common, ...own }, checkout)
          : plan({ ...common, ...own }),
    };
  }

  private isGated(stack: string): boolean {
    return deliverySettings(this.options.configuration, ownerOf(stack)).needsApproval;
  }
}
