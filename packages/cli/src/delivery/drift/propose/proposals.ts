import path from "node:path";
import { driftIgnores } from "../../../core/configured";
import { patchOf, type EditedFile } from "../../../comparison/patch";
import { stacksIn, type StackJson } from "../../../comparison/written-stacks";
import { OperationError } from "../../../core/errors";
import { warn } from "../../../core/outlet";
import { projectRoot, synthesize } from "../../../core/project";
import type { StackJson as ReadJson } from "../../../state/stack-json";
import type { DriftReport } from "../../messages/drift-report";
import { masker } from "../../plan/secrets";
import type { Drifted } from "../drift-contents";
import { withEdits } from "./edits";
import { proposalFor, type MadeProposal } from "./make-proposal";

/** What was found of a stack, with values that can be secret. */
export interface Found {
  readonly report: DriftReport;
  readonly json: ReadJson;
  /** None where the stack could not be looked at. */
  readonly drift: readonly Drifted[];
  /** What the plan marks as secret. */
  readonly secrets: readonly string[];
}

interface Options {
  /** A folder for what is made on the way. */
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** How the drift of each stack may end, by its name; what is accepted already is left out. */
export async function proposalsFor(
  all: readonly Found[],
  { dir, env, signal }: Options,
): Promise<Map<string, MadeProposal>> {
  let before: Promise<ReadonlyMap<string, StackJson>> | undefined;
  const outDir = path.join(dir, "before");
  const base = () =>
    (before ??= synthesize({ env, outDir, keepFindings: true }).then(() => stacksIn(outDir)));
  const made = new Map<string, MadeProposal>();
  // One after the other, as a trial has a folder of this process.
  for (const { report, json, drift, secrets } of all) {
    const left = drift.flatMap((one) => leftOf(one, report));
    if (left.length === 0) continue;
    const { stack } = report;
    const known = { mask: masker(secrets), ignores: driftIgnores(), now: new Date() };
    try {
      made.set(stack, await proposalFor(left, { stack, json, dir, base, env, signal, ...known }));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof OperationError)) throw error;
      // What was found is told all the same.
      warn(`Warning: nothing is proposed for ${stack}: ${error.message}`);
    }
  }
  return made;
}

/** A resource that drifted, without what the list accepts. */
function leftOf(drifted: Drifted, report: DriftReport): Drifted[] {
  const reported = report.drifted.find(({ address }) => address === drifted.resource.address);
  if (reported === undefined) return [];
  const attributes = drifted.attributes.filter(({ name }) => reported.attributes.includes(name));
  return [{ ...drifted, resource: reported, attributes }];
}

/** The patch of all of them together: two of them may say something in one file. */
export async function jointPatch(
  proposals: readonly MadeProposal[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (proposals.length === 1) return proposals[0]!.patch;
  let files: readonly EditedFile[] = [];
  for (const { edits } of proposals) files = await withEdits(edits, files);
  return files.length === 0 ? "" : patchOf(projectRoot, files, env);
}
