import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import type { OpenOptions } from "../../state/open";
import { releaseNote, requireTerraform } from "../../terraform/release";
import type { DriftReport } from "../messages/drift-report";
import type { OpenDelivery } from "../open";
import { planned, type PlanDocument } from "../plan/plan";

/** The plans that were made, by stack. */
export interface PlansBack {
  readonly plans: ReadonlyMap<string, PlanDocument>;
  /** @throws OperationError why a stack was not planned, the first of them */
  expectAll(): void;
}

/**
 * Plans the stacks that have drifted, so that an apply makes them as the code says: the plans of
 * `groundwork plan`, with their rules and approvals. A stack that cannot be planned keeps no other from
 * it.
 */
export async function planBack(
  reports: readonly DriftReport[],
  delivery: OpenDelivery,
  options: OpenOptions,
): Promise<PlansBack> {
  const plans = new Map<string, PlanDocument>();
  const errors: OperationError[] = [];
  const terraformVersion = releaseNote(await requireTerraform(options.env));
  const { tell } = delivery.person;
  for (const report of reports.filter(({ drifted }) => drifted.length > 0)) {
    const { stack } = report;
    const document: PlanDocument = { stack };
    plans.set(stack, document);
    for (const text of besides(report)) tell(`${stack}: ${text}`);
    const asked = { ...options, stack, ...AS_IT_IS, terraformVersion };
    try {
      await planned(asked, delivery, document);
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof OperationError)) throw error;
      document.error = error.message;
      errors.push(error);
    }
  }
  if (plans.size === 0) tell("Nothing has drifted, so there is no way back to plan.");
  return {
    plans,
    expectAll: () => {
      const [first, ...more] = errors;
      if (first === undefined) return;
      throw new OperationError(
        [first, ...more].map(({ message }) => message).join("\n"),
        first.exitCode,
      );
    },
  };
}

/** What is asked of a plan beyond what the code says: nothing. */
const AS_IT_IS = { allowDirty: false, allowDestroy: [], lockTimeout: "0s", updateLocks: false };

/** What the plan does besides taking the drift back. */
function besides({ unapplied, waiting, ignored }: DriftReport): string[] {
  return [
    ...(unapplied ? ["the plan has what was merged and not applied as well"] : []),
    ...(waiting === undefined
      ? []
      : [`it takes the place of the plan that waits: ${ownCommand(`show ${waiting}`)}`]),
    ...(ignored.length > 0
      ? ["the plan takes back what environments/drift-ignore.ts accepts as well, as any plan does"]
      : []),
  ];
}
