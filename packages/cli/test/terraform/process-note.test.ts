import { spawn } from "node:child_process";
import { once } from "node:events";
import { fateOf, noteOf, startedAfter, type ProcessNote } from "../../src/terraform/process-note";

const own = noteOf(process.pid)!;

/** Notes a process, and does something to it. */
async function after(act: (pid: number) => void): Promise<ProcessNote> {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const note = noteOf(child.pid!)!;
  const ended = once(child, "exit");
  act(child.pid!);
  if (fateOf(note) !== "alive") return note;
  child.kill("SIGKILL");
  await ended;
  return note;
}

test("a process that runs is alive, and gone when it was killed", async () => {
  expect(fateOf(own)).toBe("alive");
  expect(fateOf(await after(() => undefined))).toBe("gone");
});

test("one that is stopped is alive", async () => {
  const fates: string[] = [];
  await after((pid) => {
    const note = noteOf(pid)!;
    process.kill(pid, "SIGSTOP");
    fates.push(fateOf(note));
  });
  expect(fates).toEqual(["alive"]);
});

test("a later process with its id is another one", () => {
  expect(fateOf({ ...own, started: `${own.started}0` })).toBe("gone");
});

test("where ids mean something else, nothing is known: another container, a machine started anew", () => {
  const [boot, ...namespaces] = own.machine.split("/");
  const nobody = { pid: 2 ** 22, started: own.started };
  const elsewhere = [boot, ...namespaces.map((one) => `${one}9`)].join("/");
  const before = ["another-boot", ...namespaces].join("/");
  expect(fateOf({ ...nobody, machine: own.machine })).toBe("gone");
  // Only Linux has namespaces.
  const unknown = namespaces.length > 0 ? "elsewhere" : "gone";
  expect(fateOf({ ...nobody, machine: elsewhere })).toBe(unknown);
  expect(fateOf({ ...nobody, machine: before })).toBe("before");
});

test("a process that is gone cannot be noted", async () => {
  const { pid } = await after(() => undefined);
  expect(noteOf(pid)).toBeUndefined();
});

test("this process was started before now, and after an hour ago; of one that is gone nothing is known", async () => {
  expect(startedAfter(process.pid, Date.now())).toBe(false);
  expect(startedAfter(process.pid, Date.now() - 3_600_000)).toBe(true);
  const { pid } = await after(() => undefined);
  expect(startedAfter(pid, 0)).toBe(false);
});
