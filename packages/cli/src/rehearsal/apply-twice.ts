import { OperationError } from "../core/errors";
import type { Terraform } from "../terraform/terraform";

/** A stack that is rehearsed, and Terraform in its folder. */
interface PlannedStack {
  readonly name: string;
  readonly terraform: Terraform;
}

const PLAN_FILE = "rehearsal.tfplan";

/** Applies a stack, where it would change anything. */
export async function apply({ terraform }: Pick<PlannedStack, "terraform">): Promise<void> {
  await terraform.init();
  if (await terraform.plan(PLAN_FILE)) await terraform.apply(PLAN_FILE);
}

/** @throws OperationError with the plan, when an applied stack would still change */
export async function planAgain({ name, terraform }: PlannedStack): Promise<void> {
  if (await terraform.plan(PLAN_FILE)) {
    const plan = await terraform.show(PLAN_FILE);
    throw new OperationError(`${name}: got changes in a second plan, expected none\n${plan}`);
  }
}
