import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "../support/until";
import { byLsof, isAlive, runningIn } from "../../src/core/processes";

let dir: string;
beforeAll(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-cwd-")));
});
afterAll(() => rm(dir, { recursive: true }));

const hasLsof = spawnSync("lsof", ["-v"]).error === undefined;

test.each<[string, Parameters<typeof runningIn>[2], boolean]>([
  ["as this system lists them", undefined, true],
  ["as lsof lists them", byLsof, hasLsof],
])("a process is found by its program and its working directory: %s", async (_, list, possible) => {
  if (!possible) return;
  const child = spawn("sleep", ["60"], { cwd: dir });
  const other = spawn("sleep", ["60"]);
  try {
    await Promise.all([once(child, "spawn"), once(other, "spawn")]);
    expect(await runningIn(dir, ["terraform", "sleep"], list)).toEqual([child.pid]);
    expect(await runningIn(dir, ["terraform", "tofu"], list)).toEqual([]);
    expect(await runningIn(dir, ["slee", "s.eep"], list)).toEqual([]);
    expect(await runningIn(path.join(dir, "nowhere"), ["sleep"], list)).toEqual([]);
  } finally {
    child.kill();
    other.kill();
  }
});

test("a process is found by a name of which Linux keeps the beginning alone", async () => {
  const program = path.join(dir, "terraform-of-another-name");
  await symlink(spawnSync("sh", ["-c", "command -v sleep"]).stdout.toString().trim(), program);
  const child = spawn(program, ["60"], { cwd: dir });
  try {
    await once(child, "spawn");
    expect(await runningIn(dir, [path.basename(program)])).toEqual([child.pid]);
  } finally {
    child.kill();
  }
});

test("a process that is dead, and not yet taken note of, is not alive", async () => {
  // Its parent becomes a program that does not ask how its children ended.
  const parent = spawn("bash", ["-c", "sleep 0 & echo $!; exec sleep 60"], { cwd: dir });
  try {
    const [id] = await once(parent.stdout, "data");
    await until("the end of the child", () => !isAlive(Number(id)));
    expect(isAlive(parent.pid!)).toBe(true);
    expect(await runningIn(dir, ["sleep"])).toEqual([parent.pid]);
  } finally {
    parent.kill();
  }
});
