import type { IConstruct } from "constructs";

/** Metadata of this type is ours alone: cdktf shows only its own info, warn and error. */
const METADATA = "groundwork/acknowledgement";

/** A finding of a policy that somebody has taken note of, and why it stays. */
export interface Acknowledgement {
  /** Id of the rule, as `backups`. */
  readonly rule: string;
  readonly reason: string;
}

/**
 * Says of a construct why it does not keep a rule, wherever a stack has it. Constructs know of rules
 * no more than their ids; a synth with policies refuses an id that is no rule's. Stacks say the same
 * by `acknowledge` (packages/policies/src/acknowledge.ts), which refuses it at once.
 */
export const noteAcknowledgement = (
  construct: IConstruct,
  acknowledgement: Acknowledgement,
): void => construct.node.addMetadata(METADATA, acknowledgement, { stackTrace: false });

/** What was noted of a construct itself. */
export const notedAcknowledgements = (construct: IConstruct): Acknowledgement[] =>
  construct.node.metadata.filter(({ type }) => type === METADATA).map(({ data }) => data);
