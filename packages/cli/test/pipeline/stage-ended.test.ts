import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  configuration as mockConfiguration,
  environmentInput,
  pipeline,
} from "@groundwork/testing/configuration";
import { meaningOf, stageFailed, stagesPassed } from "../../src/pipeline/stage-ended";

jest.mock("../../src/core/configured", () => ({
  loadConfiguration: () => mockConfiguration({ delivery: { pipeline } }),
}));
jest.mock("@aws-sdk/client-sns", () => ({
  ...jest.requireActual("@aws-sdk/client-sns"),
  SNSClient: class {
    readonly middlewareStack = { add: () => undefined };
    send = () => Promise.resolve({ Attributes: { SubscriptionsConfirmed: "1" } });
    destroy = () => undefined;
  },
}));

const dir = mkdtempSync(path.join(tmpdir(), "stage-ended-"));
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(() => {
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  jest.spyOn(console, "error").mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

/** What actions came to, oldest first: run, stage, action, status. */
type Line = readonly [run: string, stage: string, action: string, status: string];

const actionsOf = (lines: readonly Line[]) =>
  lines
    .map(([run, stageName, actionName, status], index) => ({
      pipelineExecutionId: run,
      stageName,
      actionName,
      status,
      startTime: `2026-11-30T10:${String(index).padStart(2, "0")}:00.5+09:00`,
      output: stageName === "Source" ? { outputVariables: { CommitId: `c${run}` } } : {},
    }))
    .toReversed();

const buildsOf = (told: readonly (readonly [stage: string, run: string, status?: string])[]) =>
  told.map(([stage, run, buildStatus = "SUCCEEDED"]) => ({
    buildStatus,
    environment: {
      environmentVariables: [
        { name: "STAGE", value: stage, type: "PLAINTEXT" },
        { name: "EXECUTION", value: run, type: "PLAINTEXT" },
      ],
    },
  }));

let folders = 0;

/** The subjects of what people are told. */
async function subjects(work: (folder: string) => Promise<number>): Promise<string[]> {
  const folder = mkdtempSync(path.join(dir, String(folders++)));
  expect(await work(folder)).toBe(0);
  const files = readdirSync(folder).filter((name) => /T.*\.txt$/.test(name));
  return files.map((name) =>
    readFileSync(path.join(folder, name), "utf8").split("\n")[0]!.slice(9),
  );
}

const fileOf = (folder: string, name: string, content: unknown): string => {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

const failed = (
  lines: readonly Line[],
  stage: string,
  execution: string,
  told: Parameters<typeof buildsOf>[0] = [],
) =>
  subjects((folder) =>
    stageFailed(
      {
        stage,
        execution,
        actions: fileOf(folder, "actions.json", { actionExecutionDetails: actionsOf(lines) }),
        told: fileOf(folder, "told.json", { builds: buildsOf(told) }),
      },
      { DELIVERY_MESSAGES_DIR: folder },
    ),
  );

const passed = (lines: readonly Line[], ...stages: string[]) =>
  subjects((folder) =>
    stagesPassed(
      {
        stages,
        actions: fileOf(folder, "actions.json", { actionExecutionDetails: actionsOf(lines) }),
      },
      { DELIVERY_MESSAGES_DIR: folder },
    ),
  );

const line = (run: string, stage: string, status: string, action = stage): Line => [
  run,
  stage,
  action,
  status,
];
const SOURCE = line("1", "Source", "Succeeded");
const FAILED = line("1", "Test", "Failed");

test("people are told of the first failure, with the commit of its run", async () => {
  expect(await failed([SOURCE, FAILED], "Test", "1")).toEqual([
    "delivery: check of main failed: Test",
  ]);
});

test("not again as long as it keeps failing, in the next run or by another try", async () => {
  const told = [["Test", "1"]] as const;
  expect(await failed([FAILED, line("2", "Test", "Failed")], "Test", "2", told)).toEqual([]);
  expect(await failed([FAILED, line("1", "Test", "Failed")], "Test", "1", told)).toEqual([]);
});

test("again where nobody was told the last time, or it went well meanwhile", async () => {
  const again = line("2", "Test", "Failed");
  expect(await failed([FAILED, again], "Test", "2")).toHaveLength(1);
  expect(await failed([FAILED, again], "Test", "2", [["Test", "1", "FAILED"]])).toHaveLength(1);
  const between = [FAILED, line("2", "Test", "Succeeded"), line("3", "Test", "Failed")];
  expect(await failed(between, "Test", "3", [["Test", "1"]])).toHaveLength(1);
});

test("of one action more that fails, and of none that went well by another try", async () => {
  const images = [
    line("1", "Image", "Failed", "web"),
    line("2", "Image", "Failed", "web"),
    line("2", "Image", "Failed", "api"),
    line("2", "Image", "Abandoned", "Propose"),
  ];
  expect(await failed(images, "Image", "2", [["Image", "1"]])).toEqual([
    "dev: image of main failed: api",
  ]);
  expect(await failed([FAILED, line("1", "Test", "Succeeded")], "Test", "1")).toEqual([]);
});

test("once more when a plan says that all before it went well", async () => {
  const now = line("2", "Plan-dev", "InProgress");
  const green = [FAILED, line("2", "Test", "Succeeded"), now];
  const stages = ["Source", "Test", "Plan-dev"];
  expect(await passed(green, ...stages)).toEqual(["delivery: check of main is green again"]);
  // A run between, which failed later, has told nothing of it.
  const later = [FAILED, line("2", "Test", "Succeeded"), line("2", "Plan-dev", "Failed")];
  expect(await passed([...later, line("3", "Plan-dev", "InProgress")], ...stages)).toEqual([
    "delivery: check of main is green again",
    "dev: plan of main is green again",
  ]);
  const known = [...green.slice(0, 2), line("2", "Plan-dev", "Succeeded")];
  expect(await passed([...known, line("3", "Plan-dev", "InProgress")], ...stages)).toEqual([]);
});

test("whose people hear of a stage", () => {
  const configuration = mockConfiguration({ delivery: { pipeline } });
  const of = (stage: string) => Object.values(meaningOf(stage, configuration));
  expect(of("Apply-prod")).toEqual(["apply", "prod"]);
  expect(of("LoadTest-dev")).toEqual(["load test", "dev"]);
  expect(of("Plan-registry")).toEqual(["plan", "registry"]);
  expect(of("Image")).toEqual(["image", "dev"]);
  expect(() => of("Tset")).toThrow("got the stage Tset, expected one of the pipeline");
});

test("a stage of a layer is its environment's", () => {
  const dev = environmentInput("dev", { layers: ["network", "cluster", "services"] });
  const configuration = mockConfiguration({ delivery: { pipeline } }, [dev]);
  const of = (stage: string) => Object.values(meaningOf(stage, configuration));
  expect(of("Plan-dev-network")).toEqual(["plan of the network", "dev"]);
  expect(of("Apply-dev-cluster")).toEqual(["apply of the cluster", "dev"]);
  expect(of("Plan-dev")).toEqual(["plan", "dev"]);
});

test("files of something else are refused", async () => {
  const file = fileOf(dir, "other.json", {});
  const options = { stage: "Test", execution: "1", actions: file, told: file };
  await expect(stageFailed(options, {})).rejects.toThrow("--actions: got another file");
});
