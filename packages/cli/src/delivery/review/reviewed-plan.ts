import { planContents } from "../plan/plan-changes";
import { planDetails } from "../plan/plan-details";
import type { PlanFinding, PlannedResource } from "../store/plan-meta";
import { masker, secretsIn } from "../plan/secrets";
import type { OpenStack } from "../open-stacks";
import type { ReviewedStack } from "./review-comments";

/** A plan as Terraform has it. */
export interface ShownPlan {
  /** The plan by `terraform show -json`. */
  readonly plan: string;
  /** The plan by `terraform show -no-color`. */
  readonly text: string;
}

/**
 * A plan of one stack, without what is secret in it.
 *
 * @param judge what the policies say of the resources
 * @throws OperationError when the plan does what nobody here knows
 */
export function reviewedPlan(
  { name, json }: Pick<OpenStack, "name" | "json">,
  { plan, text }: ShownPlan,
  judge: (resources: readonly PlannedResource[]) => readonly PlanFinding[],
): ReviewedStack {
  const contents = planContents(plan, json);
  return {
    stack: name,
    contents,
    details: planDetails(plan, json),
    findings: judge(contents.resources),
    text: masker(secretsIn(plan))(text),
  };
}
