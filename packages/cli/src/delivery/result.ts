import { OperationError } from "../core/errors";
import type { OpenDelivery } from "./open";
import { explainRefusal } from "../core/aws-refusal";
import { askedOfStore } from "./refusal";
import { sayJson } from "../core/outlet";

/** What a command has done, for programs. */
interface Result {
  /** Why it stopped. */
  error?: string;
}

/**
 * Does the work of a command, and prints its result as far as that went, as JSON where asked for.
 *
 * @param result filled in by the work
 * @throws what the work throws, in words for the person who ran it
 */
export async function withResult<Done>(
  open: OpenDelivery,
  { json }: { readonly json?: boolean | undefined },
  result: Result,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    const explained = explainRefusal(askedOfStore(open), error);
    if (explained instanceof OperationError) result.error = explained.message;
    throw explained;
  } finally {
    if (json) sayJson(result);
  }
}
