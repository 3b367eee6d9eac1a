import { ownCommand } from "@groundwork/constructs/own-command";
import { shellWord } from "../core/shell-word";
import { effectInWords, effectsInShort, type Effects } from "./effects";
import type { Migrated } from "./migrations";

/** What an upgrade has done, as far as it came: the document for programs. */
export interface Report {
  readonly from: string;
  readonly to: string;
  /** What was settled by a rule where both had changed the same. */
  notes?: readonly string[];
  /** Files that a person has to look into. */
  conflicts?: readonly string[];
  migrated?: readonly Migrated[];
  effects?: Effects;
  /** Scripts of npm that passed; there are none where they were left out. */
  tests?: readonly string[];
  branch?: string;
  commit?: string;
  error?: string;
}

/** How many resources are named. */
const NAMED = 20;

/** What a person reads at the end, and, but for what comes next, in the commit. */
export function reportText(report: Report): string {
  const { from, to, effects, migrated = [], tests, notes = [], branch, commit } = report;
  const lines = [
    `groundwork ${from} -> ${to}`,
    ...(effects ? [`stacks: ${effectsInShort(effects)}`, ...effectLines(effects)] : []),
    ...notes.map((note) => `merged: ${note}`),
    ...migrated.map(({ what, files }) => `migrated: ${what} (${files.join(", ")})`),
    tests === undefined
      ? "tests: were not run"
      : `tests: ${tests.join(", ") || "there are none"} passed`,
  ];
  if (branch === undefined) return lines.join("\n");
  const name = shellWord(branch);
  return [
    ...lines,
    "",
    `The branch ${branch} has it, as one commit (${commit!.slice(0, 8)}).`,
    `  git diff HEAD ${name} -- . ':!packages' ':!package-lock.json'   what changes of yours`,
    `  git push origin ${name}   for a pull request`,
    `  git merge --ff-only ${name}   takes it here`,
    `Then, once it is merged: ${ownCommand("bootstrap")}`,
  ].join("\n");
}

function effectLines({ effects, settings }: Effects): string[] {
  const shown = effects.slice(0, NAMED).map((one) => `  ${effectInWords(one)}`);
  const more = effects.length - shown.length;
  return [
    ...shown,
    ...(more === 0 ? [] : [`  and ${more} more`]),
    ...settings.map((one) => `  ${one.stack}: ${one.arguments.slice(0, 6).join(", ")}`),
  ];
}

/** What waits for a person, and how it goes on. @param mend what to do, as a sentence begins */
export const waitingText = (what: string, root: string, mend: string): string =>
  [
    what,
    `${mend}: ${root}`,
    `  ${ownCommand("upgrade --continue")}   goes on from there`,
    `  ${ownCommand("upgrade --abort")}   forgets it`,
    "The clone is as it was.",
  ].join("\n");
