import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { rules } from "@groundwork/policies";
import type { PolicyReport } from "@groundwork/policies/policy-aspect";
import { OperationError } from "../core/errors";
import { DENIED } from "../core/exit-codes";
import { synthesize, type SynthesizedStack } from "../core/project";
import { table } from "../core/table";
import { say, sayJson } from "../core/outlet";

export interface PoliciesOptions {
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
}

type Findings = (PolicyReport["findings"][number] & { readonly stack: string })[];
type Acknowledgements = (PolicyReport["acknowledgements"][number] & { readonly stack: string })[];

/**
 * `npm run policies`: lists the rules, what is against them in this checkout, and what was
 * acknowledged.
 *
 * @throws OperationError with the exit code 6 when a finding would stop a deployment
 */
export async function policies({ json, env }: PoliciesOptions): Promise<void> {
  const findings: Findings = [];
  const acknowledgements: Acknowledgements = [];
  // Not cdktf.out: what has findings must not lie where Terraform runs.
  const outDir = await mkdtemp(path.join(tmpdir(), "groundwork-policies-"));
  try {
    for (const stack of await synthesize({ outDir, env, keepFindings: true })) {
      const report = await reportOf(stack);
      findings.push(...report.findings.map((entry) => ({ stack: stack.name, ...entry })));
      acknowledgements.push(
        ...report.acknowledgements.map((entry) => ({ stack: stack.name, ...entry })),
      );
    }
  } finally {
    await rm(outDir, { recursive: true });
  }

  const listed = rules.map(({ find: _, ...rule }) => rule);
  if (json) sayJson({ rules: listed, findings, acknowledgements });
  else say(tables(findings, acknowledgements));
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) {
    throw new OperationError(
      `${errors === 1 ? "one finding stops" : `${errors} findings stop`} synth, diff and deploy; cdktf synth tells what to do`,
      DENIED,
    );
  }
}

async function reportOf({ dir }: SynthesizedStack): Promise<PolicyReport> {
  const { "//": comment } = JSON.parse(await readFile(path.join(dir, "cdk.tf.json"), "utf8"));
  return comment?.policies ?? { findings: [], acknowledgements: [] };
}

function tables(findings: Findings, acknowledgements: Acknowledgements): string {
  const sections = [
    {
      heading: "Rules",
      columns: ["rule", "severity", "applies to", "statement"],
      rows: rules.map((rule) => [rule.id, rule.severity, rule.appliesTo, rule.statement]),
    },
    {
      heading: "Findings",
      columns: ["stack", "severity", "rule", "path", "detail"],
      rows: findings.map(({ stack, severity, rule, path: where, detail }) => [
        stack,
        severity,
        rule,
        where,
        detail,
      ]),
    },
    {
      heading: "Acknowledgements",
      columns: ["stack", "path", "rule", "covers", "reason"],
      rows: acknowledgements.map(({ stack, path: where, rule, covers, reason }) => [
        stack,
        where,
        rule,
        covers.length === 0 ? "nothing: stale" : String(covers.length),
        reason,
      ]),
    },
  ];
  return sections
    .map(({ heading, columns, rows }) =>
      rows.length === 0 ? `${heading}: none` : `${heading}\n\n${table([columns, ...rows])}`,
    )
    .join("\n\n");
}
