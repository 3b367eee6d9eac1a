import { rememberNames } from "../../core/known-names";
import { runCommand } from "../../core/command";
import { openDelivery } from "../open";
import { statusOf, type PlanRecord } from "../store/plan-meta";
import type { UnreadablePlan } from "../store/plan-store";
import { plansTable } from "../store/plan-text";
import { stateKeyOf, type OpenOptions } from "../../state/open";
import { sayJson } from "../../core/outlet";

export interface PlansOptions extends OpenOptions {
  /** @default all */
  readonly stack: string | undefined;
  /** How many of the newest. */
  readonly limit: number;
}

/** `groundwork plans`: lists the plans in the store, newest first, with what became of each. */
export async function plans(options: PlansOptions): Promise<void> {
  const { stack, limit, json } = options;
  const open = openDelivery(options);
  await runCommand(open, async () => {
    if (stack !== undefined) stateKeyOf(open, stack);
    const plans = await open.store.list({ stack, limit });
    rememberNames(
      "plans",
      plans.map((plan) => ("problem" in plan ? plan.id : plan.summary.id)),
    );
    const now = new Date();
    if (json) {
      sayJson(plans.map((plan) => listed(plan, now)));
      return;
    }
    const records = plans.filter((plan): plan is PlanRecord => !("problem" in plan));
    if (plans.length === 0) {
      open.person.tell(
        `No plans ${stack === undefined ? "" : `of ${stack} `}in ${open.store.address}.`,
      );
    }
    if (records.length > 0) open.person.tell(plansTable(records, now));
    for (const plan of plans) {
      if ("problem" in plan) open.person.tell(`${plan.id} cannot be read: ${plan.problem}`);
    }
  });
}

/** The document for programs. */
const listed = (plan: PlanRecord | UnreadablePlan, now: Date): object =>
  "problem" in plan
    ? { status: "unreadable", id: plan.id, error: plan.problem }
    : { status: statusOf(plan, now), ...plan };
