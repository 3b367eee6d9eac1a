import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configuration as mockConfiguration } from "@groundwork/testing/configuration";
import { runEnded, verdictOn } from "../../src/github/run-ended";
import { FakeGitHub } from "../support/fake-github";

jest.mock("../../src/core/configured", () => ({
  // Without topics: what is told lies in a folder.
  loadConfiguration: () =>
    mockConfiguration({ delivery: { store: { type: "folder", path: ".plans" } } }),
}));

const dir = mkdtempSync(path.join(tmpdir(), "run-ended-"));
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(() => {
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  jest.spyOn(console, "error").mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

/** How the jobs of one attempt have ended, by their names. */
type Jobs = Readonly<Record<string, string>>;

const GREEN = { "test (22)": "success", validate: "success", told: "success" };
const RED = { ...GREEN, "test (22)": "failure" };

const NUMBER = 20;
let folders = 0;

/** What people are told of the last of these runs, each of one attempt or several. */
async function told(...runs: (Jobs | readonly Jobs[])[]) {
  const all = runs.map((run) => (Array.isArray(run) ? (run as Jobs[]) : [run as Jobs]));
  const describe = (index: number) => ({
    id: 100 + index,
    run_number: NUMBER + index,
    run_attempt: all[index]!.length,
    workflow_id: 7,
    head_branch: "main",
  });
  const last = all.length - 1;
  const github = await FakeGitHub.start(({ path: asked }) => {
    const [, id, attempt] = /^\/actions\/runs\/(\d+)\/attempts\/(\d+)\/jobs/.exec(asked) ?? [];
    if (id !== undefined) {
      const jobs = Object.entries(all[Number(id) - 100]![Number(attempt) - 1]!);
      const page = Number(/[?&]page=(\d+)/.exec(asked)?.[1] ?? 1);
      return {
        total_count: jobs.length,
        jobs: jobs
          .slice((page - 1) * 100, page * 100)
          .map(([name, conclusion]) => ({ name, conclusion })),
      };
    }
    if (asked.startsWith("/actions/workflows/7/runs?branch=main&status=completed")) {
      return { workflow_runs: all.map((_, index) => describe(index)).toReversed() };
    }
    return asked === `/actions/runs/${100 + last}` ? describe(last) : 404;
  });
  const folder = path.join(dir, String(folders++));
  try {
    const code = await runEnded(
      { what: "check", jobs: ["test", "validate"], owner: "delivery" },
      {
        ...github.env,
        GITHUB_ACTIONS: "true",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_RUN_ID: String(100 + last),
        GITHUB_RUN_ATTEMPT: String(all[last]!.length),
        DELIVERY_MESSAGES_DIR: folder,
      },
    );
    const files = code === 0 ? readFiles(folder) : [];
    return files.map((text) => text.split("\n")[0]!.replace("Subject: ", ""));
  } finally {
    await github.stop();
  }
}

function readFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".txt"))
      .map((file) => readFileSync(path.join(folder, file), "utf8"));
  } catch {
    return [];
  }
}

const FAILED = ["delivery: check of main failed: test (22)"];
const PASSED = ["delivery: check of main is green again"];

test("a failure is told once, and once that all is well again", async () => {
  expect(await told(RED)).toEqual(FAILED);
  expect(await told(GREEN, RED)).toEqual(FAILED);
  expect(await told(GREEN, RED, RED)).toEqual([]);
  expect(await told(GREEN, RED, RED, GREEN)).toEqual(PASSED);
  expect(await told(RED, GREEN, GREEN)).toEqual([]);
  expect(await told(GREEN)).toEqual([]);
});

test("a job behind the first hundred of its run is seen as well", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [`e${index} / plan`, "success"]),
  );
  expect(await told({ ...many, ...GREEN }, { ...many, ...RED })).toEqual(FAILED);
  expect(await told({ ...many, ...RED }, { ...many, ...GREEN })).toEqual(PASSED);
});

test("a run that was cancelled, or had nothing to do, says nothing", async () => {
  const cancelled = { ...GREEN, "test (22)": "cancelled" };
  const skipped = { "test (22)": "skipped", validate: "skipped" };
  expect(await told(RED, cancelled)).toEqual([]);
  expect(await told(RED, cancelled, skipped, GREEN)).toEqual(PASSED);
  expect(await told(RED, cancelled, RED)).toEqual([]);
});

test("an earlier attempt of the same run is what came before", async () => {
  expect(await told(GREEN, [RED, GREEN])).toEqual(PASSED);
  expect(await told(GREEN, [RED, RED])).toEqual([]);
});

test("what nobody was told the last time is told the next time", async () => {
  const unheard = { ...RED, told: "failure" };
  expect(await told(GREEN, unheard, RED)).toEqual(FAILED);
  expect(await told(GREEN, unheard, GREEN)).toEqual([]);
});

test("the jobs of a workflow that was called have the name of the job that calls", () => {
  const jobs = (dev: string, prod: string) =>
    Object.entries({
      "dev / plan": dev,
      "dev / told": "success",
      "prod / plan": prod,
      "prod / told": "failure",
      "dev / apply": "failure",
    }).map(([name, conclusion]) => ({ name, conclusion }));
  expect(verdictOn(jobs("failure", "success"), { jobs: ["dev / plan"] })).toEqual({
    failed: ["dev / plan"],
    told: true,
  });
  expect(verdictOn(jobs("success", "failure"), { jobs: ["dev / plan"] })).toEqual({
    failed: [],
    told: true,
  });
  expect(verdictOn(jobs("success", "timed_out"), { jobs: ["prod / plan"] })).toEqual({
    failed: ["prod / plan"],
    told: false,
  });
});

test("a job of another name tells of what has another messenger", () => {
  const jobs = (conclusions: Record<string, string>) =>
    Object.entries(conclusions).map(([name, conclusion]) => ({ name, conclusion }));
  const all = jobs({
    "dev / told": "failure",
    "dev / load-test": "failure",
    "dev / told-load-test": "success",
  });
  const judged = { jobs: ["dev / load-test"], by: "told-load-test" };
  expect(verdictOn(all, judged)).toEqual({ failed: ["dev / load-test"], told: true });
});

test("outside of a workflow it says what is missing", async () => {
  const github = await FakeGitHub.start(() => 404);
  try {
    await expect(
      runEnded({ what: "check", jobs: ["test"], owner: "delivery" }, github.env),
    ).rejects.toThrow("expected GITHUB_RUN_ID, which GitHub Actions sets");
  } finally {
    await github.stop();
  }
});
