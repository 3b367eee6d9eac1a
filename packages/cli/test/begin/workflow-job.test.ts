import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectRoot } from "@groundwork/testing/project";
import { withLineEndsOf } from "../../src/sources/formatted";
import { withJob } from "../../src/begin/workflow-job";

const shipped = readFileSync(path.join(projectRoot, ".github/workflows/deliver.yml"), "utf8");

const jobsOf = (text: string | undefined): Record<string, any> => parse(text!).jobs;

const waits = (needs: string) => ({
  needs,
  if: `\${{ !cancelled() && needs.${needs}.result == 'success' }}`,
});

const DELIVERS = {
  uses: "./.github/workflows/deliver-environment.yml",
  permissions: {
    contents: "read",
    "id-token": "write",
    actions: "write",
    "pull-requests": "write",
  },
};

test("an environment between two others waits for the one, and the other for it", () => {
  const text = withJob(shipped, "staging", ["dev", "staging", "prod"])!;
  const { staging, prod, dev, registry } = jobsOf(text);
  expect(staging).toEqual({ ...waits("dev"), ...DELIVERS, with: { environment: "staging" } });
  expect(prod).toEqual({ ...waits("staging"), ...DELIVERS, with: { environment: "prod" } });
  expect({ dev, registry }).toEqual({
    dev: jobsOf(shipped)["dev"],
    registry: jobsOf(shipped)["registry"],
  });
  // Nothing of what was there is lost but the name that prod waited for.
  const before = shipped.replaceAll(/needs: dev|needs\.dev\./g, "").split("\n");
  expect(
    before.filter(
      (line) => !text.replaceAll(/needs: staging|needs\.staging\./g, "").includes(line),
    ),
  ).toEqual([]);
});

test("the last one waits for the one before it", () => {
  const text = withJob(shipped, "prod-eu", ["dev", "prod", "prod-eu"])!;
  expect(text.startsWith(shipped.trimEnd())).toBe(true);
  expect(jobsOf(text)["prod-eu"]).toEqual({
    ...waits("prod"),
    ...DELIVERS,
    with: { environment: "prod-eu" },
  });
  expect(text.endsWith("environment: prod-eu\n")).toBe(true);
});

test("the first one waits for nothing, as the first did so far", () => {
  const jobs = jobsOf(withJob(shipped, "lab", ["lab", "dev", "prod"]));
  expect(jobs["lab"]).toEqual({
    if: "vars.AWS_ACCOUNT_ID != ''",
    ...DELIVERS,
    with: { environment: "lab" },
  });
  expect(jobs["dev"]).toEqual({ ...waits("lab"), ...DELIVERS, with: { environment: "dev" } });
});

test("it is delivered by the workflow of the environment that it is as, and waits as its place has it", () => {
  const layered = shipped.replace(
    /(prod:[^]*?)deliver-environment\.yml([^]*?)environment: prod/,
    "$1deliver-layers.yml$2environment: prod\n      places: true",
  );
  const jobs = jobsOf(withJob(layered, "staging", ["dev", "staging", "prod"], "prod"));
  const uses = "./.github/workflows/deliver-layers.yml";
  expect(jobs["staging"]).toEqual({
    ...waits("dev"),
    ...DELIVERS,
    uses,
    with: { environment: "staging", places: true },
  });
  const others = jobsOf(withJob(layered, "qa", ["dev", "prod", "qa"], "dev"));
  expect(others["qa"]).toEqual({ ...waits("prod"), ...DELIVERS, with: { environment: "qa" } });
  expect(others["prod"].uses).toBe(uses);
});

test("several that waited for one wait for the new one, also beside others", () => {
  const text = shipped.replace("    needs: dev\n", "    needs: [registry, dev] # both\n");
  const also = `${text}\n${shipped.slice(shipped.indexOf("  prod:")).replaceAll(/\bprod\b/g, "prod-us")}`;
  const jobs = jobsOf(withJob(also, "qa", ["dev", "qa", "prod", "prod-us"]));
  expect(jobs["prod"].needs).toEqual(["registry", "qa"]);
  expect(jobs["prod"].if).toContain("needs.qa.result");
  expect(jobs["prod-us"].needs).toBe("qa");
});

test("an environment that has a job, under whichever key, gets no other", () => {
  const text = shipped.replace("  dev:", "  first:").replaceAll("needs.dev", "needs.first");
  expect(withJob(text, "dev", ["dev", "prod"])).toBeUndefined();
});

test("a job's own settings come along, with its comments", () => {
  const text = shipped.replace(
    "    with:\n      environment: dev",
    "    # What it may see.\n    secrets: inherit\n    with:\n      environment: dev # here",
  );
  const made = withJob(text, "qa", ["dev", "qa", "prod"])!;
  expect(jobsOf(made)["qa"].secrets).toBe("inherit");
  expect(made).toContain("      environment: qa # here\n\n  prod:");
});

test.each([
  ["on: push\njobs: {}\n", "got no job that uses deliver-environment.yml"],
  ["on: push\n", "got no job that uses deliver-environment.yml"],
  ["jobs: [", "got what is no YAML"],
])("a workflow that cannot be edited is refused: %j", (text, expected) => {
  expect(() => withJob(text, "qa", ["dev", "qa"])).toThrow(expected);
});

test.each(["null", "true", "on", "no"])(
  "an environment called %s is a text in YAML too",
  (name) => {
    const text = withJob(shipped, name, ["dev", name, "prod"])!;
    const jobs = jobsOf(text);
    expect(jobs[name]).toMatchObject({ needs: "dev", with: { environment: name } });
    expect(jobs["prod"]).toMatchObject({ needs: name });
    const last = jobsOf(withJob(text, "lab", ["dev", name, "lab", "prod"]));
    expect([last["lab"].needs, last["prod"].needs]).toEqual([name, "lab"]);
  },
);

test("a job of another kind keeps its name", () => {
  const smoke = "  smoke:\n    runs-on: ubuntu-24.04\n    steps: []\n";
  const jobs = jobsOf(withJob(`${shipped}\n${smoke}`, "smoke", ["dev", "smoke", "prod"]));
  expect(jobs["smoke"]).toHaveProperty("runs-on");
  expect(jobs["deliver-smoke"]).toMatchObject({ needs: "dev", with: { environment: "smoke" } });
  expect(jobs["prod"].needs).toBe("deliver-smoke");
});

test.each([
  ["behind dev", ["dev", "qa", "prod"]],
  ["before all", ["qa", "dev", "prod"]],
  ["behind all", ["dev", "prod", "qa"]],
])("line ends of Windows stay, and a job %s is the same", (_, order) => {
  const windows = shipped.replaceAll("\n", "\r\n");
  const made = withLineEndsOf(windows, withJob(windows, "qa", order)!);
  expect(made.replaceAll("\r\n", "\n")).toBe(withJob(shipped, "qa", order));
  expect(made).not.toMatch(/(?<!\r)\n/);
  // Mixed ones are nobody's rule.
  expect(withLineEndsOf("a\r\nb\n", "a\nb\n")).toBe("a\nb\n");
});
