import type { GitHub } from "./api";
import { marked, markerOf } from "./comment";

/** One issue that is kept about one thing, as long as there is something to say of it. */
export interface KeptIssue {
  readonly label: string;
  /** By which it is found again, such as `drift dev-stack`. */
  readonly name: string;
  readonly title: string;
  /** Markdown; undefined where there is nothing to say any more. */
  readonly text: string | undefined;
  /** Who found it and against what, Markdown: for a reader; no reason to rewrite an issue. */
  readonly source?: string | undefined;
  /** What is said as it is closed. */
  readonly closing: string;
}

/** Stands before the source; nobody sees it. */
const SOURCE = "<!-- groundwork source -->";

export interface Issue {
  readonly number: number;
  readonly state: string;
  readonly title?: string;
  readonly body?: string | null;
  readonly pull_request?: unknown;
}

/** What became of an issue. */
export type Upkeep = "opened" | "reopened" | "updated" | "closed" | "nothing";

export const issuesWith = (github: GitHub, label: string): Promise<Issue[]> =>
  github.list<Issue>(`/issues?state=all&labels=${label}`);

/**
 * Opens an issue when there is something to say, rewrites it when that changes, closes it when it is
 * gone, and opens the same one again the next time.
 *
 * @param issues with its label
 */
export async function keepIssue(
  github: GitHub,
  issues: readonly Issue[],
  { label, name, title, text, source, closing }: KeptIssue,
): Promise<Upkeep> {
  const own = issues.filter(
    (issue) => issue.pull_request === undefined && issue.body?.startsWith(markerOf(name)),
  );
  const before = own.find(({ state }) => state === "open") ?? own[0];
  if (text === undefined) {
    if (before?.state !== "open") return "nothing";
    await github.post(`/issues/${before.number}/comments`, { body: closing });
    await github.patch(`/issues/${before.number}`, { state: "closed", state_reason: "completed" });
    return "closed";
  }
  const { body } = marked(name, source === undefined ? text : `${text}\n\n${SOURCE}\n${source}`);
  if (before === undefined) {
    await github.post("/issues", { title, body, labels: [label] });
    return "opened";
  }
  const renamed = before.title === undefined || before.title === title ? {} : { title };
  if (before.state === "open") {
    if (withoutSource(before.body ?? "") === withoutSource(body)) return "nothing";
    await github.patch(`/issues/${before.number}`, { ...renamed, body });
    return "updated";
  }
  await github.patch(`/issues/${before.number}`, { ...renamed, body, state: "open" });
  return "reopened";
}

/** The last one is ours, whatever the text before it holds. */
function withoutSource(body: string): string {
  const end = body.lastIndexOf(SOURCE);
  return (end < 0 ? body : body.slice(0, end)).trimEnd();
}
