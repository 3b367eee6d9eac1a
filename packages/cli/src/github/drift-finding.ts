import { ownCommand } from "@groundwork/constructs/own-command";
import { isFound, type DriftReport } from "../delivery/messages/drift-report";
import { driftText } from "../delivery/drift/drift-text";
import { clipped, fenced } from "../core/markdown";
import { plain } from "../core/plain";
import type { Finding } from "./drift-issues";

/** How much an issue has room for, with its frame. */
const ROOM = 60_000;

/**
 * What an issue says of each stack that was checked. Stacks that were not or could not be checked
 * are left as they are, because nothing is known of them.
 */
export const driftFindings = (reports: readonly DriftReport[]): Finding[] =>
  reports
    .filter(({ error, skipped }) => error === undefined && skipped === undefined)
    .map((report) => ({
      stack: report.stack,
      ...(isFound(report)
        ? { text: issueText(report), source: sourceOf(report) }
        : { text: undefined }),
    }));

function issueText(report: DriftReport): string {
  const { stack, drifted, unapplied } = report;
  return [
    ...(drifted.length > 0 ? ["Somebody, or something, has changed it past Terraform."] : []),
    ...(unapplied ? ["Changes were merged and not applied."] : []),
    "",
    // The text leaves out the time of the check: an issue is rewritten when something is different.
    fenced(cut(plain(driftText(report)).split("\n").map(clipped)), "text"),
    "",
    "To look again: " +
      code(ownCommand(`drift ${stack}`)) +
      ". To have it as the code says: " +
      code(ownCommand(`plan ${stack}`)) +
      ". To keep what was changed, write it into the code; to let " +
      "it be for good, list it with a reason in `environments/drift-ignore.ts`.",
  ].join("\n");
}

/** A part that differs at every check. */
const sourceOf = ({ commit, runUrl }: DriftReport): string | undefined =>
  [
    ...(commit === undefined ? [] : [`Compared with ${commit}.`]),
    ...(runUrl === undefined ? [] : [`[The run](${runUrl})`]),
  ].join("\n\n") || undefined;

const code = (text: string): string => `\`${text}\``;

function cut(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += Buffer.byteLength(line) + 1;
    if (size > ROOM) return [...kept, `... and ${lines.length - kept.length} lines more`];
    kept.push(line);
  }
  return kept;
}
