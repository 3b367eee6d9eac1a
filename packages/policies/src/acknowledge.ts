import type { IConstruct } from "constructs";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { rules } from "./index";

/** Shorter reasons say "ok" or "later". */
const SHORTEST_REASON = 10;

/** Metadata of this type is ours alone: cdktf shows only its own info, warn and error. */
const METADATA = "groundwork/acknowledgement";

/** A finding that somebody has taken note of, and why it stays. */
export interface Acknowledgement {
  readonly rule: string;
  readonly reason: string;
}

/**
 * Lets a rule pass at a construct and all below it. `npm run policies` lists it with its reason.
 *
 * @throws ConfigurationError when there is no such rule, or hardly a reason
 */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  const { path } = construct.node;
  if (!rules.some(({ id }) => id === rule)) {
    throw new ConfigurationError([
      `${path}: got an acknowledgement of the policy ${JSON.stringify(rule)}, expected one of ${rules.map(({ id }) => id).join(", ")}`,
    ]);
  }
  if (reason.trim().length < SHORTEST_REASON) {
    throw new ConfigurationError([
      `${path}: got the reason ${JSON.stringify(reason)} to acknowledge ${rule}, expected ${SHORTEST_REASON} characters or more that say why it may stay`,
    ]);
  }
  construct.node.addMetadata(METADATA, { rule, reason: reason.trim() } satisfies Acknowledgement, {
    stackTrace: false,
  });
}

/** What was acknowledged at a construct itself. */
export const acknowledgementsAt = (construct: IConstruct): Acknowledgement[] =>
  construct.node.metadata.filter(({ type }) => type === METADATA).map(({ data }) => data);
