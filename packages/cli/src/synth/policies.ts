import { readFile } from "node:fs/promises";
import path from "node:path";
import { rules } from "@groundwork/policies";
import type { PolicyReport } from "@groundwork/policies/policy-aspect";
import { OperationError } from "../core/errors";
import { DENIED } from "../core/exit-codes";
import type { SynthesizedStack } from "../core/project";
import { say, sayJson } from "../core/outlet";
import { withSynthesized } from "./synthesized";
import { policiesText, type Acknowledgements, type Findings } from "./policies-text";

export interface PoliciesOptions {
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork policies`: tells what is against the rules in this checkout and what to do about it,
 * what was acknowledged, and the rules.
 *
 * @throws OperationError with the exit code 6 when a finding would stop a deployment
 */
export async function policies({ json, env }: PoliciesOptions): Promise<void> {
  const findings: Findings[number][] = [];
  const acknowledgements: Acknowledgements[number][] = [];
  await withSynthesized({ env }, async (synthesized) => {
    for (const stack of synthesized) {
      const report = await reportOf(stack);
      findings.push(...report.findings.map((entry) => ({ stack: stack.name, ...entry })));
      acknowledgements.push(
        ...report.acknowledgements.map((entry) => ({ stack: stack.name, ...entry })),
      );
    }
  });

  const listed = rules.map(({ find: _, ...rule }) => rule);
  if (json) sayJson({ rules: listed, findings, acknowledgements });
  else say(policiesText(findings, acknowledgements));
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) {
    throw new OperationError(
      `${errors === 1 ? "one finding stops" : `${errors} findings stop`} synth, diff and deploy; what to do stands above, with each`,
      DENIED,
    );
  }
}

async function reportOf({ dir }: SynthesizedStack): Promise<PolicyReport> {
  const { "//": comment } = JSON.parse(await readFile(path.join(dir, "cdk.tf.json"), "utf8"));
  return comment?.policies ?? { findings: [], acknowledgements: [] };
}
