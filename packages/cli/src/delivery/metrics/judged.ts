import { leadingTo, type Commit, type History } from "./commits";
import type { Deployment } from "./deployments";

/** A deployment, with what came before and after it. */
export interface Judged extends Deployment {
  /** Commits that reached the stack with it for the first time; undefined where git cannot tell. */
  readonly changes?: readonly Change[] | undefined;
  /** Why it counts as failed, also where its apply went well. */
  readonly failure?: string | undefined;
  /** The id of the deployment after which all was well again. */
  restoredBy?: string;
  /** When that ended. */
  restoredAt?: string;
}

/** A commit on its way to where it runs. */
export interface Change {
  readonly commit: string;
  /** Seconds from the time when it was written to the end of its deployment. */
  readonly leadSeconds: number;
}

type Draft = { -readonly [Key in keyof Judged]: Judged[Key] };

/**
 * What the deployments of one stack come to, side by side: which commits each has brought, which ones
 * were taken back by a later one, and when all was well after each that failed.
 *
 * @param deployments in the order in which they ended
 */
export function judged(deployments: readonly Deployment[], history: History): Judged[] {
  /** Commits that the stack has, and the deployment that has brought each. */
  const brought = new Map<string, Draft>();
  const past = new Set<string>();
  let last: Draft | undefined;
  let broken: Draft[] = [];
  return deployments.map((deployment): Draft => {
    const draft: Draft = { ...deployment };
    if (!deployment.ok) {
      broken.push(draft);
      return draft;
    }
    restore(broken, draft);
    broken = [];
    const { commit, isRollback } = deployment;
    // Two in a row take back the same change.
    if (isRollback && last && !last.isRollback) fail(last, "rolled back", draft);
    const found = leadingTo(history, commit, past);
    if (history.has(commit) && (last === undefined || history.has(last.commit))) {
      if (!deployment.dirty) draft.changes = changesIn(found, draft);
      // All that came after a commit that the stack had before is gone.
      if (last && found.length === 0 && last.commit !== commit) fail(last, "taken back", draft);
      for (const { reverts } of found) {
        const reverted = reverts.flatMap((hash) => brought.get(hash) ?? []);
        for (const one of reverted) fail(one, "reverted", draft);
      }
    }
    for (const { hash } of found) {
      past.add(hash);
      brought.set(hash, draft);
    }
    last = draft;
    return draft;
  });
}

function restore(drafts: readonly Draft[], { id, at }: Deployment): void {
  for (const draft of drafts) Object.assign(draft, { restoredBy: id, restoredAt: at });
}

/** Has a deployment that went well count as failed, as a later one took back what it has brought. */
function fail(draft: Draft, how: string, by: Deployment): void {
  if (draft.failure !== undefined) return;
  draft.failure = `it was ${how} by ${by.id}`;
  restore([draft], by);
}

/** Commits, without merges where there are others: those are made when the others have waited. */
function changesIn(commits: readonly Commit[], { at }: Deployment): Change[] {
  const written = commits.filter(({ parents }) => parents.length < 2);
  return (written.length > 0 ? written : commits).map(({ hash, writtenAt }) => ({
    commit: hash,
    // The clock of whoever wrote it may be ahead.
    leadSeconds: Math.max(0, (Date.parse(at) - Date.parse(writtenAt)) / 1000),
  }));
}
