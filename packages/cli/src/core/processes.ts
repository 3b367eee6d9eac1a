import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Whether a process with this id is running, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** Dead, but not yet taken note of: in containers without an init, for ever. Linux tells. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** The processes of some programs, and where they work; undefined for those of other users. */
type List = (programs: readonly string[]) => Promise<{ pid: number; cwd: string | undefined }[]>;

/** The ids of the living processes of some programs whose working directory is `dir`. */
export async function runningIn(
  dir: string,
  programs: readonly string[],
  list: List = process.platform === "linux" ? inLinux : byLsof,
): Promise<number[]> {
  const wanted = await realpath(dir).catch(() => undefined);
  if (wanted === undefined) return [];
  return (await list(programs)).filter(({ cwd }) => cwd === wanted).map(({ pid }) => pid);
}

/** Linux has the first 15 characters of a name (proc(5), comm). */
const COMM_LENGTH = 15;

async function inLinux(programs: readonly string[]): ReturnType<List> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    ids.map(async (id) => ({
      pid: Number(id),
      name: (await readFile(`/proc/${id}/comm`, "utf8").catch(() => "")).trim(),
      cwd: await readlink(`/proc/${id}/cwd`).catch(() => undefined),
    })),
  );
  const names = new Set(programs.map((program) => program.slice(0, COMM_LENGTH)));
  return all.filter(({ name }) => names.has(name));
}

/** On macOS: a line `p<id>` for each, and below it `n<working directory>` (lsof(8), -F). */
export async function byLsof(programs: readonly string[]): ReturnType<List> {
  const names = programs.map((program) => program.replace(/[^\w-]/g, "\\$&")).join("|");
  const asked = execute("lsof", ["-a", "-c", `/^(${names})$/x`, "-d", "cwd", "-Fpn"]);
  const { stdout } = await asked.catch(() => ({ stdout: "" }));
  const each = stdout.split(/^p/m).slice(1);
  return each.map((one) => ({
    pid: Number.parseInt(one, 10),
    cwd: /^n(.*)$/m.exec(one)?.[1],
  }));
}
