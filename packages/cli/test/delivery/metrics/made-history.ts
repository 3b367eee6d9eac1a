import { spawnSync } from "node:child_process";
import { LOCKED } from "../../../src/core/exit-codes";
import { planId } from "../../../src/delivery/store/plan-id";
import type { PlanStore } from "../../../src/delivery/store/plan-store";
import { KIM, outcome, started, summary } from "../plan/plan-records";

/** A repository whose commits were written at known times. */
export class MadeRepository {
  constructor(readonly root: string) {
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args: string[]): string {
    const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
    const { status, stdout, stderr } = spawnSync("git", [...who, ...args], {
      cwd: this.root,
      encoding: "utf8",
      env: { ...process.env, GIT_AUTHOR_DATE: this.written, GIT_COMMITTER_DATE: this.committed },
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  private written = "2026-08-01T00:00:00Z";
  private committed = this.written;

  /**
   * @param at when it was written; it is committed ten minutes later, as after a rebase
   * @returns its hash
   */
  commit(at: string, message = `written at ${at}`): string {
    this.written = at;
    this.committed = new Date(Date.parse(at) + 600_000).toISOString();
    this.git("commit", "--quiet", "--allow-empty", `--message=${message}`);
    return this.git("rev-parse", "HEAD");
  }
}

interface Applied {
  readonly stack: string;
  readonly commit: string;
  /** When it began, and ended too, by the clock of whoever applied. */
  readonly at: string;
  /** Exit code of the apply; undefined of one that never said. @default 0 */
  readonly exit?: number | undefined;
  readonly dirty?: true;
}

/** Puts a plan that was applied into a store, as plan and apply do. */
export async function putApplied(store: PlanStore, applied: Applied): Promise<string> {
  const { stack, commit, at, dirty } = applied;
  const id = planId(stack, commit, new Date(at));
  await store.putSummary(
    summary({ id, stack, commit, dirty, plannedBy: KIM, plannedAt: at, expiresAt: at }),
  );
  await store.putStarted(id, { ...started, at });
  const exit = "exit" in applied ? applied.exit : 0;
  if (exit === undefined) return id;
  await store.putOutcome(id, {
    ...outcome,
    at,
    ok: exit === 0,
    exit,
    ...(exit !== 0 && { error: `ended with ${exit}` }),
  });
  return id;
}

export const NOW = new Date("2026-11-30T00:00:00Z");

/** Three months of two environments, whose figures measured.test.ts knows by heart. */
export async function makeHistory(store: PlanStore, repository: MadeRepository) {
  const commit = (at: string, message?: string) => repository.commit(at, message);
  const ids: string[] = [];
  const apply =
    (stack: string) =>
    async (at: string, hash: string, more: Partial<Applied> = {}) =>
      ids.push(await putApplied(store, { stack, commit: hash, at, ...more }));
  const prod = apply("prod-stack");
  const dev = apply("dev-stack");

  // Before the period: what the first one in it is compared with.
  await prod("2026-08-20T10:00:00Z", commit("2026-08-20T09:00:00Z"));
  commit("2026-09-10T08:00:00Z");
  await prod("2026-09-10T10:00:00Z", commit("2026-09-10T09:00:00Z"));
  // Broken twice, until a fix comes.
  const broken = commit("2026-09-19T10:00:00Z");
  await prod("2026-09-20T10:00:00Z", broken, { exit: 1 });
  await prod("2026-09-20T10:30:00Z", broken, { exit: 1 });
  await prod("2026-09-20T12:00:00Z", commit("2026-09-20T11:00:00Z"));
  // Applied well, and not good.
  const bad = commit("2026-10-01T09:00:00Z");
  await prod("2026-10-01T10:00:00Z", bad);
  await prod(
    "2026-10-01T14:00:00Z",
    commit("2026-10-01T13:00:00Z", `Revert it\n\nThis reverts commit ${bad}.`),
  );
  // Somebody else held the lock: nothing was deployed.
  await prod("2026-10-10T10:00:00Z", bad, { exit: LOCKED });
  // Killed.
  const last = commit("2026-10-20T09:00:00Z");
  await prod("2026-10-20T10:00:00Z", last, { exit: undefined });
  await prod("2026-10-21T10:00:00Z", last);
  await prod("2026-11-29T22:00:00Z", last, { exit: undefined });

  await dev("2026-11-16T00:00:00Z", last);
  repository.git("checkout", "--quiet", "-b", "topic");
  commit("2026-11-20T00:00:00Z");
  repository.git("checkout", "--quiet", "main");
  repository.git("merge", "--quiet", "--no-ff", "--message=merge", "topic");
  await dev("2026-11-20T06:00:00Z", repository.git("rev-parse", "HEAD"));
  await dev("2026-11-21T00:00:00Z", commit("2026-11-20T23:00:00Z"), { dirty: true });
  await dev("2026-11-28T00:00:00Z", commit("2026-11-27T23:00:00Z"), { exit: 1 });
  return ids;
}
