import { rules } from "@groundwork/policies";
import type { PolicyReport } from "@groundwork/policies/policy-aspect";
import { adviceOn } from "@groundwork/policies/rule";
import { table } from "../core/table";

/** The findings and acknowledgements of a stack. */
type In<Entry> = Entry & { readonly stack: string };

export type Findings = readonly In<PolicyReport["findings"][number]>[];
export type Acknowledgements = readonly In<PolicyReport["acknowledgements"][number]>[];

/** What is against the rules and what to do about it, what was acknowledged, then the rules. */
export const policiesText = (findings: Findings, acknowledgements: Acknowledgements): string =>
  [
    section("Findings", findingsText(findings)),
    section(
      "Acknowledgements",
      tableOf(
        ["stack", "path", "rule", "covers", "reason"],
        acknowledgements.map(({ stack, path, rule, covers, inPlans, reason }) => [
          stack,
          path,
          rule,
          covered(covers.length, inPlans === true),
          reason,
        ]),
      ),
    ),
    section(
      "Rules",
      tableOf(
        ["rule", "severity", "applies to", "statement"],
        rules.map((rule) => [rule.id, rule.severity, rule.appliesTo, rule.statement]),
      ),
    ),
  ].join("\n\n");

function covered(count: number, inPlans: boolean): string {
  if (count > 0) return String(count);
  return inPlans ? "what plans show" : "nothing: stale";
}

const section = (heading: string, text: string | undefined): string =>
  text === undefined ? `${heading}: none` : `${heading}\n\n${text}`;

const tableOf = (columns: readonly string[], rows: readonly string[][]): string | undefined =>
  rows.length === 0 ? undefined : table([columns, ...rows]);

/**
 * Findings by rule, those that stop a deployment first: the places, then what is the same for all
 * of them.
 */
function findingsText(findings: Findings): string | undefined {
  const found = rules
    .map((rule) => ({ rule, places: findings.filter((one) => one.rule === rule.id) }))
    .filter(({ places }) => places.length > 0);
  const inOrder = [
    ...found.filter(({ rule }) => rule.severity === "error"),
    ...found.filter(({ rule }) => rule.severity !== "error"),
  ];
  const blocks = inOrder.map(({ rule, places }) =>
    [
      `${rule.severity} ${rule.id}`,
      ...places.map(({ path, detail }) => `  ${path}: ${detail}`),
      ...adviceOn(rule).map((line) => `    ${line}`),
    ].join("\n"),
  );
  return blocks.length === 0 ? undefined : blocks.join("\n\n");
}
