import { ownCommand } from "@groundwork/constructs/own-command";
import { plain, plainLine } from "../../core/plain";
import { table } from "../../core/table";
import { when } from "../../core/when";
import { loadTestInWords } from "./planned-load-test";
import { countsInWords, signOf, type PlanCounts } from "../../terraform/plan-words";
import { changesText } from "./changes-text";
import type { PlanDetails } from "./plan-details";
import { releaseName } from "../../terraform/release";
import {
  expiryOf,
  nameOf,
  type Identity,
  type Outcome,
  type PlanFinding,
  type PlanRecord,
  type PlanSummary,
  statusOf,
} from "./plan-meta";
import { rollbackInWords } from "./planned-rollback";

/** `error: aws_db_instance.a is destroyed [destroys-data] (acknowledged: moved)` */
export const findingInWords = ({
  rule,
  severity,
  address,
  detail,
  acknowledged,
}: PlanFinding): string =>
  `${severity}: ${address} ${detail} [${rule}]` +
  (acknowledged === undefined ? "" : ` (acknowledged: ${acknowledged})`);

/** The serial after an apply cannot always be read. */
export const serialText = ({ serial }: Pick<Outcome, "serial">): string =>
  `state serial ${serial ?? "unknown"}`;

/**
 * A plan for people: what it is, what became of it, and all that it changes.
 *
 * @param details undefined where the values are not known
 */
export function planText(
  record: PlanRecord,
  now: Date = new Date(),
  details?: PlanDetails | undefined,
): string {
  const { summary, storedAt, approval, started, outcome } = record;
  const at = (time: string) => when(new Date(time), now);
  const branch = summary.branch === undefined ? "" : ` on ${summary.branch}`;
  return [
    `${summary.id}: ${statusText(record, now)}`,
    `  commit   ${plainLine(summary.commit + branch)}${summary.dirty ? ", with changes that it does not have" : ""}${sharedWords(summary)}`,
    ...(summary.destroy ? [`  teardown of all that ${summary.stack} has`] : []),
    ...rollbackLines(summary),
    `  planned  ${at(storedAt)} by ${somebody(summary.plannedBy)}, ${plainLine(releaseName(summary.terraformVersion))}`,
    ...(summary.runUrl === undefined ? [] : [`  run      ${plainLine(summary.runUrl)}`]),
    `  expires  ${when(expiryOf(record), now)}`,
    `  sha256   ${plainLine(summary.sha256)}`,
    ...(approval === undefined
      ? []
      : [
          `  ${approval.verdict} ${at(approval.at)} by ${somebody(approval.by)}${approval.why === undefined ? "" : `: ${plainLine(approval.why)}`}`,
        ]),
    ...(started === undefined ? [] : [`  started  ${at(started.at)} by ${somebody(started.by)}`]),
    ...(outcome === undefined
      ? []
      : [
          `  ended    ${at(outcome.at)}: ${outcome.ok ? `applied, ${serialText(outcome)}` : `failed with ${outcome.exit}: ${within(outcome.error ?? "no reason is stored")}`}`,
        ]),
    ...(summary.loadTests ?? []).map((one) => `  tested   ${loadTestInWords(one, at(one.at))}`),
    `Plan: ${countsInWords(summary.counts)}`,
    ...changesText(summary, details),
    ...summary.findings.map((one) => `  ${plainLine(findingInWords(one))}`),
  ].join("\n");
}

const rollbackLines = ({ rollback }: PlanSummary): string[] =>
  rollback === undefined
    ? []
    : [
        `  rollback ${plainLine(rollbackInWords(rollback))}; all else is as the commit says`,
        ...(rollback.why === undefined ? [] : [`  because  ${plainLine(rollback.why)}`]),
      ];

const somebody = (identity: Identity): string => plainLine(nameOf(identity));

/** A text of several lines behind a fact, none of which can be taken for a fact. */
const within = (text: string): string =>
  plain(text)
    .trim()
    .replaceAll("\n", `\n${" ".repeat(13)}`);

/** Whether all can see the commit; nothing where there is no shared repository. */
const sharedWords = ({ sharedBranch, unshared }: PlanSummary): string =>
  sharedBranch !== undefined
    ? `, which ${sharedBranch} has`
    : unshared
      ? ", which the shared branch does not have"
      : "";

/** What is to be done with a plan that was just stored, in lines to paste. */
export function nextSteps({ id, sha256, needsApproval }: PlanSummary): string {
  const apply = ownCommand(`apply ${id} --sha256 ${sha256}`);
  if (!needsApproval) return `Next: ${apply}`;
  return [
    `Next: somebody else looks at it, ${ownCommand(`show ${id}`)}, and approves it:`,
    `  ${ownCommand(`approve ${id} --sha256 ${sha256}`)}`,
    `Then: ${apply}`,
  ].join("\n");
}

function statusText(record: PlanRecord, now: Date): string {
  const { summary, newer } = record;
  switch (statusOf(record, now)) {
    case "waiting":
      return summary.needsApproval ? "waiting for approval" : "waiting for its apply";
    case "started":
      return "started, no outcome is stored: still under way, or killed";
    case "superseded":
      return `superseded by ${newer}`;
    default:
      return statusOf(record, now);
  }
}

/** `+1 ~0 -/+0 -2`, and `>1` where an action is run */
const signedCounts = ({ add, change, replace, destroy, invoke = 0 }: PlanCounts): string =>
  [
    `${signOf("create")}${add}`,
    `${signOf("update")}${change}`,
    `${signOf("replace")}${replace}`,
    `${signOf("destroy")}${destroy}`,
    ...(invoke > 0 ? [`${signOf("invoke")}${invoke}`] : []),
  ].join(" ");

/** Plans as a table, as they come. */
export function plansTable(records: readonly PlanRecord[], now: Date = new Date()): string {
  const rows = records.map((record) => {
    const { id, counts, plannedBy } = record.summary;
    return [
      id,
      statusOf(record, now),
      signedCounts(counts),
      when(new Date(record.storedAt), now),
      plannedBy.actor ?? plannedBy.arn.replace(/^.*\//, ""),
    ];
  });
  return table([["Plan", "Status", "Changes", "Planned", "By"], ...rows]);
}
