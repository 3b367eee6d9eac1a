import type { Notice } from "./notice";

/** A run of a workflow that has ended, as far as people are told of it. */
export interface EndedRun {
  /** What it does: `check`, `image`, `drift`, `plan`. */
  readonly what: string;
  /** Whose people are told: an environment, or the owner of a shared stack. */
  readonly owner: string;
  /** The jobs that failed; none of a run that went well. */
  readonly failed: readonly string[];
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
  /** Who started it. */
  readonly by?: string | undefined;
  readonly runUrl?: string | undefined;
}

/** The messages when a workflow fails, and when it goes well again. */
export function runNotice(type: "run-failed" | "run-passed", run: EndedRun): Notice {
  const { what, owner, failed, branch, commit, by, runUrl } = run;
  const of = branch === undefined ? "" : ` of ${branch}`;
  const [subject, happened] =
    type === "run-failed"
      ? [
          `${owner}: ${what}${of} failed: ${failed.join(", ")}`,
          `${what}${of} failed. Nothing more is said of it until it goes well again.`,
        ]
      : [`${owner}: ${what}${of} is green again`, `All clear: ${what}${of} goes well again.`];
  return {
    owner,
    subject,
    sign: type === "run-failed" ? ":x:" : ":white_check_mark:",
    happened,
    facts: [
      ["Commit", commit],
      ["Started by", by],
      ["Run", runUrl],
    ],
    lists: [{ title: "Failed", items: failed }],
    next:
      type === "run-failed" && runUrl !== undefined
        ? [{ what: "Read what it says, and mend it or start it again", url: runUrl }]
        : [],
    thread: `run-${owner}-${what}-${branch ?? ""}`.replaceAll(" ", "-"),
    keywords: [owner, what],
    context: { environment: owner, commit, by },
  };
}
