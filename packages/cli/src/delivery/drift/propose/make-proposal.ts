import { patchOf } from "../../../comparison/patch";
import { OperationError } from "../../../core/errors";
import { projectRoot } from "../../../core/project";
import type { Drifted } from "../drift-contents";
import { decide, type Decided, type DecideOptions } from "./decide";
import { withEdits, type Edits } from "./edits";
import { optionsFor, type SearchOptions } from "./options-for";
import type { Proposal } from "./proposal";

/** A proposal with what was edited for it, which can be put on top of another one. */
export interface MadeProposal extends Proposal {
  readonly edits: Edits;
}

/**
 * Makes the files of a proposal.
 *
 * @throws OperationError where a file cannot be edited, or there is no git for the patch
 */
export async function proposalFor(
  drift: readonly Drifted[],
  options: DecideOptions & SearchOptions,
): Promise<MadeProposal> {
  return withFiles(
    await decide(drift, options, (items) => optionsFor(items, options)),
    options.env,
  );
}

async function withFiles(decided: Decided, env: NodeJS.ProcessEnv): Promise<MadeProposal> {
  const { edits } = decided;
  try {
    const files = await withEdits(edits);
    const patch = files.length === 0 ? "" : await patchOf(projectRoot, files, env);
    return { ...decided, files: files.map(({ file, text }) => ({ file, text })), patch };
  } catch (error) {
    const isOfList = edits.entries.length + edits.renewed.length > 0;
    if (!(error instanceof OperationError) || !isOfList) throw error;
    // Options were tried before, so it is the list that cannot be edited.
    const { message: because } = error;
    const left = decided.accepted.map(({ until: _, ...one }) => ({ ...one, because }));
    const reverted = [...decided.reverted, ...left];
    const without = { ...edits, entries: [], renewed: [] };
    return withFiles({ ...decided, accepted: [], reverted, edits: without }, env);
  }
}
