import type { GitHub } from "./api";
import { marked, markerOf } from "./comment";

export const LABEL = "drift";

/** What is known of one stack, in the words of a person. */
export interface Finding {
  readonly stack: string;
  /** Markdown; undefined where all is as it should be. */
  readonly text: string | undefined;
  /** Who found it and against what, Markdown: for a reader; no reason to rewrite an issue. */
  readonly source?: string | undefined;
}

/** Stands before the source; nobody sees it. */
const SOURCE = "<!-- groundwork source -->";

interface Issue {
  readonly number: number;
  readonly state: string;
  readonly body?: string | null;
  readonly pull_request?: unknown;
}

/** What became of the issue of a stack. */
export type Upkeep = "opened" | "reopened" | "updated" | "closed" | "nothing";

/**
 * Keeps one issue for each stack that is not as the code says: opened when that is found, rewritten
 * when it changes, closed when it is gone, and the same one opened again the next time.
 */
export async function keepIssues(
  github: GitHub,
  findings: readonly Finding[],
): Promise<Map<string, Upkeep>> {
  const issues = await github.list<Issue>(`/issues?state=all&labels=${LABEL}`);
  const done = new Map<string, Upkeep>();
  for (const finding of findings) done.set(finding.stack, await keep(github, issues, finding));
  return done;
}

async function keep(
  github: GitHub,
  issues: readonly Issue[],
  { stack, text, source }: Finding,
): Promise<Upkeep> {
  const name = `drift ${stack}`;
  const own = issues.filter(
    (issue) => issue.pull_request === undefined && issue.body?.startsWith(markerOf(name)),
  );
  const before = own.find(({ state }) => state === "open") ?? own[0];
  if (text === undefined) {
    if (before?.state !== "open") return "nothing";
    await github.post(`/issues/${before.number}/comments`, {
      body: `${stack} is as the code says again.`,
    });
    await github.patch(`/issues/${before.number}`, { state: "closed", state_reason: "completed" });
    return "closed";
  }
  const { body } = marked(name, source === undefined ? text : `${text}\n\n${SOURCE}\n${source}`);
  if (before === undefined) {
    const title = `${stack} is not as the code says`;
    await github.post("/issues", { title, body, labels: [LABEL] });
    return "opened";
  }
  if (before.state === "open") {
    if (withoutSource(before.body ?? "") === withoutSource(body)) return "nothing";
    await github.patch(`/issues/${before.number}`, { body });
    return "updated";
  }
  await github.patch(`/issues/${before.number}`, { body, state: "open" });
  return "reopened";
}

/** The last one is ours, whatever the text before it holds. */
function withoutSource(body: string): string {
  const end = body.lastIndexOf(SOURCE);
  return (end < 0 ? body : body.slice(0, end)).trimEnd();
}
