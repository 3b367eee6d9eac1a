import { httpStatus } from "../../core/aws/error";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { isMissingFile } from "../../core/unless-missing";
import type { OpenDelivery } from "../open";
import { sha256 } from "../store/bundle";
import { readDetails, type PlanDetails } from "../store/plan-details";
import type { PlanRecord, PlannedResource } from "../store/plan-meta";

/** What a plan changes value by value, or why that is not known. */
export interface KnownDetails {
  readonly details?: PlanDetails | undefined;
  /** For people, as a sentence. */
  readonly unknown?: string | undefined;
}

/**
 * What a plan changes value by value, as it was stored with its summary.
 *
 * @throws OperationError with exit code 4 when it is not what the summary has the hash of
 */
export async function detailsOf(
  { summary }: Pick<PlanRecord, "summary">,
  { store }: Pick<OpenDelivery, "store">,
): Promise<KnownDetails> {
  const { id, detailsSha256: expected } = summary;
  if (expected === undefined) {
    return { unknown: "Values are not shown: an older version of groundwork has planned this." };
  }
  let text: string;
  try {
    text = await store.getDetails(id);
  } catch (error) {
    if (httpStatus(error) === 403) {
      return { unknown: "Values are not shown: AWS refuses to read them to this identity." };
    }
    if (httpStatus(error) !== 404 && !isMissingFile(error)) throw error;
    return { unknown: "Values are not shown: they are not in the store any more." };
  }
  const got = sha256(text);
  if (got !== expected) {
    throw new OperationError(
      `${id} does not fit: got values with the sha256 ${got}, expected ${expected}; somebody has written to the store`,
      MISMATCH,
    );
  }
  return { details: readDetails(text) };
}

/** The resources of a summary with the names of what changes in them. */
export function withAttributes(
  resources: readonly PlannedResource[],
  { resources: known }: PlanDetails,
): PlannedResource[] {
  const changed = new Map(known.map(({ address, attributes }) => [address, attributes]));
  return resources.map((resource) => {
    const isChanged = resource.action === "update" || resource.action === "replace";
    const names = isChanged ? (changed.get(resource.address) ?? []).map(({ path }) => path) : [];
    return names.length === 0 ? resource : { ...resource, attributes: [...new Set(names)] };
  });
}
