import { OperationError } from "../core/errors";
import { explainRefusal as explainStateRefusal } from "../core/aws-refusal";
import { httpStatus, oneLine } from "../core/aws-error";
import type { OpenDelivery } from "./open";

/**
 * What an answer of AWS that is no success means to whoever works on plans.
 *
 * @returns errors of other kinds as they are
 */
export function explainRefusal(
  { bucket, location }: Pick<OpenDelivery, "bucket" | "location">,
  error: unknown,
): unknown {
  if (error instanceof OperationError) return error;
  if ((error as Error).name === "NoSuchBucket") {
    return new OperationError(
      `bucket ${bucket} does not exist; delivery-stack makes it: npx cdktf deploy delivery-stack`,
    );
  }
  if (httpStatus(error) === 403 && /AccessDenied/.test((error as Error).name)) {
    return new OperationError(
      `AWS refuses this to your identity: ${oneLine(error)}. packages/docs/delivery.md lists which role may do what`,
    );
  }
  return explainStateRefusal({ ...location, bucket }, error);
}
