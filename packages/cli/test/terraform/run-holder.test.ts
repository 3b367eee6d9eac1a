import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
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

describe("while a run of this checkout lives", () => {
  let end: () => Promise<void>;
  let records: RunRecords;
  beforeEach(async () => {
    records = new RunRecords(dir);
    end = await records.begin("dev-stack", process.pid);
  });
  afterEach(() => end());

  test("it is the holder of a lock taken since", async () => {
    expect(await records.holder("dev-stack", lock(0))).toBe(process.pid);
  });

  test.each([
    ["taken before it began", "dev-stack", lock(-60)],
    ["of another machine", "dev-stack", lock(0, "me@elsewhere")],
    ["of another stack", "prod-stack", lock(0)],
  ])("it is not the holder of a lock %s", async (_, stack, other) => {
    expect(await records.holder(stack, other)).toBeUndefined();
  });
});

test("a process that has the id of a run from before a restart is no holder", async () => {
  const startedAt = Date.now() - 86_400_000;
  const note = { pid: process.pid, host: hostname(), startedAt };
  await writeFile(path.join(dir, `dev-stack.${process.pid}.json`), JSON.stringify(note));
  expect(await new RunRecords(dir).holder("dev-stack", lock(-3600))).toBeUndefined();
});
