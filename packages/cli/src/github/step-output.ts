import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { plain } from "../core/plain";

/**
 * Values for later steps and jobs, in the form of GITHUB_OUTPUT. Each stands between two lines that
 * nobody can guess, so that no value ends early and sets another one
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, "Multiline strings").
 */
export const outputText = (
  values: Readonly<Record<string, string>>,
  delimiter: string = randomUUID(),
): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join("");

/** Does nothing outside of a workflow. */
export async function setOutputs(
  env: NodeJS.ProcessEnv,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  if (env["GITHUB_OUTPUT"]) await appendFile(env["GITHUB_OUTPUT"], outputText(values));
}

/** Shows a text on the page of the run; does nothing outside of a workflow. */
export async function summarize(env: NodeJS.ProcessEnv, markdown: string): Promise<void> {
  if (env["GITHUB_STEP_SUMMARY"])
    await appendFile(env["GITHUB_STEP_SUMMARY"], `${plain(markdown)}\n`);
}
