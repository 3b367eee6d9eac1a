import { runInNewContext } from "node:vm";
import type { Job } from "./workflows";

/** What a job may look at of one before it. */
export interface Need {
  /** @default success */
  readonly result?: string | undefined;
  readonly outputs?: Readonly<Record<string, string>> | undefined;
}

type Needs = Readonly<Record<string, Need>>;
type Jobs = Readonly<Record<string, Job>>;

/** Where a condition is looked at. */
export interface Surroundings {
  readonly needs?: Needs | undefined;
  /** Results of all jobs before this one, also of those within workflows that were called. */
  readonly before?: readonly string[] | undefined;
  readonly cancelled?: boolean | undefined;
  /** Other contexts by name, such as `vars`. */
  readonly contexts?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Whether GitHub would start a job or a step. What our conditions use means the same in JavaScript.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export function holds(condition: unknown, surroundings: Surroundings): boolean {
  const text = expressionIn(condition ?? "true");
  const says = /\b(success|failure|cancelled|always)\(\)/.test(text);
  return Boolean(valueOf(says ? text : `success() && (${text})`, surroundings));
}

/** What an expression comes to, such as what an action is given. */
export function valueOf(expression: unknown, surroundings: Surroundings): unknown {
  const { needs = {}, before = [], cancelled = false, contexts = {} } = surroundings;
  return runInNewContext(expressionIn(expression), {
    ...contexts,
    needs: Object.fromEntries(
      Object.entries(needs).map(([name, { result = "success", outputs = {} }]) => [
        name,
        // An output that nobody has set is an empty text.
        { result, outputs: new Proxy(outputs, { get: (all, key: string) => all[key] ?? "" }) },
      ]),
    ),
    success: () => !cancelled && before.every((result) => result === "success"),
    failure: () => before.includes("failure"),
    cancelled: () => cancelled,
    always: () => true,
  });
}

const expressionIn = (text: unknown): string =>
  String(text)
    .trim()
    .replace(/^\$\{\{([^]*)\}\}$/, "$1");

export interface Run {
  readonly jobs: Jobs;
  /** Jobs of the workflow that a job calls. */
  readonly called: (job: Job) => Jobs;
  /** How a job ends that is started; of one in a called workflow as `dev/plan`. */
  readonly ends: (job: string) => Need;
  readonly contexts?: Readonly<Record<string, unknown>> | undefined;
}

/** @returns the result of each job, in the order of the file, which must be theirs */
export function runWorkflow(run: Run): Record<string, string> {
  const results = new Map<string, string>();
  walk(run, run.jobs, "", [], results);
  return Object.fromEntries(results);
}

/** @param outer jobs before the one that calls these, which count as before each of them */
function walk(
  run: Run,
  jobs: Jobs,
  prefix: string,
  outer: readonly string[],
  results: Map<string, string>,
): void {
  const done: Record<string, Need> = {};
  const before: Record<string, readonly string[]> = {};
  for (const [name, job] of Object.entries(jobs)) {
    const needed = [job.needs ?? []].flat();
    before[name] = [
      ...outer,
      ...needed.flatMap((one) => [...before[one]!, ...within(results, prefix + one)]),
    ];
    const starts = holds(job["if"], {
      needs: Object.fromEntries(needed.map((one) => [one, done[one]!])),
      before: before[name].map((one) => results.get(one)!),
      contexts: run.contexts,
    });
    const full = prefix + name;
    if (!starts) done[name] = { result: "skipped" };
    else if (job.uses === undefined) done[name] = run.ends(full);
    else {
      walk(run, run.called(job), `${full}/`, before[name], results);
      done[name] = { result: worst(within(results, full).map((one) => results.get(one)!)) };
    }
    results.set(full, done[name].result ?? "success");
  }
}

/** A job and those of the workflow that it calls. */
const within = (results: ReadonlyMap<string, string>, job: string): string[] =>
  [...results.keys()].filter((name) => name === job || name.startsWith(`${job}/`));

/** Of a called workflow, in which some jobs may be skipped. */
const worst = (results: readonly string[]): string =>
  ["failure", "cancelled"].find((result) => results.includes(result)) ?? "success";
