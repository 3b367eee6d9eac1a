import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  configuration as mockConfiguration,
  environmentInput as mockInput,
} from "@groundwork/testing/configuration";
import { failedIn, handOnSet, setOutputsOf } from "../../src/github/set-steps";
import { handOnPlan } from "../../src/github/steps";

jest.mock("../../src/core/configured", () => ({
  loadConfiguration: () =>
    mockConfiguration({}, [
      mockInput("dev", { layers: ["network", "cluster", "services"] }),
      mockInput("prod", { network: { cidr: "10.20.0.0/16", zones: ["a", "c"] } }),
    ]),
}));

const place = (stack: string, result: string) => ({
  stack,
  result: result as "planned",
  id: `${stack}-id`,
  sha256: `${stack}-hash`,
});

test("each wave is a matrix of what has something to apply, and what is not there is empty", () => {
  const outputs = setOutputsOf({
    environment: "prod",
    waits: true,
    waves: [
      { tolerated: 0, places: [place("a", "applied")] },
      { tolerated: 0, places: [place("b", "planned"), place("c", "unchanged")] },
    ],
  });
  expect(outputs).toEqual({
    changes: "true",
    approval: "true",
    wave_1: "[]",
    wave_2: JSON.stringify([{ stack: "b", plan: "b-id", sha256: "b-hash" }]),
    wave_3: "[]",
    wave_4: "[]",
  });
  expect(setOutputsOf({ environment: "prod" })).toMatchObject({
    changes: "false",
    approval: "false",
  });
});

test("a wave's failures are its own jobs that did not end well", () => {
  const jobs = [
    { name: "prod / wave-1 prod-stack", conclusion: "success" },
    { name: "prod / wave-2 prod-eu-west-1-stack", conclusion: "failure" },
    { name: "prod / wave-2 prod-us-east-1-stack", conclusion: "cancelled" },
    { name: "prod / wave-2 prod-us-west-1-stack", conclusion: "success" },
    { name: "prod / wave-2 prod-us-west-2-stack", conclusion: null },
    { name: "dev / wave-2 dev-stack", conclusion: "failure" },
    { name: "prod / after-1", conclusion: "failure" },
  ];
  expect(failedIn(jobs, { environment: "prod", wave: 1 })).toEqual([]);
  expect(failedIn(jobs, { environment: "prod", wave: 2 })).toEqual([
    "prod / wave-2 prod-eu-west-1-stack",
    "prod / wave-2 prod-us-east-1-stack",
    "prod / wave-2 prod-us-west-2-stack",
  ]);
});

test("a wave of a layer is that of the layer's own call, and not of another", () => {
  const jobs = [
    { name: "prod / network / wave-1 prod-network-stack", conclusion: "failure" },
    { name: "prod / cluster / wave-1 prod-cluster-stack", conclusion: "success" },
  ];
  const failed = (layer?: "network" | "cluster") =>
    failedIn(jobs, { environment: "prod", wave: 1, layer });
  expect(failed("network")).toEqual(["prod / network / wave-1 prod-network-stack"]);
  expect(failed("cluster")).toEqual([]);
  expect(failed()).toEqual([]);
});

describe("a workflow that does not deliver all layers of an environment", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-step-"))));
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** What a step says of what a command has printed. */
  async function said(
    step: (file: string, env: NodeJS.ProcessEnv) => Promise<void>,
    document: object,
    env: NodeJS.ProcessEnv = {},
  ): Promise<string> {
    const file = path.join(folder, "result.json");
    writeFileSync(file, JSON.stringify(document));
    const texts: string[] = [];
    jest.spyOn(process.stdout, "write").mockImplementation((text) => texts.push(String(text)) > 0);
    await step(file, { ...env, GITHUB_OUTPUT: path.join(folder, "output") });
    expect(readFileSync(path.join(folder, "output"), "utf8")).toMatch(/^changes<<.*\nfalse\n/m);
    return texts.join("");
  }

  const WARNS = "::warning::This workflow does not deliver all layers of dev";
  const plan = (stack: string) => ({ stack, changes: false });

  test("is told, and the one that does is named", async () => {
    expect(await said(handOnPlan, plan("dev-stack"))).toContain(WARNS);
    expect(await said(handOnSet, { environment: "dev", waves: [] })).toContain(
      `${WARNS}: .github/workflows/deliver-layers.yml does`,
    );
  });

  test("is none that says which layer is meant, has a service go back, or has an environment of one stack", async () => {
    expect(await said(handOnPlan, plan("dev-stack"), { LAYER: "services" })).not.toContain(WARNS);
    expect(await said(handOnPlan, plan("dev-stack"), { SERVICE: "web" })).not.toContain(WARNS);
    expect(await said(handOnPlan, plan("prod-stack"))).toBe("");
    expect(await said(handOnSet, { environment: "prod", waves: [] })).toBe("");
  });
});
