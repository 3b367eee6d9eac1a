import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../src/project";
import { holds, valueOf } from "./workflow-run";
import { stepsOf, workflowFiles } from "./workflows";

const { jobs } = workflowFiles().find(({ name }) => name.endsWith("/check.yml"))!.content;
const { test: tests, validate, check } = jobs!;
const versions = (tests!["strategy"] as { matrix: { node: string[] } }).matrix.node;

test("tests run on the oldest Node.js that is let in, on that of .nvmrc, and between them", () => {
  const newest = readFileSync(path.join(projectRoot, ".nvmrc"), "utf8").trim();
  expect(versions).toEqual(["20.19", "22", newest.split(".")[0]]);
  const setup = stepsOf(tests!).find(({ uses }) => uses?.startsWith("actions/setup-node@"))!;
  expect(setup.with!["node-version"]).toBe("${{ matrix.node }}");
});

test("everywhere else Node.js is that of .nvmrc", () => {
  const others = workflowFiles().flatMap(({ content }) =>
    [...Object.values(content.jobs ?? {}), content.runs ?? {}].flatMap((job) => stepsOf(job)),
  );
  const setups = others.filter(({ uses }) => uses?.startsWith("actions/setup-node@"));
  expect(setups.length).toBeGreaterThan(5);
  for (const { with: options = {} } of setups) {
    expect(options["node-version-file"] ?? options["node-version"]).toMatch(
      /^(\.nvmrc|\$\{\{ matrix\.node \}\})$/,
    );
  }
});

test("stacks are validated without credentials, with the providers in a cache", () => {
  expect(validate!.permissions).toEqual({ contents: "read" });
  const steps = stepsOf(validate!);
  const cache = steps.find(({ uses }) => uses?.startsWith("actions/cache@"))!;
  // Where commands keep them: packages/cli/src/delivery/open.ts.
  expect(cache.with!["path"]).toBe(".cache/terraform-plugins");
  const at = (is: (step: (typeof steps)[number]) => boolean) => steps.findIndex(is);
  const command = at(({ run }) => run === "node packages/cli/bin/groundwork.js validate");
  expect(command).toBeGreaterThan(at((step) => step === cache));
  expect(JSON.stringify(validate)).not.toMatch(/secrets\.|github\.token|configure-aws/);
});

test.each([
  ["success", "success", 0],
  ["failure", "success", 1],
  ["success", "failure", 1],
  ["success", "cancelled", 1],
  ["skipped", "success", 1],
])("tests: %s, validate: %s ends check with %d, and it is never skipped", (one, other, code) => {
  const needs = { test: { result: one }, validate: { result: other } };
  expect(check!.needs).toEqual(["test", "validate"]);
  expect(holds(check!["if"], { needs, before: [one, other], cancelled: true })).toBe(true);
  const [step] = stepsOf(check!);
  const env = Object.fromEntries(
    Object.entries(step!.env!).map(([name, value]) => [name, String(valueOf(value, { needs }))]),
  );
  const { status } = spawnSync("bash", ["-eo", "pipefail", "-c", step!.run!], { env });
  expect(status).toBe(code);
});
