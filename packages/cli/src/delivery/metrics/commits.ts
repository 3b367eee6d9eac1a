import { run } from "../../core/run";

/** A commit as git has it. */
export interface Commit {
  readonly hash: string;
  readonly parents: readonly string[];
  /** When it was written, in ISO 8601; a rebase leaves that as it is. */
  readonly writtenAt: string;
  /** Hashes of the commits that it says it reverts, as `git revert` writes them. */
  readonly reverts: readonly string[];
}

/** The commits that lead to those that were deployed, by their hashes. */
export type History = ReadonlyMap<string, Commit>;

/**
 * What git knows of commits and of all that led to them, but for what led to others.
 *
 * @param root the checkout
 * @param commits that were deployed, in their order; those that are not in the clone are left out
 * @returns what is between the first of them and the rest, both included; empty where git cannot tell
 */
export async function historyOf(root: string, commits: readonly string[]): Promise<History> {
  const git = async (...args: string[]) => {
    const { stdout, failure } = await run("git", args, { cwd: root });
    return failure === undefined ? stdout : "";
  };
  const hashes = [...new Set(commits)].filter((hash) => /^[0-9a-f]{40}$/.test(hash));
  const asked = ["rev-list", "--no-walk=unsorted", "--ignore-missing", ...hashes];
  const known = hashes.length === 0 ? "" : await git(...asked);
  const [first, ...rest] = known.split("\n").filter(Boolean);
  if (first === undefined) return new Map();
  // All parents of the first: what led to it was deployed with it, or before.
  const text = await git(
    "-c",
    "log.showSignature=false",
    "log",
    `--format=${FORMAT}`,
    first,
    ...rest,
    `^${first}^@`,
  );
  return new Map(text.split(END).flatMap(commitIn));
}

/** What git puts between fields and after each commit; no message has one of these. */
const FIELD = "\u001F";
const END = "\u001E";
const FORMAT = ["%H", "%P", "%aI", "%B"].join("%x1f") + "%x1e";

/** https://git-scm.com/docs/git-revert: the message that git proposes. */
const REVERTS = /\bThis reverts commit ([0-9a-f]{40})\b/g;

function commitIn(text: string): [string, Commit][] {
  const [hash, parents, writtenAt, message = ""] = text.trimStart().split(FIELD);
  if (!hash || parents === undefined || writtenAt === undefined) return [];
  const reverts = [...message.matchAll(REVERTS)].map(([, reverted]) => reverted!);
  return [[hash, { hash, parents: parents.split(" ").filter(Boolean), writtenAt, reverts }]];
}

/** All commits of a history that lead to one, itself included. */
export function leadingTo(history: History, hash: string, past: ReadonlySet<string>): Commit[] {
  const found = new Map<string, Commit>();
  const open = [hash];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const commit = history.get(next);
    if (commit === undefined || past.has(next) || found.has(next)) continue;
    found.set(next, commit);
    open.push(...commit.parents);
  }
  return [...found.values()];
}
