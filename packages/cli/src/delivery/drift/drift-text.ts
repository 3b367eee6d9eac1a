import { ownCommand } from "@groundwork/constructs/own-command";
import { driftInWords } from "../messages/drift-notices";
import { isFound, type DriftReport } from "../messages/drift-report";
import { countsInWords } from "../../terraform/plan-words";

/** More to say of a stack, by titles. */
export type Parts = readonly (readonly [title: string, lines: readonly string[]])[];

/** A report for a person. @param more behind what was found. @default nothing */
export function driftText(report: DriftReport, more: Parts = []): string {
  const { stack, drifted, ignored, unapplied, waiting, notes } = report;
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
  return [
    `${stack}: ${verdictOf(report)}`,
    ...part("changed past Terraform:", drifted.map(driftInWords)),
    ...(unapplied
      ? part(
          `merged but not applied: ${countsInWords(unapplied.counts)}`,
          unapplied.addresses.length === 0 ? ["outputs only"] : unapplied.addresses,
        )
      : []),
    ...(waiting === undefined
      ? []
      : [
          `  a plan waits, so what it is about was not looked for: ${ownCommand(`show ${waiting}`)}`,
        ]),
    ...part(
      "accepted by environments/drift-ignore.ts:",
      ignored.map((one) => `${driftInWords(one)}: ${one.reason}`),
    ),
    ...more.flatMap(([title, lines]) => part(title, lines)),
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}

function verdictOf({ drifted, unapplied, skipped, error }: DriftReport): string {
  if (error !== undefined) return `could not be looked at: ${error}`;
  if (skipped !== undefined) return `not looked at: ${skipped}`;
  if (drifted.length > 0) return unapplied ? "drift, and changes not applied" : "drift";
  return unapplied ? "changes not applied" : "no drift";
}

/** The last line. */
export function driftConclusion(reports: readonly DriftReport[]): string {
  const named = (some: readonly DriftReport[]) => some.map(({ stack }) => stack).join(", ");
  const found = reports.filter(isFound);
  const unknown = reports.filter(
    ({ error, skipped }) => error !== undefined || skipped !== undefined,
  );
  const parts = [
    ...(found.length === 0 ? [] : [`not as the code says: ${named(found)}`]),
    ...(unknown.length === 0 ? [] : [`not known: ${named(unknown)}`]),
  ];
  return parts.length > 0
    ? `Not clear: ${parts.join("; ")}.`
    : `All clear: ${named(reports)} ${reports.length === 1 ? "is" : "are"} as the code says.`;
}
