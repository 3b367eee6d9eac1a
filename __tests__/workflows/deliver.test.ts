import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { workflowFiles, type Step } from "../support/workflows";

const { jobs } = workflowFiles().find(({ name }) =>
  name.endsWith("/deliver-environment.yml"),
)!.content;

interface Need {
  readonly result?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Whether GitHub would start a job. What its conditions use means the same in JavaScript. */
function starts(job: string, needs: Readonly<Record<string, Need>>, cancelled = false): boolean {
  const condition = String(jobs![job]!["if"])
    .trim()
    .replace(/^\$\{\{([^]*)\}\}$/, "$1");
  const filled = Object.fromEntries(
    Object.entries(needs).map(([name, { result = "success", outputs = {} }]) => [
      name,
      // An output that nobody has set is an empty text.
      { result, outputs: new Proxy(outputs, { get: (all, key: string) => all[key] ?? "" }) },
    ]),
  );
  return runInNewContext(condition, {
    needs: filled,
    cancelled: () => cancelled,
    always: () => true,
  }) as boolean;
}

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

describe("people read", () => {
  test("that a plan waits, and why it does not", () => {
    expect(starts("tell", { plan: plan("true", "true"), gate: gate("true") })).toBe(true);
    expect(starts("tell", { plan: plan("true", "true"), gate: gate("false") })).toBe(true);
    expect(starts("tell", { plan: plan("true", "false"), gate: skipped })).toBe(false);
  });

  test.each<[boolean, string, Need, Need]>([
    [true, "what was applied", plan("true", "true"), done],
    [true, "what failed", plan("true", "true"), { result: "failure" }],
    [true, "that there was nothing to do", plan("false", ""), skipped],
    [true, "that no plan could be made", plan("", "", "failure"), skipped],
    [false, "nothing new where the run stopped at the gate", plan("true", "true"), skipped],
  ])("%s: %s", (expected, _, planned, applied) => {
    expect(starts("report", { plan: planned, gate: skipped, apply: applied })).toBe(expected);
  });

  test("nothing of a commit that is no longer the newest", () => {
    const old = { outputs: { current: "false" } };
    expect(starts("report", { plan: old, gate: skipped, apply: skipped })).toBe(false);
    expect(starts("supersede", { plan: old })).toBe(false);
  });
});

describe("scripts", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-step-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the script of a step as GitHub does, with commands of our own in place of the real ones. */
  function runStep(step: Step, env: Record<string, string>, commands: Record<string, string>) {
    for (const [name, body] of Object.entries(commands)) {
      writeFileSync(path.join(folder, name), `#!/usr/bin/env bash\n${body}\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
    const output = path.join(folder, "output");
    writeFileSync(output, "");
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run!],
      {
        encoding: "utf8",
        env: {
          PATH: `${folder}:${process.env["PATH"]}`,
          GITHUB_OUTPUT: output,
          RESULT: folder,
          ...env,
        },
      },
    );
    return { status, stdout, stderr, output: readFileSync(output, "utf8") };
  }

  const step = (job: string, find: (step: Step) => boolean) => jobs![job]!.steps!.find(find)!;
  const byId = (job: string, id: string) => step(job, (one) => one["id"] === id);

  test("a commit that is not the newest any more is not planned", () => {
    const env = { GITHUB_REPOSITORY: "o/r", GITHUB_REF_NAME: "main", GITHUB_SHA: "abc" };
    const run = (tip: string) => runStep(byId("plan", "tip"), env, { gh: `echo ${tip}` });
    expect(run("abc").output).toBe("current=true\n");
    expect(run("def")).toMatchObject({ status: 0, output: "current=false\n" });
    expect(run("def").stdout).toContain("::notice::main has moved on to def");
  });

  test("a branch that cannot be asked for stops the run", () => {
    const env = { GITHUB_REPOSITORY: "o/r", GITHUB_REF_NAME: "main", GITHUB_SHA: "abc" };
    const { status, output } = runStep(byId("plan", "tip"), env, { gh: "exit 1" });
    expect(status).not.toBe(0);
    expect(output).toBe("");
  });

  /** Stands in for our commands: says which was called, and ends with a code of its own. */
  const answering = (command: string, code: number) =>
    `echo "$2 $3 $4 $5 $6 $7 $8"; [ "$2" = ${command} ] && exit ${code}; exit 0`;

  test.each([
    [0, 0, true], // nothing to change
    [2, 0, true], // changes: what follows looks at them
    [1, 1, false],
    [6, 6, false], // a policy stops it
    [7, 7, false], // the state is locked
  ])("a plan that ends with %i ends the step with %i", (code, expected, handsOn) => {
    const node = `echo "$*" >> ${folder}/calls; [ "$2" = plan ] && exit ${code}; exit 0`;
    const { status } = runStep(byId("plan", "plan"), { ENVIRONMENT: "dev" }, { node });
    expect(status).toBe(expected);
    const calls = readFileSync(path.join(folder, "calls"), "utf8");
    expect(calls).toContain("cli.js plan dev-stack --lock-timeout 5m --json\n");
    expect(calls.includes(`cli.js github planned ${folder}/plan.json`)).toBe(handsOn);
  });

  test.each([0, 3])("an apply that ends with %i ends the step so, and is told of", (code) => {
    const env = { PLAN_ID: "p1", PLAN_SHA256: "f00" };
    const apply = runStep(byId("apply", "apply"), env, { node: answering("apply", code) });
    expect(apply).toMatchObject({ status: code, output: "started=true\n" });
    const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
    expect(read("all.json")).toBe("apply p1 --sha256 f00 --lock-timeout 10m --yes\n");
    expect(read("applied.json")).toContain("github applied");
  });

  test("of runs that wait, only earlier ones for this environment are cancelled", () => {
    const calls = path.join(folder, "calls");
    const { status } = runStep(
      step("supersede", ({ run }) => run !== undefined),
      { GITHUB_REPOSITORY: "o/r", GITHUB_RUN_ID: "30", ENVIRONMENT: "prod" },
      {
        gh: [
          `case "$*" in`,
          // As gh answers with --jq.
          `  "run list"*) echo "$*" | grep -q 'select(. < 30)' && printf '10\\n20\\n' ;;`,
          `  *runs/10/pending*) echo true ;;`,
          `  *runs/20/pending*) echo false ;;`,
          `  *) echo "$*" >> ${calls} ;;`,
          `esac`,
        ].join("\n"),
      },
    );
    expect(status).toBe(0);
    expect(readFileSync(calls, "utf8")).toBe("run cancel 10 --repo o/r\n");
  });
});
