import { z } from "zod";
import { matching } from "../option-rules";

/** Ids of constructs with slashes between them, of which a team's own may have any sign. */
const path = matching(
  /^[^/\p{Cc}]+(\/[^/\p{Cc}]+)*$/u,
  "the path of a resource in its stack, such as network/vpc",
);

/** Ids of AWS are of many forms, and none has a blank or a control character at either end. */
const id = matching(/^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u, "the id that Terraform imports");

/** Ids in AWS, as Terraform's import takes them, by the path of a resource in its stack. */
export const importedIds = z.record(path, id);

export type ImportedIds = z.output<typeof importedIds>;

/** What is there already, and which stacks it may be of. */
export interface Imports {
  readonly ids: ImportedIds;

  /** Ids of the stacks among which the paths are shared out: each takes those that it has. */
  readonly stackIds: readonly string[];
}
