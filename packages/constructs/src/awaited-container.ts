import type { IConstruct } from "constructs";

/** Metadata of this type is ours alone: cdktf shows only its own info, warn and error. */
const METADATA = "groundwork/awaited-container";

/** A container in the spelling of the ECS API that a placeholder runs in place of, for now. */
export type AwaitedContainer = Readonly<Record<string, unknown>>;

/**
 * Says of a task definition what stands in a container's options although nothing runs by it yet:
 * Terraform does not read it, but what it holds is in the repository from now on.
 */
export const noteAwaited = (construct: IConstruct, container: AwaitedContainer): void =>
  construct.node.addMetadata(METADATA, container, { stackTrace: false });

export const notedAwaited = (construct: IConstruct): AwaitedContainer[] =>
  construct.node.metadata.filter(({ type }) => type === METADATA).map(({ data }) => data);
