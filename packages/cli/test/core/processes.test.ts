import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runningIn, runningProcesses, secondsOf, startedBefore } from "../../src/core/processes";

test.each([
  ["00:07", 7],
  ["02:03", 123],
  ["01:02:03", 3723],
  ["2-01:02:03", 176_523],
])("%s is %d s", (age, seconds) => {
  expect(secondsOf(age)).toBe(seconds);
});

test("this process is running, and was started before now", async () => {
  const own = (await runningProcesses()).find(({ pid }) => pid === process.pid)!;
  expect(startedBefore(own, Date.now())).toBe(true);
  expect(startedBefore(own, Date.now() - 3_600_000)).toBe(false);
});

test("a process is found by its program and its working directory", async () => {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-cwd-")));
  const child = spawn("sleep", ["60"], { cwd: dir });
  try {
    await once(child, "spawn");
    expect((await runningIn(dir, "sleep")).map(({ pid }) => pid)).toEqual([child.pid]);
    expect(await runningIn(dir, "terraform")).toEqual([]);
    expect(await runningIn(path.join(dir, "nowhere"), "sleep")).toEqual([]);
  } finally {
    child.kill();
    await rm(dir, { recursive: true });
  }
});
