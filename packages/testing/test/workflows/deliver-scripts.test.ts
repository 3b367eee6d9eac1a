import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findStep, runStep, stepById } from "./workflow-steps";

const FILE = "deliver-environment.yml";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-step-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("a commit that is not the newest any more is not planned", () => {
  const env = { GITHUB_REPOSITORY: "o/r", GITHUB_REF_NAME: "main", GITHUB_SHA: "abc" };
  const run = (tip: string) =>
    runStep(folder, stepById(FILE, "plan", "tip"), env, { gh: `echo ${tip}` });
  expect(run("abc").output).toBe("current=true\n");
  expect(run("def")).toMatchObject({ status: 0, output: "current=false\n" });
  expect(run("def").stdout).toContain("::notice::main has moved on to def");
});

test("a service goes back whatever is newest: nothing else of the commit goes out with it", () => {
  const env = { GITHUB_REPOSITORY: "o/r", GITHUB_REF_NAME: "main", GITHUB_SHA: "abc" };
  const step = stepById(FILE, "plan", "tip");
  const { output } = runStep(folder, step, { ...env, SERVICE: "web" }, { gh: "echo def" });
  expect(output).toBe("current=true\n");
});

test.each([
  ["", ""],
  ["v1.3.0", " --to v1.3.0"],
])("a service that goes back to %j is planned alone, and people's words are one", (TO, to) => {
  const env = { ENVIRONMENT: "prod", SERVICE: "web", TO, WHY: "500s; $(id)" };
  const node = `printf '%s|' "$@" >> ${folder}/calls; echo >> ${folder}/calls; [ "$2" = rollback ] && exit 2; exit 0`;
  const { status } = runStep(folder, stepById(FILE, "plan", "plan"), env, { node });
  expect(status).toBe(0);
  const [first] = readFileSync(path.join(folder, "calls"), "utf8").split("\n");
  expect(first).toContain(
    `groundwork.js|rollback|prod|web|--only|plan|--why|500s; $(id)${to.replaceAll(" ", "|")}|--lock-timeout|`,
  );
});

test("a branch that cannot be asked for stops the run", () => {
  const env = { GITHUB_REPOSITORY: "o/r", GITHUB_REF_NAME: "main", GITHUB_SHA: "abc" };
  const { status, output } = runStep(folder, stepById(FILE, "plan", "tip"), env, { gh: "exit 1" });
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
  const { status } = runStep(
    folder,
    stepById(FILE, "plan", "plan"),
    { ENVIRONMENT: "dev", STACK: "dev" },
    { node },
  );
  expect(status).toBe(expected);
  const calls = readFileSync(path.join(folder, "calls"), "utf8");
  expect(calls).toContain("groundwork.js plan dev-stack --lock-timeout 45m --json\n");
  expect(calls.includes(`groundwork.js github planned ${folder}/plan.json`)).toBe(handsOn);
});

test.each([0, 3])("an apply that ends with %i ends the step so, and is told of", (code) => {
  const env = { PLAN_ID: "p1", PLAN_SHA256: "f00" };
  const apply = runStep(folder, stepById(FILE, "apply", "apply"), env, {
    node: answering("apply", code),
  });
  expect(apply).toMatchObject({ status: code, output: "started=true\n" });
  const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
  expect(read("all.json")).toBe("apply p1 --sha256 f00 --lock-timeout 10m --yes\n");
  expect(read("applied.json")).toContain("github applied");
});

describe("of earlier runs", () => {
  /** What became of each run, where `gh` answers so, as it does with --jq. */
  function supersede(...answers: string[]) {
    const calls = path.join(folder, "calls");
    const script = findStep(FILE, "supersede", ({ run }) => run !== undefined);
    const env = { GITHUB_REPOSITORY: "o/r", GITHUB_RUN_ID: "30", ENVIRONMENT: "prod" };
    const gh = [
      `case "$*" in`,
      ...answers,
      `  "run cancel"*) echo "$*" >> ${calls} ;;`,
      `  *) exit 0 ;;`,
      `esac`,
    ];
    writeFileSync(calls, "");
    const { status, stdout } = runStep(folder, script, env, { gh: gh.join("\n") });
    return { status, stdout, cancelled: readFileSync(calls, "utf8") };
  }

  const waiting = (...runs: number[]) =>
    `  "run list"*"--status waiting"*"select(. < 30)"*) printf '${runs.join("\\n")}\\n' ;;`;

  test("only those are cancelled that wait for this environment", () => {
    const { status, cancelled } = supersede(
      waiting(10, 20),
      `  *runs/10/pending*) echo true ;;`,
      `  *runs/20/pending*) echo false ;;`,
    );
    expect([status, cancelled]).toEqual([0, "run cancel 10 --repo o/r\n"]);
  });

  test("also those that wait while another of their environments goes on, each once", () => {
    const { status, cancelled } = supersede(
      waiting(10),
      `  "run list"*"--status in_progress"*) printf '10\\n11\\n' ;;`,
      `  *pending*) echo true ;;`,
    );
    expect([status, cancelled]).toEqual([
      0,
      "run cancel 10 --repo o/r\nrun cancel 11 --repo o/r\n",
    ]);
  });

  test("a rollback that waits to stop a deployment goes on", () => {
    const { status, cancelled } = supersede(
      `  "run list"*"--workflow rollback.yml --status waiting"*) printf '10\\n11\\n' ;;`,
      `  *pending*) echo true ;;`,
      `  *runs/10/jobs*'"stop"'*) echo true ;;`,
    );
    expect([status, cancelled]).toEqual([0, "run cancel 11 --repo o/r\n"]);
  });

  test("none is cancelled in the middle of an apply", () => {
    const { status, cancelled, stdout } = supersede(
      waiting(10, 11),
      `  *pending*) echo true ;;`,
      `  *runs/10/jobs*in_progress*) printf 'dev / apply\\nregistry / apply\\n' ;;`,
    );
    expect([status, cancelled]).toEqual([0, "run cancel 11 --repo o/r\n"]);
    expect(stdout).toMatch(
      /::warning::Run 10 .* left alone as it has dev \/ apply, registry \/ apply in progress/,
    );
  });

  test.each([
    [0, "completed"],
    [1, "waiting"],
  ])("a cancel that fails ends the job with %i where the run is %s", (expected, state) => {
    const { status } = supersede(
      waiting(10),
      `  *pending*) echo true ;;`,
      `  "run cancel"*) exit 1 ;;`,
      `  *"runs/10 --jq .status") echo ${state} ;;`,
    );
    expect(status).toBe(expected);
  });

  test("nothing is done where they cannot be asked for", () => {
    expect(supersede(`  *"--status waiting"*) exit 1 ;;`).status).not.toBe(0);
    expect(supersede(waiting(10), `  *pending*) exit 1 ;;`).status).not.toBe(0);
    const unknown = supersede(waiting(10), `  *pending*) echo true ;;`, `  *jobs*) exit 1 ;;`);
    expect(unknown.status).not.toBe(0);
    expect(unknown.cancelled).toBe("");
  });
});

test.each([
  [{ PLAN: "failure" }, "The plan ended with failure"],
  [{ GATE: "failure" }, "the job gate ended with failure, supersede with success"],
  [{ SUPERSEDE: "failure" }, "the job gate ended with skipped, supersede with failure"],
  [{ APPLY: "cancelled" }, "Nobody let it pass"],
  [{ APPLY: "failure" }, "Rejected, or stopped before the apply"],
  [{ CHANGES: "false" }, "--note \n"], // there was nothing to apply
])("the comment says why nothing was applied: %j", (ended, expected) => {
  const report = findStep(FILE, "report", ({ run }) => run !== undefined);
  const node = `echo "$*"`;
  const usual = { PLAN: "success", CHANGES: "true", GATE: "skipped", SUPERSEDE: "success" };
  const env = { APPLY: "skipped", ...usual, ENVIRONMENT: "dev", DELIVERED: folder, ...ended };
  if (env.PLAN === "failure") env.CHANGES = "";
  const { status, stdout } = runStep(folder, report, env, { node });
  expect(status).toBe(0);
  expect(stdout).toContain(expected);
});
