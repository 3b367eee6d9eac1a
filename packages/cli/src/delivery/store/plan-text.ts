import { plainLine } from "../../core/plain";
import { table } from "../../core/table";
import { when } from "../../core/when";
import { nameOf } from "../identity";
import {
  expiryOf,
  type PlanCounts,
  type PlanFinding,
  type PlannedResource,
  type PlanRecord,
  statusOf,
} from "./plan-meta";

const SIGNS: Readonly<Record<PlannedResource["action"], string>> = {
  create: "+",
  update: "~",
  replace: "-/+",
  destroy: "-",
  forget: ".",
  "no-op": " ",
};

const WORDS: Readonly<Record<keyof PlanCounts, string>> = {
  add: "to add",
  change: "to change",
  replace: "to replace",
  destroy: "to destroy",
  import: "to import",
  move: "to move",
  forget: "to forget",
  outputs: "outputs to change",
};

/** `1 to add, 2 to destroy` */
export function countsText(counts: PlanCounts): string {
  const parts = Object.entries(WORDS).flatMap(([name, words]) => {
    const count = counts[name as keyof PlanCounts];
    return count > 0 ? [`${count} ${words}`] : [];
  });
  return parts.length > 0 ? parts.join(", ") : "nothing to change";
}

/** One line for a resource, with the construct that it comes from. */
export function resourceText(resource: PlannedResource): string {
  const { action, address, path, imported, movedFrom, because } = resource;
  const notes = [
    ...(path === undefined ? [] : [path]),
    ...(because === undefined ? [] : [`because of ${because.join(", ")}`]),
    ...(imported ? ["imported"] : []),
    ...(movedFrom === undefined ? [] : [`was ${movedFrom}`]),
  ];
  return `${SIGNS[action].padStart(5)} ${address}${notes.length > 0 ? `  (${notes.join("; ")})` : ""}`;
}

export function findingText({
  rule,
  severity,
  address,
  detail,
  acknowledged,
}: PlanFinding): string {
  const stands = acknowledged === undefined ? "" : `; allowed: ${acknowledged}`;
  return `  ${severity}: ${address} ${detail} [${rule}]${stands}`;
}

/** A plan for people: all that it destroys or replaces first, then the rest. */
export function planText(record: PlanRecord, now: Date = new Date()): string {
  const { summary, storedAt, approval, started, outcome } = record;
  const serious = ({ action }: PlannedResource) => action === "destroy" || action === "replace";
  const resources = [
    ...summary.resources.filter(serious),
    ...summary.resources.filter((resource) => !serious(resource)),
  ];
  const at = (time: string) => when(new Date(time), now);
  const branch = summary.branch === undefined ? "" : ` on ${summary.branch}`;
  return [
    `${summary.id}: ${statusText(record, now)}`,
    `  commit   ${summary.commit}${branch}${summary.dirty ? ", with changes that it does not have" : ""}`,
    `  planned  ${at(storedAt)} by ${nameOf(summary.plannedBy)}, Terraform ${summary.terraformVersion}`,
    ...(summary.runUrl === undefined ? [] : [`  run      ${summary.runUrl}`]),
    `  expires  ${when(expiryOf(record), now)}`,
    `  sha256   ${summary.sha256}`,
    ...(approval === undefined
      ? []
      : [
          `  ${approval.verdict} ${at(approval.at)} by ${nameOf(approval.by)}${approval.why === undefined ? "" : `: ${plainLine(approval.why)}`}`,
        ]),
    ...(started === undefined ? [] : [`  started  ${at(started.at)} by ${nameOf(started.by)}`]),
    ...(outcome === undefined
      ? []
      : [
          `  ended    ${at(outcome.at)}: ${outcome.ok ? `applied, state serial ${outcome.serial ?? "unknown"}` : `failed with ${outcome.exit}: ${outcome.error ?? "no reason is stored"}`}`,
        ]),
    `Plan: ${countsText(summary.counts)}`,
    ...resources.map(resourceText),
    ...(summary.outputs.length > 0 ? [`  outputs: ${summary.outputs.join(", ")}`] : []),
    ...summary.findings.map(findingText),
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

/** Plans as a table, as they come. */
export function plansTable(records: readonly PlanRecord[], now: Date = new Date()): string {
  const rows = records.map((record) => {
    const { id, counts, plannedBy } = record.summary;
    return [
      id,
      statusOf(record, now),
      `+${counts.add} ~${counts.change} -/+${counts.replace} -${counts.destroy}`,
      when(new Date(record.storedAt), now),
      plannedBy.actor ?? plannedBy.arn.replace(/^.*\//, ""),
    ];
  });
  return table([["Plan", "Status", "Changes", "Planned", "By"], ...rows]);
}
