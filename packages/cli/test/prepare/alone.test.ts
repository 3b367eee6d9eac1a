import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packages } from "@groundwork/testing/roots";

const { alone } = jest.requireActual<{
  alone(folder: string, work: (tellChild: (pid: number) => void) => Promise<void>): Promise<void>;
}>("../../prepare/alone.js");

let folder: string;
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), "alone-")), "locks");
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  rmSync(path.dirname(folder), { recursive: true });
});

/** A process that is at work, and says the number of another that works for it. */
async function holder(work = "await new Promise((end) => setTimeout(end, 60_000))") {
  const script = `
    const { alone } = require(${JSON.stringify(path.join(packages, "cli/prepare/alone.js"))});
    alone(${JSON.stringify(folder)}, async (tellChild) => {
      const child = require("node:child_process").spawn("sleep", ["60"]);
      if (process.argv[1] === "with") tellChild(child.pid);
      console.log(child.pid);
      ${work};
      child.kill();
    });`;
  return async (...args: string[]) => {
    const child = spawn(process.execPath, ["-e", script, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const [said] = (await once(child.stdout!, "data")) as [Buffer];
    return { child, worker: Number(String(said)) };
  };
}

/** Whether one more may work, within a second. */
async function isFree(): Promise<boolean> {
  let isDone = false;
  const work = alone(folder, async () => {
    isDone = true;
  });
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  return isDone;
}

test("of many at once, one works at a time", async () => {
  const log = path.join(path.dirname(folder), "log");
  writeFileSync(log, "");
  const note = (what: string) => `require("node:fs").appendFileSync("${log}", "${what}")`;
  const start = await holder(
    `${note("<")}; await new Promise((end) => setTimeout(end, 50)); ${note(">")}`,
  );
  const all = await Promise.all([1, 2, 3, 4].map(() => start()));
  await Promise.all(all.map(({ child }) => child.exitCode ?? once(child, "exit")));
  expect(String(require("node:fs").readFileSync(log))).toBe("<><><><>");
  expect(readdirSync(folder)).toEqual([]);
});

test("who waits says for whom; a process that was killed is not waited for", async () => {
  const { child, worker } = await (await holder())();
  expect(await isFree()).toBe(false);
  expect(process.stderr.write).toHaveBeenCalledWith(
    expect.stringMatching(`^Waiting for process ${child.pid}, which installs or compiles here`),
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await isFree()).toBe(true);
  process.kill(worker);
});

test("what a killed process has started is, until it ends", async () => {
  const { child, worker } = await (await holder())("with");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await isFree()).toBe(false);
  process.kill(worker);
  expect(await isFree()).toBe(true);
});

test("a number that is another process's now holds nothing", async () => {
  await alone(folder, async () => {});
  const holders = [{ pid: process.ppid, started: "1" }];
  const file = path.join(folder, `${process.ppid}.json`);
  writeFileSync(file, JSON.stringify({ host: require("node:os").hostname(), holders }));
  expect(await isFree()).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test("of another machine's process is known how long it has said nothing", async () => {
  await alone(folder, async () => {});
  const file = path.join(folder, "1.json");
  writeFileSync(file, JSON.stringify({ host: "container", holders: [{ pid: 1 }] }));
  expect(await isFree()).toBe(false);
  const ago = new Date(Date.now() - 40_000);
  utimesSync(file, ago, ago);
  expect(await isFree()).toBe(true);
});
