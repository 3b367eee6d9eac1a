import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { table } from "../../core/table";
import { ID_FORMS } from "./finders";
import type { ImportReport } from "./import";

/** What a person sees. */
export function importLines(report: ImportReport): string[] {
  const { stacks, account, region, importable, managed, missing, files, dryRun } = report;
  const { notImported, unsought, replaced, options, unsaid } = report;
  const taken = importable.filter(({ isTaken }) => isTaken);
  const names = stacks.join(", ");
  return [
    `${names} in ${region} of ${account}: ${count(importable.length, "resource")} there and in no state, ${managed} in its state, ${missing.length} not there.`,
    // What is made in another way is in no state of ours.
    ...(managed === 0 && importable.length > 0 && options.length === 0 ? ["", SURE] : []),
    ...section("What the options say now:", [
      ["option", "value"],
      ...options.map(({ option, value }) => [option, beginning(JSON.stringify(value))]),
    ]),
    ...section("What no option says, so look at each:", [
      ["what", "is", "follows"],
      ...unsaid.map(({ what, is, follows }) => [what, is, follows]),
    ]),
    ...section("There, and left out, as a plan would replace it:", [
      ["path", "type", "why"],
      ...replaced.map(({ path, type, why }) => [path, type, why]),
    ]),
    ...section("Not imported:", [
      ["path", "type", "why"],
      ...notImported.map(({ path, type, why }) => [path, type, why]),
    ]),
    // Where nothing is there, all of it is no news.
    ...section("Not there, so a plan makes it:", [
      ["path", "type"],
      ...(importable.length === 0 ? [] : missing).map(({ path, type }) => [path, type]),
    ]),
    ...section(
      "Not looked for, as AWS tells no id by which it is known; where it is there, write its id into imports:",
      [
        ["path", "type", "id"],
        ...unsought.map(({ path, type }) => [path, type, ID_FORMS[type] ?? ""]),
      ],
    ),
    ...section("Taken for there with what it belongs to; where it is not, a plan says so:", [
      ["path", "type"],
      ...taken.map(({ path, type }) => [path, type]),
    ]),
    "",
    ...(files.length === 0
      ? [nothing(report)]
      : [
          `${dryRun ? "Nothing is written, as asked. This would be" : "Written:"} ${files.join(", ")}`,
          ...(dryRun ? [] : [next(report)]),
        ]),
  ];
}

const SURE =
  "No state has any of it. Be sure that the state is lost, and not in another bucket or at another key: two states of one thing undo each other's changes.";

/** How much of a value is shown: the file has all of it. */
const LONGEST = 100;

const beginning = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;

const nothing = ({ dryRun, imports }: ImportReport): string =>
  Object.keys(imports).length === 0
    ? "Nothing to write: nothing is there that is in no state."
    : `Nothing to write: the files say all of it already.${dryRun ? "" : ` ${LOOK}`}`;

const LOOK = "A plan shows each import, and every difference as a change.";

const next = ({ target, imports, options }: ImportReport): string => {
  if (Object.keys(imports).length > 0) {
    return `Next: ${ownCommand(`plan ${target}`)}. ${LOOK} Applied, the ids may go: run this once more.`;
  }
  return options.length > 0
    ? `Next: ${ownCommand(`plan ${target}`)}. Nothing is imported: what there is stays as it is, and the plan makes the rest beside.`
    : "All of it is in the state, so imports are gone from the file.";
};

/** A headed table; nothing where it has its headings alone. */
const section = (heading: string, rows: string[][]): string[] =>
  rows.length === 1 ? [] : ["", heading, table(rows)];
