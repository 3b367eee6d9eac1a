import { OperationError } from "../../core/errors";
import type { Terraform } from "../../terraform/terraform";
import { masker, secretsIn } from "./secrets";

/**
 * Why a stack could not be planned, without the secrets of its state: there is no plan that would
 * mark them, and a provider or a check may have said one.
 *
 * @returns the error itself where it is none of Terraform's, or Terraform cannot read the state
 */
export async function maskedFailure(terraform: Terraform, error: unknown): Promise<unknown> {
  if (!(error instanceof OperationError)) return error;
  const state = await terraform.showJson().catch(() => undefined);
  if (state === undefined) return error;
  return new OperationError(masker(secretsIn(state))(error.message), error.exitCode);
}
