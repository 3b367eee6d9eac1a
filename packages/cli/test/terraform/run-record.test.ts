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

describe("when a run of this checkout has died", () => {
  let records: RunRecords;
  beforeEach(async () => {
    records = await killedRun("dev-stack");
  });

  test("a lock taken while it lived is what it left behind", async () => {
    expect(await records.taker("dev-stack", lock(0))).toMatchObject({ fate: "dead" });
  });

  test.each([
    ["taken before the run", "dev-stack", lock(-60)],
    ["taken after its last sign of life, by somebody else", "dev-stack", lock(60)],
    ["taken on another machine", "dev-stack", lock(0, "me@elsewhere")],
    ["of another stack", "prod-stack", lock(0)],
  ])("a lock %s is not its own", async (_, stack, other) => {
    expect(await records.taker(stack, other)).toBeUndefined();
  });

  test("one that lives and can have taken it is told in its place", async () => {
    const end = await records.begin("dev-stack", process.pid);
    expect(await records.taker("dev-stack", lock(0))).toEqual({ pid: process.pid, fate: "alive" });
    await end();
  });
});

describe("while a run of this checkout lives", () => {
  let end: () => Promise<void>;
  let records: RunRecords;
  beforeEach(async () => {
    records = new RunRecords(dir);
    end = await records.begin("dev-stack", process.pid);
  });
  afterEach(() => end());

  test("it is the holder of a lock taken since, however long ago its last sign is", async () => {
    for (const seconds of [0, 60]) {
      expect(await records.taker("dev-stack", lock(seconds))).toEqual({
        pid: process.pid,
        fate: "alive",
      });
    }
  });

  test.each([
    ["taken before it began", "dev-stack", lock(-60)],
    ["of another machine", "dev-stack", lock(0, "me@elsewhere")],
    ["of another stack", "prod-stack", lock(0)],
  ])("it is not the holder of a lock %s", async (_, stack, other) => {
    expect(await records.taker(stack, other)).toBeUndefined();
  });
});

test.each<[string, (own: ProcessNote) => Partial<ProcessNote>, "alive" | "dead" | undefined]>([
  ["a later process has the id of", (own) => ({ started: `${own.started}0` }), "dead"],
  [
    "this machine was started anew since",
    ({ machine }) => ({ machine: machine.replace(/^[^/]+/, "another-boot") }),
    "dead",
  ],
  [
    // Nor is it known to be alive: after so long its lock can be released.
    "in another container with this host's name",
    ({ machine }) => ({ pid: 2 ** 22, machine: machine.replaceAll("/", "/9") }),
    undefined,
  ],
])("a run: %s", async (_, changes, fate) => {
  const own = noteOf(process.pid)!;
  const note = { ...own, ...changes(own) };
  const record = { pid: note.pid, host: hostname(), startedAt: Date.now(), process: note };
  await writeFile(path.join(dir, `dev-stack.${note.pid}.json`), JSON.stringify(record));
  expect((await new RunRecords(dir).taker("dev-stack", lock(0)))?.fate).toBe(fate);
});

test("a run of which the system tells no more than an id that is in use lives", async () => {
  const record = { pid: process.pid, host: hostname(), startedAt: Date.now() - 86_400_000 };
  await writeFile(path.join(dir, `dev-stack.${process.pid}.json`), JSON.stringify(record));
  expect(await new RunRecords(dir).taker("dev-stack", lock(-3600))).toMatchObject({
    fate: "alive",
  });
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
