import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { CHANGES, DONE, type ExitCode } from "../core/exit-codes";
import { say, sayJson, terminalColumns } from "../core/outlet";
import { expectProject, projectRoot } from "../core/project";
import { causesOf, type Causes } from "./causes";
import { compareApps, type Comparison } from "./compare-apps";
import { Repository } from "./git";
import { LONGEST, reportOf } from "./report";
import { reportMarkdown } from "./report-markdown";
import { reportText } from "./report-text";
import { commonRevision, readRevision, usualBase, WORKING_TREE } from "./revisions";
import { synthesizedCommit } from "./synthesized-app";

export interface CompareOptions {
  /** As git has it: `main`, `main..HEAD`, `main...HEAD`. @default what left the main branch, to the files at hand */
  readonly range?: string | undefined;
  readonly json: boolean;
  readonly markdown: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork compare`: what a change does to each stack, by two synths alone. It asks no state, no AWS
 * and no network, but for packages where the two sides have others.
 *
 * @returns the exit code: 2 when anything differs
 * @throws OperationError where a side is no commit, or cannot be synthesized
 */
export async function compare({ range, json, markdown, env }: CompareOptions): Promise<ExitCode> {
  if (json && markdown) throw new OperationError("got --json and --markdown, expected one of them");
  expectProject();
  const repository = new Repository(projectRoot, env);
  const { base, head } = await sidesOf(repository, range);
  const [before, after] = (await Promise.all(
    [base, head].map((name) => synthesizedCommit(projectRoot, name, env)),
  )) as [
    Awaited<ReturnType<typeof synthesizedCommit>>,
    Awaited<ReturnType<typeof synthesizedCommit>>,
  ];
  const comparison = compareApps(before, after);
  const isSame = comparison.stacks.every(({ change }) => change === "same");
  const files = isSame ? [] : await differingFiles(repository, base, head);
  const causes = isSame ? NONE : await causesOf(comparison, [before, after], files, env);
  if (json) sayJson(documentOf(comparison, causes));
  else {
    const isAtHand = head === WORKING_TREE;
    const title = titleOf(comparison, { isSame, isAtHand, isAsked: range !== undefined });
    const report = reportOf(comparison, causes, longestIn(terminalColumns()));
    say(markdown ? reportMarkdown(report, title) : reportText(report, title));
  }
  return isSame ? DONE : CHANGES;
}

const NONE: Causes = { options: [], code: [], of: () => ({ options: [], code: undefined }) };

/** A value and an argument's name stand beside each other. */
const longestIn = (columns: number | undefined): number =>
  columns === undefined ? LONGEST : Math.max(16, Math.min(LONGEST, Math.floor((columns - 30) / 2)));

/** The commits at both ends; the head may be the files at hand. */
async function sidesOf(
  repository: Repository,
  range: string | undefined,
): Promise<{ base: string; head: string }> {
  if (range === undefined)
    return { base: (await usualBase(repository)).commit, head: WORKING_TREE };
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/s.exec(range) ?? [];
  if (from === undefined || dots === undefined) {
    return { base: (await readRevision(repository, range)).commit, head: WORKING_TREE };
  }
  // As git reads it, what is not said is the commit that is checked out.
  const [base, head] = [
    await readRevision(repository, from || "HEAD"),
    await readRevision(repository, to || "HEAD"),
  ];
  const common = dots === "..." ? await commonRevision(repository, base, head) : base;
  return { base: common.commit, head: head.commit };
}

/** Files of the project that differ, from its folder. */
async function differingFiles(
  repository: Repository,
  base: string,
  head: string,
): Promise<string[]> {
  const isAtHand = head === WORKING_TREE;
  const diff = [
    "diff",
    "--name-only",
    "--no-renames",
    "--relative",
    base,
    ...(isAtHand ? [] : [head]),
  ];
  const others = isAtHand
    ? await repository.git(["ls-files", "--others", "--exclude-standard"])
    : "";
  const names = `${await repository.git(diff)}\n${others}`.split("\n").filter(Boolean);
  return [...new Set(names)].toSorted();
}

const nameOf = (commit: string | undefined): string => commit?.slice(0, 8) ?? "the files at hand";

function titleOf(
  { before, after }: Comparison,
  { isSame, isAtHand, isAsked }: Readonly<Record<"isSame" | "isAtHand" | "isAsked", boolean>>,
): string {
  if (before !== undefined && before === after) {
    return (
      `Nothing differs, as both sides are the commit ${nameOf(before)}${isAtHand ? ", and all is committed" : ""}.` +
      (isAsked ? "" : ` With the commit before: ${ownCommand("compare HEAD~1")}`)
    );
  }
  const sides = `${nameOf(before)} and ${nameOf(after)}`;
  return isSame ? `Nothing differs between ${sides}.` : `What differs between ${sides}:`;
}

/** For programs; packages/docs/compare.md tells what is in it. */
function documentOf({ before, after, stacks }: Comparison, causes: Causes) {
  const from = (stack: string, name: string) => {
    const { options, code } = causes.of(stack, name);
    return { options: options.map((index) => causes.options[index]!.name), code: code ?? null };
  };
  return {
    before: before ?? null,
    after: after ?? null,
    options: causes.options,
    code: causes.code,
    stacks: stacks.map(({ stack, change, elements, settings, costs }) => ({
      stack,
      change,
      elements: elements.map((element) => ({ ...element, from: from(stack, element.address) })),
      settings: settings.map((setting) => ({ ...setting, from: from(stack, setting.setting) })),
      costs: costs.map(({ dollarsAMonth, ...cost }) => ({
        ...cost,
        dollarsAMonth: dollarsAMonth ?? null,
      })),
    })),
  };
}
