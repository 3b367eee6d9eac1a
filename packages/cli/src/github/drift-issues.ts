import type { GitHub } from "./api";
import { issuesWith, keepIssue, type Upkeep } from "./issues";

export const LABEL = "drift";

/** What is known of one stack, in the words of a person. */
export interface Finding {
  readonly stack: string;
  /** Markdown; undefined where all is as it should be. */
  readonly text: string | undefined;
  /** Who found it and against what, Markdown: for a reader; no reason to rewrite an issue. */
  readonly source?: string | undefined;
}

/** Keeps one issue for each stack that is not as the code says. */
export async function keepIssues(
  github: GitHub,
  findings: readonly Finding[],
): Promise<Map<string, Upkeep>> {
  const issues = await issuesWith(github, LABEL);
  const done = new Map<string, Upkeep>();
  for (const { stack, ...finding } of findings) {
    const kept = await keepIssue(github, issues, {
      ...finding,
      label: LABEL,
      name: `drift ${stack}`,
      title: `${stack} is not as the code says`,
      closing: `${stack} is as the code says again.`,
    });
    done.set(stack, kept);
  }
  return done;
}
