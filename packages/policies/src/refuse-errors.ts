import { AnnotationMetadataEntryType, type App } from "cdktf";

/** Something in the stacks must not be deployed. main.ts shows the message alone. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/**
 * Ends a synth as cdktf's CLI would.
 * @throws RefusedError with the error annotations of all stacks
 */
export function refuseErrors(app: App): void {
  const errors = app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === AnnotationMetadataEntryType.ERROR)
        .map(({ data }) => `[${node.path}] ${data}`),
    );
  if (errors.length === 0) return;
  throw new RefusedError(
    `${errors.length === 1 ? "one thing stops" : `${errors.length} things stop`} the synth:\n\n${errors.join("\n\n")}`,
  );
}
