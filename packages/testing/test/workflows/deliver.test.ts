import { holds, runWorkflow, type Need } from "./workflow-run";
import { workflowFiles, type Job } from "./workflows";

const jobsOf = (file: string) =>
  workflowFiles().find(({ name }) => name.endsWith(`/${file}`))!.content.jobs!;

const jobs = jobsOf("deliver-environment.yml");

/** Whether GitHub would start a job of an environment. */
const starts = (
  job: string,
  needs: Readonly<Record<string, Need>>,
  cancelled = false,
  service = "",
): boolean =>
  holds(jobs[job]!["if"], {
    needs,
    before: Object.values(needs).map(({ result = "success" }) => result),
    cancelled,
    contexts: { inputs: { service } },
  });

const plan = (changes: string, approval: string, result = "success"): Need => ({
  result,
  outputs: { current: "true", changes, approval },
});
const gate = (reviewers: string): Need => ({ outputs: { reviewers } });
const skipped: Need = { result: "skipped" };
const done: Need = { result: "success" };

describe("apply starts", () => {
  test.each<[boolean, string, Readonly<Record<string, Need>>]>([
    [
      true,
      "with changes, where nobody has to approve",
      { plan: plan("true", "false"), gate: skipped },
    ],
    [true, "where GitHub asks a reviewer", { plan: plan("true", "true"), gate: gate("true") }],
    [false, "where GitHub would ask nobody", { plan: plan("true", "true"), gate: gate("false") }],
    [
      false,
      "where the rules could not be read",
      { plan: plan("true", "true"), gate: { result: "failure" } },
    ],
    [
      false,
      "where an approval is needed and nobody looked",
      { plan: plan("true", "true"), gate: skipped },
    ],
    [false, "without changes", { plan: plan("false", ""), gate: skipped }],
    [false, "after a plan that failed", { plan: plan("", "", "failure"), gate: skipped }],
    [
      false,
      "of a plan whose job failed after it",
      { plan: plan("true", "false", "failure"), gate: skipped },
    ],
    [false, "where it is not said whether to ask", { plan: plan("true", ""), gate: skipped }],
  ])("%s: %s", (expected, _, needs) => {
    expect(starts("apply", { supersede: done, ...needs })).toBe(expected);
  });

  test("not in a run that is being cancelled", () => {
    const needs = { supersede: done, plan: plan("true", "false"), gate: skipped };
    expect(starts("apply", needs)).toBe(true);
    expect(starts("apply", needs, true)).toBe(false);
  });

  test("not as long as earlier runs wait with plans of their own", () => {
    const needs = { plan: plan("true", "false"), gate: skipped };
    expect(starts("apply", { ...needs, supersede: { result: "failure" } })).toBe(false);
  });
});

describe("a load test starts", () => {
  const tested = (changes: string, loadTest = "true", result = "success"): Need => ({
    result,
    outputs: { current: "true", changes, tested: loadTest },
  });

  test.each<[boolean, string, Readonly<Record<string, Need>>]>([
    [true, "of what was applied", { plan: tested("true"), apply: done }],
    [true, "of what was applied before", { plan: tested("false"), apply: skipped }],
    [false, "where none is configured", { plan: tested("true", "false"), apply: done }],
    [false, "after an apply that failed", { plan: tested("true"), apply: { result: "failure" } }],
    [false, "as long as nobody has let it pass", { plan: tested("true"), apply: skipped }],
    [false, "of a commit that was not planned", { plan: { outputs: {} }, apply: skipped }],
  ])("%s: %s", (expected, _, needs) => {
    expect(starts("load-test", needs)).toBe(expected);
  });

  test.each(["success", "failure"])("and people are told of one that ended with %s", (result) => {
    expect(starts("told-load-test", { "load-test": { result } })).toBe(true);
  });

  test("but not of none", () => {
    expect(starts("told-load-test", { "load-test": skipped })).toBe(false);
  });
});

describe("where a service goes back", () => {
  const starting = (job: string, changes = "true") =>
    starts(
      job,
      {
        plan: { outputs: { current: "true", changes, approval: "true", tested: "true" } },
        gate: gate("true"),
        supersede: done,
        apply: changes === "true" ? done : skipped,
      },
      false,
      "web",
    );

  test("it is planned, let pass and applied as anything else", () => {
    const jobsOfIt = ["plan", "supersede", "gate", "apply"];
    expect(jobsOfIt.filter((job) => !starting(job))).toEqual([]);
  });

  test("nothing is told of a merge, and what it goes back to is not tested again", () => {
    const others = ["tell", "report", "told", "load-test"];
    expect(others.filter((job) => starting(job) || starting(job, "false"))).toEqual([]);
  });
});

describe("people read", () => {
  test("that a plan waits, and why it does not", () => {
    expect(starts("tell", { plan: plan("true", "true"), gate: gate("true") })).toBe(true);
    expect(starts("tell", { plan: plan("true", "true"), gate: gate("false") })).toBe(true);
    expect(starts("tell", { plan: plan("true", "false"), gate: skipped })).toBe(false);
  });

  test("not that it waits, where nobody knows whether anybody is asked", () => {
    const needs = { plan: plan("true", "true"), gate: { result: "failure" } };
    expect(starts("tell", needs)).toBe(false);
  });

  test.each<[boolean, string, Readonly<Record<string, Need>>]>([
    [true, "what was applied", { gate: gate("true"), apply: done }],
    [true, "what failed", { gate: gate("true"), apply: { result: "failure" } }],
    [true, "that there was nothing to do", { plan: plan("false", "") }],
    [true, "that no plan could be made", { plan: plan("", "", "failure") }],
    [true, "that the rules could not be read", { gate: { result: "failure" } }],
    [true, "that earlier runs still wait", { supersede: { result: "failure" } }],
    [false, "nothing new where the run stopped at the gate", { gate: gate("false") }],
  ])("%s: %s", (expected, _, needs) => {
    const usual = { plan: plan("true", "true"), supersede: done, gate: skipped, apply: skipped };
    expect(starts("report", { ...usual, ...needs })).toBe(expected);
  });

  test("the end of it last", () => {
    expect(jobs["report"]!.needs).toEqual(expect.arrayContaining(["tell", "apply"]));
  });

  test("nothing of a commit that is no longer the newest", () => {
    const old = { outputs: { current: "false" } };
    expect(starts("report", { plan: old, gate: skipped, apply: skipped })).toBe(false);
    expect(starts("supersede", { plan: old })).toBe(false);
  });
});

describe("of a whole run", () => {
  /** @param ends how jobs end, where not as of an environment with changes that need no approval */
  const results = (ends: Readonly<Record<string, Need>>, top = jobsOf("deliver.yml")) =>
    runWorkflow({
      jobs: top,
      called: () => jobs,
      ends: (job) => ends[job] ?? (job.endsWith("/plan") ? plan("true", "false") : done),
      contexts: { vars: { AWS_ACCOUNT_ID: "111111111111" }, inputs: { service: "" } },
    });

  /** A plan with changes, of an environment with a load test. */
  const withTest: Need = {
    result: "success",
    outputs: { current: "true", changes: "true", approval: "false", tested: "true" },
  };

  test("production has its turn, though nobody was asked in dev", () => {
    expect(results({ "prod/plan": plan("true", "true"), "prod/gate": gate("true") })).toMatchObject(
      {
        "dev/gate": "skipped",
        "dev/apply": "success",
        "prod/supersede": "success",
        "prod/gate": "success",
        "prod/tell": "success",
        "prod/apply": "success",
        "prod/report": "success",
      },
    );
  });

  test("production would not have it by its `needs` alone", () => {
    const { prod, ...others } = jobsOf("deliver.yml");
    const { if: _, ...bare } = prod!;
    expect(results({}, { ...others, prod: bare as Job })).toMatchObject({
      dev: "success",
      prod: "skipped",
    });
  });

  test("production has its turn where dev has nothing to change", () => {
    const { prod, "prod/apply": apply } = results({ "dev/plan": plan("false", "") });
    expect([prod, apply]).toEqual(["success", "success"]);
  });

  test.each([
    ["no plan", "dev/plan"],
    ["an apply that failed", "dev/apply"],
    ["earlier runs that still wait", "dev/supersede"],
    ["a load test that was not passed", "dev/load-test"],
  ])("production waits for better times after %s of dev", (_, job) => {
    const failing = { "dev/plan": withTest, [job]: { result: "failure" } };
    expect(results(failing)).toMatchObject({
      dev: "failure",
      prod: "skipped",
    });
  });

  test("nothing starts in a clone without an account", () => {
    const contexts = { vars: { AWS_ACCOUNT_ID: "" } };
    const run = { jobs: jobsOf("deliver.yml"), called: () => jobs, ends: () => done, contexts };
    expect(new Set(Object.values(runWorkflow(run)))).toEqual(new Set(["skipped"]));
  });
});
