import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Causes } from "../../comparison/causes";
import { compareApps } from "../../comparison/compare-apps";
import { reportOf } from "../../comparison/report";
import { reportMarkdown } from "../../comparison/report-markdown";
import { WORKING_TREE } from "../../comparison/revisions";
import type { StackJson } from "../../comparison/written-stacks";
import { synthesizedCommit } from "../../comparison/synthesized-app";
import { OperationError } from "../../core/errors";
import { projectRoot } from "../../core/project";
import { textsOf } from "./places";
import { markerOf, type ReviewComment } from "./review-comments";
import { readForeign, STACK } from "./take-foreign";

/** Name of the first comment among those of the stacks, whose names end otherwise. */
export const COMPARISON = "comparison";

/** Options are not known here: that takes a run of the pull request's code. */
const UNTOLD: Causes = { options: [], code: [], of: () => ({ options: [], code: undefined }) };

/**
 * The first comment on a pull request: what two synths tell of all stacks, before any plan. The other
 * one was made elsewhere; its JSON is read, and none of its code is run.
 *
 * @param folder `cdktf.out` of that synth
 */
export async function comparisonComment(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<ReviewComment> {
  try {
    const { stacks } = await synthesizedCommit(projectRoot, WORKING_TREE, env);
    return commentOn(stacks, await foreignStacks(folder));
  } catch (error) {
    // The plans are told all the same.
    if (!(error instanceof OperationError)) throw error;
    return comment(`### Not compared\n\n${error.message}`);
  }
}

/** Stacks by name; undefined for what cannot be read, or is nested deeper than stacks are. */
async function foreignStacks(folder: string): Promise<Map<string, StackJson | undefined>> {
  const names = (await readdir(path.join(folder, "stacks"))).filter((name) => STACK.test(name));
  const all = names.map(async (name) => {
    const json = await readForeign(folder, name);
    return [name, json && textsOf(json) ? json : undefined] as const;
  });
  return new Map(await Promise.all(all));
}

/** @param after undefined for stacks that cannot be read */
export function commentOn(
  before: ReadonlyMap<string, StackJson>,
  after: ReadonlyMap<string, StackJson | undefined>,
): ReviewComment {
  const unread = [...after].flatMap(([name, json]) => (json === undefined ? [name] : []));
  const read = (stacks: ReadonlyMap<string, StackJson | undefined>) =>
    new Map(
      [...stacks].flatMap(([name, json]) => (json && !unread.includes(name) ? [[name, json]] : [])),
    );
  const comparison = compareApps(
    { commit: undefined, stacks: read(before) },
    { commit: undefined, stacks: read(after) },
  );
  const isSame = comparison.stacks.every(({ change }) => change === "same");
  const title = isSame
    ? "Nothing differs in what is synthesized"
    : "What it does to each stack, by what is synthesized";
  const text = reportMarkdown(reportOf(comparison, UNTOLD), title);
  const left = unread.map((name) => `\n\n${name} is not compared: its JSON cannot be read.`);
  return comment(`${text}${left.join("")}`);
}

function comment(text: string): ReviewComment {
  const marker = markerOf(COMPARISON, 1);
  return { stack: COMPARISON, part: 1, parts: 1, marker, body: `${marker}\n${text}\n` };
}
