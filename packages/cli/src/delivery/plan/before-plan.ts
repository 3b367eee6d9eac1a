import type { OpenOptions } from "../../state/open";
import type { StackJson } from "../../state/stack-json";
import { contractNotes } from "../contract-notes";
import type { OpenDelivery } from "../open";
import type { PlanFinding } from "../store/plan-meta";
import { expectSameAccount } from "./same-account";

interface StackToPlan extends Pick<OpenOptions, "env" | "standIns"> {
  readonly stack: string;
  /** Key of its state. */
  readonly key: string;
}

/**
 * Looks at what a plan of a stack starts from, before Terraform does.
 *
 * @param code the stack as it was synthesized
 * @returns what is to be told of it with the plan
 * @throws OperationError where it would leave its account, or does not know its network yet
 */
export async function beforePlan(
  open: OpenDelivery,
  stack: StackToPlan,
  code: StackJson,
): Promise<readonly PlanFinding[]> {
  if (!stack.standIns) await expectSameAccount(open, stack, code);
  const { findings, notes } = await contractNotes(stack.stack, open, stack);
  for (const note of notes) open.person.tell(note);
  return findings;
}
