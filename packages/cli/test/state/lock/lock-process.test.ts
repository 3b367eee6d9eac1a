import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { noteOf } from "../../../src/terraform/process-note";
import { holderSigns, judge } from "../../../src/state/lock/lock-holder";
import type { LockInfo } from "../../../src/terraform/lock-info";
import { isLeft, isOurs, ownInfo } from "../../../src/state/lock/lock-process";
import { RunRecords } from "../../../src/terraform/run-record";

const lock = (changes: Partial<LockInfo> = {}): LockInfo => ({
  ID: "the-id",
  Operation: "groundwork restore",
  Info: ownInfo(),
  Who: `me@${hostname()}`,
  Version: "groundwork",
  Created: new Date().toISOString(),
  ...changes,
});

/** What a process of these commands, killed since, has written into its lock. */
async function infoOfKilled(): Promise<string> {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const { pid, started, machine } = noteOf(child.pid!)!;
  child.kill("SIGKILL");
  await once(child, "exit");
  return `groundwork, process ${pid}, started ${started} on ${machine}`;
}

let dir: string;
let records: RunRecords;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-runs-"));
  records = new RunRecords(dir);
});
afterAll(() => rm(dir, { recursive: true }));

/** What `unlock` would do, however young it is. */
const verdict = async (info: LockInfo) =>
  judge(
    { info, since: new Date() },
    await holderSigns(records, "dev-stack", info, [], []),
    15,
    new Date(),
  );

test("whoever was killed on this machine holds nothing any more", async () => {
  const left = lock({ Info: await infoOfKilled() });
  expect(isLeft(left)).toBe(true);
  expect(await verdict(left)).toEqual({
    releasable: true,
    why: expect.stringMatching(/^process \d+ on this machine took it and was killed$/),
  });
});

test("whoever lives holds it, also long after", async () => {
  expect([isOurs(lock()), isLeft(lock())]).toEqual([true, false]);
  expect(await verdict(lock({ Created: "2020-01-01T00:00:00Z" }))).toEqual({
    releasable: false,
    why: `its holder is alive: process ${process.pid} on this machine, "groundwork restore"`,
  });
});

test.each([
  ["on another machine", (info: string) => lock({ Info: info, Who: "me@elsewhere" })],
  [
    "in a container with this host's name",
    (info: string) => lock({ Info: info.replaceAll(/\/(\d+)/g, "/9$1") }),
  ],
  [
    "before this machine was started",
    (info: string) => lock({ Info: info.replace(/ on [^/]+/, " on another-boot") }),
  ],
  [
    "and did not tell of which machine",
    (info: string) => lock({ Info: info.replace(/, started.*/, "") }),
  ],
  ["through Terraform", () => lock({ Info: "", Version: "1.11.4" })],
])("nothing is known of one who took it %s", async (_, of) => {
  const other = of(await infoOfKilled());
  expect(isLeft(other)).toBe(false);
  expect(await verdict(other)).toMatchObject({
    releasable: false,
    why: expect.stringContaining("younger than 15 min"),
  });
});
