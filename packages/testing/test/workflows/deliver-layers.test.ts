import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { holds, valueOf, type Need } from "./workflow-run";
import { runStep, stepById } from "./workflow-steps";
import { workflowFiles } from "./workflows";

const workflow = (file: string) =>
  workflowFiles().find(({ name }) => name.endsWith(`/${file}`))!.content;

const jobs = workflow("deliver-layers.yml").jobs!;

/** How a layer has been delivered. */
const delivered = (done: boolean, result = "success"): Need => ({
  result,
  outputs: { done: String(done) },
});

/** The jobs that are started where each ends so. */
function started(
  places: boolean,
  ends: Readonly<Record<string, Need>> = {},
  network = true,
): string[] {
  const results = new Map<string, Need>();
  return Object.entries(jobs).flatMap(([name, job]) => {
    const needs = Object.fromEntries(
      [job.needs ?? []].flat().map((one) => [one, results.get(one) ?? { result: "skipped" }]),
    );
    const surroundings = {
      needs,
      before: Object.values(needs).map(({ result = "success" }) => result),
      contexts: { inputs: { places, network } },
    };
    if (!holds(job["if"], surroundings)) return [];
    results.set(name, ends[name] ?? delivered(true));
    return [name];
  });
}

test("each layer waits until the one below is as the commit says", () => {
  expect(started(false)).toEqual(["network", "cluster", "services"]);
  // Nobody has let it pass, or GitHub would ask nobody.
  expect(started(false, { network: delivered(false) })).toEqual(["network"]);
  expect(started(false, { cluster: delivered(false, "failure") })).toEqual(["network", "cluster"]);
});

test("in several places a failure that is tolerated keeps no layer from the other places", () => {
  expect(started(true)).toEqual(["network-places", "cluster-places", "services-places"]);
  const tolerated = { "network-places": delivered(true, "failure") };
  expect(started(true, tolerated)).toHaveLength(3);
});

test("where a state of others tells the network, the cluster comes first", () => {
  expect(started(false, {}, false)).toEqual(["cluster", "services"]);
  expect(started(true, {}, false)).toEqual(["cluster-places", "services-places"]);
  const failed = { "cluster-places": delivered(false, "failure") };
  expect(started(true, failed, false)).toEqual(["cluster-places"]);
});

test("jobs are called by their layers, by which those of a wave and of a plan are found", () => {
  const called = Object.entries(jobs).map(([name, job]) => {
    const { layer } = job["with"] as { layer: string };
    return [job["name"] ?? name, layer];
  });
  expect(called.every(([name, layer]) => name === layer)).toBe(true);
});

describe("a layer", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-step-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const firstCall = (file: string, env: Readonly<Record<string, string>>) => {
    const node = `echo "$*" >> ${folder}/calls`;
    expect(runStep(folder, stepById(file, "plan", "plan"), env, { node }).status).toBe(0);
    return readFileSync(path.join(folder, "calls"), "utf8").split("\n")[0];
  };

  test("of one place is planned by the name of its stack", () => {
    const env = { ENVIRONMENT: "dev", STACK: "dev-network", LAYER: "network" };
    expect(firstCall("deliver-environment.yml", env)).toContain(
      "groundwork.js plan dev-network-stack ",
    );
  });

  test("of several places is planned alone, and without one all are meant", () => {
    const env = { ENVIRONMENT: "prod", LAYER: "cluster" };
    expect(firstCall("deliver-places.yml", env)).toContain(
      "groundwork.js deploy-set prod --layer cluster --plan ",
    );
    rmSync(path.join(folder, "calls"));
    expect(firstCall("deliver-places.yml", { ENVIRONMENT: "prod", LAYER: "" })).toContain(
      "groundwork.js deploy-set prod --plan ",
    );
  });

  test("is judged by its own jobs", () => {
    const node = `echo "$*" >> ${folder}/calls`;
    const env = { ENVIRONMENT: "prod", LAYER: "network" };
    runStep(folder, stepById("deliver-places.yml", "after_2", "judge"), env, { node });
    expect(readFileSync(path.join(folder, "calls"), "utf8")).toContain(
      "github wave-ended --environment prod --layer network --wave 2\n",
    );
  });
});

test("places are delivered where the last wave let the next begin, or nothing was to change", () => {
  const { value } = (
    workflow("deliver-places.yml") as unknown as {
      on: { workflow_call: { outputs: { done: { value: string } } } };
    }
  ).on.workflow_call.outputs.done;
  const done = (changes: string, next: string) =>
    valueOf(value, {
      contexts: {
        jobs: { plan: { outputs: { changes } }, after_4: { outputs: { next } } },
      },
    });
  expect(done("false", "")).toBe(true);
  expect(done("true", "true")).toBe(true);
  expect(done("true", "false")).toBe(false);
  // The branch has moved on.
  expect(done("", "")).toBe(false);
});
