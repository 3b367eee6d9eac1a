import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { noteOf, type ProcessNote } from "../../src/terraform/process-note";
import type { LockInfo } from "../../src/terraform/lock-info";
import { RunRecords } from "../../src/terraform/run-record";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-runs-"));
});
afterEach(() => rm(dir, { recursive: true }));

/** A lock of this machine, taken so many seconds from now. */
const lock = (seconds: number, who = `me@${hostname()}`): LockInfo => ({
  ID: "1",
  Operation: "OperationTypeApply",
  Who: who,
  Version: "1.11.4",
  Created: new Date(Date.now() + seconds * 1000).toISOString(),
});

/** The id of a process that was, and is no more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid!;
}

/** Notes a run whose process has died and whose parent, killed too, could not end the note. */
async function killedRun(stack: string): Promise<RunRecords> {
  const records = new RunRecords(dir);
  jest.useFakeTimers({ doNotFake: ["Date", "nextTick", "setImmediate", "queueMicrotask"] });
  await records.begin(stack, await deadPid());
  jest.useRealTimers();
  return records;
}

test("a lock taken during a run that died was left behind by it", async () => {
  const records = await killedRun("dev-stack");
  expect(await records.leftBehind("dev-stack", lock(0))).toBe(true);
});

test.each([
  ["taken before the run", lock(-60)],
  ["taken after its last sign of life, by somebody else", lock(60)],
  ["taken on another machine", lock(0, "me@elsewhere")],
])("a lock %s is not its own", async (_, other) => {
  const records = await killedRun("dev-stack");
  expect(await records.leftBehind("dev-stack", other)).toBe(false);
});

test("a run of another stack proves nothing", async () => {
  const records = await killedRun("prod-stack");
  expect(await records.leftBehind("dev-stack", lock(0))).toBe(false);
});

test("while the run lives, its lock is held", async () => {
  const records = new RunRecords(dir);
  const end = await records.begin("dev-stack", process.pid);
  expect(await records.leftBehind("dev-stack", lock(0))).toBe(false);
  await end();
});

test("while another run lives that can have taken it, nothing was left behind", async () => {
  const records = await killedRun("dev-stack");
  const end = await records.begin("dev-stack", process.pid);
  expect(await records.leftBehind("dev-stack", lock(0))).toBe(false);
  await end();
});

test.each([
  ["a later process has the id of", (own: ProcessNote) => ({ started: `${own.started}0` }), true],
  [
    "this machine was started anew since",
    ({ machine }: ProcessNote) => ({ machine: machine.replace(/^[^/]+/, "another-boot") }),
    true,
  ],
  [
    "in another container with this host's name",
    ({ machine }: ProcessNote) => ({ pid: 2 ** 22, machine: machine.replaceAll("/", "/9") }),
    false,
  ],
])("a run: %s", async (_, changes, left) => {
  const own = noteOf(process.pid)!;
  const note = { ...own, ...changes(own) };
  const record = { pid: note.pid, host: hostname(), startedAt: Date.now(), process: note };
  await writeFile(path.join(dir, `dev-stack.${note.pid}.json`), JSON.stringify(record));
  const records = new RunRecords(dir);
  expect(await records.leftBehind("dev-stack", lock(0))).toBe(left);
  // Nor is it known to be alive: after so long it can be released.
  expect(await records.holder("dev-stack", lock(0))).toBeUndefined();
});

test("a run that ended in order leaves no note", async () => {
  const records = new RunRecords(dir);
  const end = await records.begin("dev-stack", process.pid);
  expect(await readdir(dir)).toHaveLength(1);
  await end();
  expect(await readdir(dir)).toEqual([]);
});

test("runs that died are forgotten, those alive are not", async () => {
  const records = await killedRun("dev-stack");
  const end = await records.begin("dev-stack", process.pid);
  await records.forgetDead("dev-stack");
  expect(await readdir(dir)).toEqual([`dev-stack.${process.pid}.json`]);
  await end();
});
