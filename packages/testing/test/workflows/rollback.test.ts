import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { holds, type Need } from "./workflow-run";
import { findStep, runStep, stepById } from "./workflow-steps";
import { workflowFiles, type Job } from "./workflows";

const FILE = "rollback.yml";
const { jobs } = workflowFiles().find(({ name }) => name.endsWith(`/${FILE}`))!.content;

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-step-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const starts = (job: string, needs: Readonly<Record<string, Need>>) =>
  holds(jobs![job]!["if"], {
    needs,
    before: Object.values(needs).map(({ result = "success" }) => result),
  });
const look = (underWay: string, result = "success"): Need => ({
  result,
  outputs: { deploying: underWay },
});

test.each<[boolean, string, Need, Need]>([
  [true, "nothing was under way", look("false"), { result: "skipped" }],
  [true, "what was under way is stopped", look("true"), {}],
  [false, "it could not be stopped", look("true"), { result: "failure" }],
  [false, "nobody has let it be stopped", look("true"), { result: "skipped" }],
  [false, "it is not known what runs", look("", "failure"), { result: "skipped" }],
])("the image before is planned: %s, where %s", (expected, _, looked, stop) => {
  expect(starts("back", { look: looked, stop })).toBe(expected);
  expect(starts("stop", { look: looked })).toBe(looked.outputs!["deploying"] === "true");
});

test.each([
  ["true", true],
  ["false", false],
  ["", false],
])("it is written down once it runs: done %j", (done, expected) => {
  expect(starts("propose", { back: { outputs: { done } } })).toBe(expected);
});

test("an apply that waits for its deployment does not keep that from being stopped", () => {
  const group = (job: Job) => (job["concurrency"] as { group: string }).group;
  const { content } = workflowFiles().find(({ name }) =>
    name.endsWith("/deliver-environment.yml"),
  )!;
  expect(group(jobs!["stop"]!)).not.toBe(group(content.jobs!["apply"]!));
});

test.each([
  [0, { ENVIRONMENT: "prod", SERVICE: "web", WHY: "answers of 500" }],
  [1, { ENVIRONMENT: "Prod", SERVICE: "web", WHY: "answers of 500" }],
  [1, { ENVIRONMENT: "prod", SERVICE: "$(id)", WHY: "answers of 500" }],
  [1, { ENVIRONMENT: "prod", SERVICE: "web", WHY: "  " }],
])("what was typed is looked at: %i of %j", (expected, env) => {
  const check = findStep(FILE, "look", ({ run }) => run?.includes("::error::") === true);
  expect(runStep(folder, check, env, {}).status).toBe(expected);
});

test.each([
  ['{"underWay":{"id":"d-2"}}', "true"],
  ['{"to":{"tag":"v1"}}', "false"],
])("a look hands on whether a deployment is under way: %s", (document, expected) => {
  const env = { ENVIRONMENT: "prod", SERVICE: "web", TO: "" };
  const node = `[ "$*" = "packages/cli/bin/groundwork.js rollback prod web --only look --json" ] && echo '${document}'`;
  const { status, output } = runStep(folder, stepById(FILE, "look", "look"), env, { node });
  expect([status, output]).toEqual([0, `deploying=${expected}\n`]);
});

test("a look that fails ends the run, and nobody is asked anything", () => {
  const env = { ENVIRONMENT: "prod", SERVICE: "web", TO: "" };
  const step = stepById(FILE, "look", "look");
  expect(runStep(folder, step, env, { node: "exit 1" })).toMatchObject({ status: 1, output: "" });
});

test("a pull request names the image and the reason, whatever that has in it", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const calls = path.join(folder, "calls");
  writeFileSync(calls, "");
  const tell = `printf '%s|' "$@" >> ${calls}; echo >> ${calls}`;
  const env = {
    ENVIRONMENT: "prod",
    SERVICE: "web",
    WHY: "500s `id`\n$(id)",
    TAG: "v1.3.0",
    DIGEST: digest,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "o/r",
    GITHUB_RUN_ID: "7",
  };
  const step = findStep(FILE, "propose", ({ run }) => run?.includes("propose.sh") === true);
  const run = step.run!.replace("bash .github/scripts/propose.sh", "propose");
  const { status } = runStep(folder, { ...step, run }, env, {
    node: tell,
    npx: tell,
    propose: tell,
  });
  expect(status).toBe(0);
  const said = readFileSync(calls, "utf8");
  expect(said).toContain(
    `groundwork.js|github|set-image|--environment|prod|--service|web|--tag|v1.3.0|--digest|${digest}|\n`,
  );
  expect(said).toContain(
    `rollback/prod/web|prod: web goes back to v1.3.0|web in prod went back to \`${digest}\` by [this run](https://github.com/o/r/actions/runs/7).\n\nWhy: 500s \`id\` $(id)\n\n`,
  );
});
