import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { say, warn } from "../core/outlet";
import { runUrl } from "../core/workflow";
import { notify } from "../delivery/messages/notify";
import { hasReached } from "../delivery/messages/reached";
import { GitHub } from "./api";

export interface RunEndedOptions {
  /** What the run does, as people are told: `check`. */
  readonly what: string;
  /** Names of the jobs by which it is judged; those of a matrix begin so. */
  readonly jobs: readonly string[];
  /** Whose people are told. */
  readonly owner: string;
  /** The job in which this command runs, in each of the workflows. @default told */
  readonly by?: string | undefined;
}

/** https://docs.github.com/rest/actions/workflow-jobs */
export interface Job {
  readonly name: string;
  readonly conclusion?: string | null;
}

/** https://docs.github.com/rest/actions/workflow-runs */
interface Run {
  readonly id: number;
  readonly run_number: number;
  readonly run_attempt: number;
  readonly workflow_id: number;
  readonly head_branch: string;
}

/** How a run has ended; undefined where nothing says, as it was cancelled or had nothing to do. */
export interface Verdict {
  readonly failed: readonly string[];
  /** Whether people were told of it, or of one before it. */
  readonly told: boolean;
}

/** How many runs are looked back for one that says something. */
const LOOKED_BACK = 20;

/**
 * Tells people when a workflow fails, and when it goes well again: once each. What was told before is
 * known by how the runs before have ended, so nothing is kept for it.
 *
 * @returns the exit code 1 when there was something to tell, and nobody was told
 */
export async function runEnded(
  options: RunEndedOptions,
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const github = GitHub.of(env);
  const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
  if (!id) throw new OperationError("expected GITHUB_RUN_ID, which GitHub Actions sets");
  const run = await github.get<Run>(`/actions/runs/${id}`);
  const now = verdictOn(await jobsOf(github, id, Number(attempt)), options);
  const before = await verdictBefore(github, { ...run, run_attempt: Number(attempt) }, options);
  const type = eventOf(now, before);
  if (now === undefined || type === undefined) {
    say(`${options.what}: nothing new to tell`);
    return DONE;
  }
  const told = { configuration: loadConfiguration(), env, warn };
  const notified = await notify(
    {
      type,
      run: {
        what: options.what,
        owner: options.owner,
        failed: now.failed,
        branch: run.head_branch,
        commit: env["GITHUB_SHA"],
        by: env["GITHUB_ACTOR"],
        runUrl: runUrl(env),
      },
    },
    told,
  );
  for (const topic of notified.topics) say(`${type} went to ${topic}`);
  const reached = await hasReached(notified, options.owner, told);
  return reached && notified.lost === 0 ? DONE : FAILED;
}

/** What people are told; undefined where they know it already. */
export function eventOf(
  now: Verdict | undefined,
  before: Verdict | undefined,
): "run-failed" | "run-passed" | undefined {
  if (now === undefined) return undefined;
  const known = before !== undefined && before.failed.length > 0 && before.told;
  if (now.failed.length > 0) return known ? undefined : "run-failed";
  return known ? "run-passed" : undefined;
}

const FAILURES: ReadonlySet<string> = new Set(["failure", "timed_out", "startup_failure"]);

/** @param judged by which jobs a run is judged, and which of them tells */
export function verdictOn(
  all: readonly Job[],
  { jobs: names, by = "told" }: Pick<RunEndedOptions, "jobs" | "by">,
): Verdict | undefined {
  const jobs = all.filter(({ name }) =>
    names.some((one) => name === one || name.startsWith(`${one} (`)),
  );
  const failed = jobs.filter(({ conclusion }) => FAILURES.has(conclusion ?? ""));
  const isSure =
    failed.length > 0 ||
    (jobs.some(({ conclusion }) => conclusion === "success") &&
      jobs.every(({ conclusion }) => conclusion === "success" || conclusion === "skipped"));
  if (!isSure) return undefined;
  // In a workflow that was called, names begin with the job that calls: `dev / plan`.
  const own = names[0]!.replace(/[^/ ]*$/, by);
  const told = all.some(({ name, conclusion }) => name === own && conclusion === "success");
  return { failed: failed.map(({ name }) => name), told };
}

/** How the last run before has ended that says something, or an earlier attempt of this one. */
async function verdictBefore(
  github: GitHub,
  run: Run,
  options: RunEndedOptions,
): Promise<Verdict | undefined> {
  for (let attempt = run.run_attempt - 1; attempt > 0; attempt--) {
    const verdict = verdictOn(await jobsOf(github, String(run.id), attempt), options);
    if (verdict) return verdict;
  }
  const { workflow_runs: runs } = await github.get<{ workflow_runs: readonly Run[] }>(
    `/actions/workflows/${run.workflow_id}/runs?branch=${encodeURIComponent(run.head_branch)}&status=completed&exclude_pull_requests=true&per_page=${LOOKED_BACK}`,
  );
  const earlier = runs
    .filter(({ run_number: number }) => number < run.run_number)
    .toSorted((a, b) => b.run_number - a.run_number);
  for (const { id, run_attempt: attempt } of earlier) {
    const verdict = verdictOn(await jobsOf(github, String(id), attempt), options);
    if (verdict) return verdict;
  }
  return undefined;
}

/** The jobs of an attempt of a run. */
export function jobsOf(github: GitHub, id: string, attempt: number): Promise<readonly Job[]> {
  return github.list<Job>(`/actions/runs/${id}/attempts/${attempt}/jobs`, "jobs");
}
