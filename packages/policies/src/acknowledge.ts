import type { IConstruct } from "constructs";
import {
  noteAcknowledgement,
  notedAcknowledgements,
  type Acknowledgement,
} from "@groundwork/constructs/acknowledgement";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { rules } from "./index";

/** Shorter reasons say "ok" or "later". */
const SHORTEST_REASON = 10;

/**
 * Lets a rule pass at a construct and all below it. `groundwork policies` lists it with its reason.
 *
 * @throws ConfigurationError when there is no such rule, or hardly a reason
 */
export const acknowledge = (construct: IConstruct, rule: string, reason: string): void =>
  noteAcknowledgement(construct, checked(construct, { rule, reason }));

/**
 * What was acknowledged at a construct itself, by a stack or by the construct.
 *
 * @throws ConfigurationError when one is of no rule, or with hardly a reason
 */
export const acknowledgementsAt = (construct: IConstruct): Acknowledgement[] =>
  notedAcknowledgements(construct).map((acknowledgement) => checked(construct, acknowledgement));

function checked({ node }: IConstruct, { rule, reason }: Acknowledgement): Acknowledgement {
  if (!rules.some(({ id }) => id === rule)) {
    throw new ConfigurationError([
      `${node.path}: got an acknowledgement of the policy ${JSON.stringify(rule)}, expected one of ${rules.map(({ id }) => id).join(", ")}`,
    ]);
  }
  if (reason.trim().length < SHORTEST_REASON) {
    throw new ConfigurationError([
      `${node.path}: got the reason ${JSON.stringify(reason)} to acknowledge ${rule}, expected ${SHORTEST_REASON} characters or more that say why it may stay`,
    ]);
  }
  return { rule, reason: reason.trim() };
}
