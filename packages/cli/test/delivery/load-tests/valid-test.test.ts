import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LoadTestStore } from "../../../src/delivery/load-tests/load-test-store";
import { validTest, type WantedTest } from "../../../src/delivery/load-tests/valid-test";
import { FolderObjects } from "../../../src/delivery/store/folder-objects";
import { COMMIT, DIGEST, result, TEST } from "./stored-result";

let folder: string;
let objects: FolderObjects;
let store: LoadTestStore;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-load-tests-")), "store");
  objects = new FolderObjects({ folder, retentionDays: {} });
  store = new LoadTestStore(objects);
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

const WEB: WantedTest = { test: TEST, digest: DIGEST, commit: COMMIT, standIns: false };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

/** Why a version counts as untested; nothing where a test of it counts. */
async function why(changes: Partial<WantedTest> = {}, now = new Date()): Promise<string> {
  const found = await validTest(store, { ...WEB, ...changes }, now);
  return "why" in found ? found.why : "";
}

test("what was tested counts, whatever was tested of others", async () => {
  expect(await why()).toBe("web (sha256:aaaaaaaaaaaa) was not load-tested in staging");
  await store.put(result("1"));
  await store.put(result("2", { environment: "dev", passed: false }));
  await store.put(result("3", { service: "web-api", passed: false }));
  await store.put(result("4", { digest: `sha256:${"b".repeat(64)}`, passed: false }));
  expect(await why()).toBe("");
  expect(await store.list(TEST, 1)).toEqual([
    { result: expect.objectContaining({ id: "4" }), storedAt: expect.anything() },
  ]);
});

test("the image decides where it is known, whatever the commit; else the commit does", async () => {
  await store.put(result("1", { commit: "f".repeat(40) }));
  expect(await why()).toBe("");
  expect(await why({ digest: undefined })).toBe(
    "web (commit 01234567) was not load-tested in staging",
  );
  await store.put(result("2", { digest: undefined }));
  expect(await why({ digest: undefined })).toBe("");
  expect(await why({ digest: undefined, commit: undefined })).toContain("an unknown version");
});

test.each<[string, Parameters<typeof result>[1], Partial<WantedTest>, number, string]>([
  [
    "that was not passed",
    { passed: false, missed: ["p99 812 ms, expected at most 300 ms"] },
    {},
    0,
    ": p99 812 ms, expected at most 300 ms",
  ],
  ["too long ago", {}, {}, 24.1, "which counts for 24 hours"],
  [
    "of less than is expected by now",
    {},
    { test: { ...TEST, requestsPerSecond: 80 } },
    0,
    "with 50 requests a second for 2 minutes, expected 80 requests a second for 2 minutes",
  ],
  [
    "of a shorter time",
    {},
    { test: { ...TEST, minutes: 10 } },
    0,
    "expected 50 requests a second for 10 minutes",
  ],
  [
    "by limits that were wider",
    {},
    { test: { ...TEST, p99Milliseconds: 50 } },
    0,
    "p99 80 ms, expected at most 50 ms",
  ],
  ["of stand-ins", { standIns: true }, {}, 0, "was not load-tested in staging"],
  ["of what is real, in a rehearsal", {}, { standIns: true }, 0, "was not load-tested in staging"],
])("a test %s does not count", async (_, stored, wanted, hours, said) => {
  await store.put(result("1", stored));
  expect(await why(wanted, inHours(hours))).toContain(said);
});

test("in a rehearsal a load of seconds counts, and not one that was missed", async () => {
  const { load } = result("0");
  const short = { standIns: true, load: { ...load, requestsPerSecond: 1, minutes: 0.05 } } as const;
  await store.put(result("1", short));
  const strict = { test: { ...TEST, p99Milliseconds: 1 }, standIns: true };
  expect(await why(strict)).toBe("");
  await new Promise((resolve) => setTimeout(resolve, 10));
  await store.put(result("2", { ...short, passed: false, missed: ["5 % went wrong"] }));
  expect(await why(strict)).toContain("has not passed its load test in staging");
});

test("the newest test of a version counts, and not the one that was passed", async () => {
  await store.put(result("1"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  await store.put(result("2", { passed: false, missed: ["5 % went wrong"] }));
  expect(await why()).toContain("has not passed its load test in staging");
});

test("a result is written once, and what is none is not read", async () => {
  await store.put(result("1"));
  await expect(store.put(result("1", { passed: false }))).rejects.toThrow("1.json");
  const text = JSON.stringify(result("1"));
  await objects.putOnce("results/staging/load-tests/web/2.json", Buffer.from(text));
  await expect(why()).rejects.toThrow("got JSON that is no result of that load test");
});
