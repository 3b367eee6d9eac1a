import { ownCommand } from "@groundwork/constructs/own-command";
import { isFound, type DriftReport } from "../delivery/messages/drift-report";
import type { DriftDocument } from "../delivery/drift/propose/proposal";
import { proposalParts } from "../delivery/drift/propose/proposal-text";
import { driftText } from "../delivery/drift/drift-text";
import { clipped, fenced, foldedToFit } from "../core/markdown";
import { plain } from "../core/plain";
import type { Finding } from "./drift-issues";

/** How much an issue has room for, with its frame, in bytes: for what was found, and for a patch. */
const ROOM = { found: 35_000, patch: 25_000 };

/**
 * What an issue says of each stack that was checked. Stacks that were not or could not be checked
 * are left as they are, because nothing is known of them.
 *
 * @param isProposed whether pull requests have what can be written down; else the issues have it
 */
export const driftFindings = (reports: readonly DriftDocument[], isProposed: boolean): Finding[] =>
  reports
    .filter(({ error, skipped }) => error === undefined && skipped === undefined)
    .map((report) => ({
      stack: report.stack,
      ...(isFound(report)
        ? { text: issueText(report, isProposed), source: sourceOf(report) }
        : { text: undefined }),
    }));

function issueText(report: DriftDocument, isProposed: boolean): string {
  const { stack, drifted, unapplied, proposal } = report;
  const parts = proposal && proposalParts(stack, proposal);
  return [
    ...(drifted.length > 0 ? ["Somebody, or something, has changed it past Terraform."] : []),
    ...(unapplied ? ["Changes were merged and not applied."] : []),
    "",
    // The text leaves out the time of the check: an issue is rewritten when something is different.
    fenced(cut(plain(driftText(report, parts)).split("\n").map(clipped)), "text"),
    "",
    ...waysOn(report, isProposed),
  ].join("\n");
}

/** What there is to do, with the patch where no pull request has it. */
function waysOn({ stack, drifted, proposal }: DriftDocument, isProposed: boolean): string[] {
  const patch = proposal?.patch ?? "";
  const keep =
    patch === ""
      ? `${code(ownCommand(`drift ${stack} --propose`))} has it as a patch, as far as options say it`
      : isProposed
        ? `merge the pull request of the branch \`drift/${stack}\``
        : "take the patch below (`git apply`)";
  const lines = plain(patch).trimEnd().split("\n");
  const folded =
    patch === "" || isProposed ? undefined : foldedToFit("The patch", lines, "diff", ROOM.patch);
  return [
    `To look again: ${code(ownCommand(`drift ${stack}`))}. To have it as the code says: ${code(
      ownCommand(drifted.length > 0 ? `drift ${stack} --revert` : `plan ${stack}`),
    )}. To keep what was changed: ${keep}. To let it be for good, list it with a reason in \`environments/drift-ignore.ts\`.`,
    ...(folded === undefined ? [] : ["", folded]),
  ];
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
    if (size > ROOM.found) return [...kept, `... and ${lines.length - kept.length} lines more`];
    kept.push(line);
  }
  return kept;
}
