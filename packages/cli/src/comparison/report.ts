import { costChangeInWords, costSumInWords, type CostChange } from "../costs/cost-words";
import { count } from "../core/count";
import { changeInWords } from "../words/change-words";
import { partOf, subjectOf } from "../words/subject";
import { causeLines, causesInWords } from "./cause-lines";
import type { Causes } from "./causes";
import type { Comparison } from "./compare-apps";
import type { ElementChange, SettingChange, StackComparison } from "./compare-stacks";

/** What a comparison says of one thing, in words. */
export interface Entry {
  /** As Terraform shows it: `+`, `~`, `-/+`, `-`, `.` for what is left alone, a blank. */
  readonly sign: string;
  readonly title: string;
  /** Lines below it: arguments, what it comes from, what hangs on it. */
  readonly details: readonly string[];
}

export interface StackReport {
  readonly stack: string;
  /** As `1 will be replaced, 2 changed`. */
  readonly summary: string;
  /** What loses data, or reaches further than the stack: first of all. */
  readonly warnings: readonly string[];
  readonly entries: readonly Entry[];
}

export interface Report {
  /** Options and files that are another, a line each. */
  readonly causes: readonly string[];
  readonly stacks: readonly StackReport[];
  /** Names of the stacks in which nothing differs. */
  readonly same: readonly string[];
}

/** How values are shown, in characters. @default 60 */
export const LONGEST = 60;

/** A comparison for people. @param longest of a value */
export function reportOf({ stacks }: Comparison, causes: Causes, longest = LONGEST): Report {
  const differs = stacks.filter(({ change }) => change !== "same");
  return {
    causes: causeLines(causes, longest),
    stacks: differs.map((stack) => stackReport(stack, causes, longest)),
    same: stacks.filter(({ change }) => change === "same").map(({ stack }) => stack),
  };
}

function stackReport(comparison: StackComparison, causes: Causes, longest: number): StackReport {
  const { stack, change, elements, settings, costs } = comparison;
  const sorted = [...elements].toSorted((one, other) => rank(one) - rank(other));
  // What is true of everything is said once, above.
  const isOne = causes.options.length + Math.min(causes.code.length, 1) <= 1;
  const from = (name: string) => (isOne ? [] : causesInWords(causes, stack, name));
  return {
    stack,
    summary:
      change === "changed"
        ? summary(elements, settings)
        : `${change}, ${summary(elements, settings)}`,
    warnings: warningsOf(comparison),
    entries: [
      ...sorted.map((element) => elementEntry(element, from(element.address), longest)),
      ...settings.map((setting) => settingEntry(setting, from(setting.setting), longest)),
      ...costEntry(costs),
    ],
  };
}

/** What is destroyed first, what only follows last. */
function rank({ change, replaced, keptFrom }: ElementChange): number {
  if (change === "gone") return 0;
  if (replaced === "will be") return 1;
  if (replaced === "may be" && change !== "follows") return 2;
  if (keptFrom !== undefined) return 3;
  return { changed: 4, new: 5, forgotten: 6, same: 7, follows: 8 }[change];
}

function summary(elements: readonly ElementChange[], settings: readonly SettingChange[]): string {
  const number = (is: (element: ElementChange) => boolean) => elements.filter(is).length;
  const isInPlace = ({ change, replaced }: ElementChange) =>
    change === "changed" && replaced === "no";
  const parts: readonly (readonly [number, string])[] = [
    [number(({ change }) => change === "gone"), "gone"],
    [number(({ replaced }) => replaced === "will be"), "replaced"],
    [number(({ replaced }) => replaced === "may be"), "may be replaced"],
    [number(isInPlace), "changed"],
    [number(({ change, imported }) => change === "new" && !imported), "new"],
    [number(({ imported }) => imported), "imported"],
    [number(({ movedFrom }) => movedFrom !== undefined), "moved"],
    [number(({ change }) => change === "forgotten"), "left alone in AWS"],
    [number(({ change, replaced }) => change === "follows" && replaced === "no"), "that follow"],
  ];
  const words = parts.flatMap(([amount, word]) => (amount > 0 ? [`${amount} ${word}`] : []));
  const names = new Set(settings.map(({ setting }) => setting)).size;
  return [...words, ...(names > 0 ? [count(names, "setting")] : [])].join(", ");
}

function warningsOf({ elements, settings }: StackComparison): string[] {
  const lost = elements.filter(
    ({ change, replaced, holdsData }) => holdsData && (change === "gone" || replaced !== "no"),
  );
  const data = lost.map(({ address, change, replaced }) => {
    const what = change === "gone" ? "is gone" : `${replaced} replaced`;
    return `${address} holds data, or may hold some, and ${what}`;
  });
  const reaches = new Set(
    settings.flatMap(({ path }) => REACHES.find(([is]) => is.test(path))?.[1] ?? []),
  );
  return [...data, ...reaches];
}

/** Settings that reach further than their line. */
const REACHES: readonly (readonly [RegExp, string])[] = [
  [
    /^terraform\.backend\b/,
    "The state is looked for in another place: move it there before the next plan, which would make everything anew",
  ],
  [
    /^provider\.[\w-]+(\[\w+\])?\.(region|allowed_account_ids|assume_role\b.*|profile)$/,
    "Everything is looked for in another account or region: what is not there is made anew, and what is left stays where it was",
  ],
  [/^provider\.[\w-]+(\[\w+\])?\.default_tags\b/, "Every resource that takes tags has other tags"],
];

const SIGNS: Readonly<Record<ElementChange["change"], string>> = {
  new: "+",
  gone: "-",
  forgotten: ".",
  changed: "~",
  follows: "~",
  same: " ",
};

/** Most addresses that are named of what refers to something. */
const MOST_HANGING = 3;

function elementEntry(element: ElementChange, from: readonly string[], longest: number): Entry {
  const { address, path, change, replaced, arguments: own, settings, follows } = element;
  const part = partOf({ address, constructPath: path });
  const subject = subjectOf({ address, constructPath: path });
  const name = subject === address ? "" : `${subject}${part === "" ? "" : `, ${part}`}: `;
  return {
    sign: replaced === "will be" ? "-/+" : SIGNS[change],
    title: `${name}${address}${titleEnd(element)}`,
    details: [
      ...[...own, ...settings].map((one) => changeInWords(one, longest)),
      ...followsInWords(follows),
      ...(element.keptFrom === undefined
        ? []
        : [`a moved block keeps it: moveFromId("${element.keptFrom}")`]),
      ...(change === "follows" ? [] : hangingInWords(element)),
      ...from,
    ],
  };
}

/** A line for each argument. */
function followsInWords(follows: ElementChange["follows"]): string[] {
  const names = [...new Set(follows.map(({ argument }) => argument))];
  return names.map((name) => {
    const own = follows.filter(({ argument }) => argument === name);
    const more = own.length - MOST_READ;
    const read = [
      ...own.slice(0, MOST_READ).map(({ of }) => of),
      ...(more > 0 ? [`${more} more`] : []),
    ];
    return `${name} ${own.some(({ sure }) => sure) ? "reads another" : "may read another"} ${read.join(", ")}`;
  });
}

/** Most that is named of what an argument reads. */
const MOST_READ = 2;

function titleEnd(element: ElementChange): string {
  const { change, replaced, because, movedFrom, keptFrom, imported, holdsData } = element;
  const parts = [
    ...(change === "gone"
      ? ["is gone"]
      : change === "forgotten"
        ? ["stays in AWS, and is managed no more"]
        : []),
    ...(imported ? ["is imported"] : []),
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(keptFrom === undefined ? [] : [`looks like ${keptFrom}, which is gone`]),
    ...(replaced === "no" ? [] : [`${replaced} replaced, because of ${because.join(", ")}`]),
    ...(holdsData && (change === "gone" || replaced !== "no") ? ["holds data, or may"] : []),
  ];
  return parts.length === 0 ? "" : ` ${parts.join("; ")}`;
}

function hangingInWords({ change, replaced, hanging, reach }: ElementChange): string[] {
  if (hanging.length === 0 || change === "new" || (change === "changed" && replaced === "no"))
    return [];
  const more = hanging.length - MOST_HANGING;
  const named = [...hanging.slice(0, MOST_HANGING), ...(more > 0 ? [`${more} more`] : [])].join(
    ", ",
  );
  return [
    `referred to by ${named}${reach > hanging.length ? `; ${reach} hang on it in the end` : ""}`,
  ];
}

/** What a stack costs more or less each month, with what of it does. */
function costEntry(costs: readonly CostChange[]): Entry[] {
  if (costs.length === 0) return [];
  const title = `${costSumInWords(costs)}, at list prices (groundwork costs)`;
  return [{ sign: "$", title, details: costs.map(costChangeInWords) }];
}

const settingEntry = (setting: SettingChange, from: readonly string[], longest: number): Entry => {
  const { path, before, after } = setting;
  const sign = before === undefined ? "+" : after === undefined ? "-" : "~";
  return { sign, title: settingTitle(path, changeInWords(setting, longest)), details: from };
};

/** A setting is named as Terraform has it. */
const settingTitle = (path: string, words: string): string => {
  const [, change = ""] = /( [-+] | -> | \().*$/s.exec(words) === null ? [] : [undefined, words];
  return `${path.split(".")[0]} ${change.replace(/^(provider|output|terraform|local|variable) /, "")}`;
};
