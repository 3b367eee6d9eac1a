import { execFile } from "node:child_process";
import { readlink, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

export interface RunningProcess {
  readonly pid: number;
  /** Milliseconds since the epoch, at most a second late. */
  readonly startedAt: number;
  /** Name of the program. */
  readonly program: string;
}

/** How exact the start of a process is known, in milliseconds. */
const EXACT_TO_MS = 2000;

/** Whether a process is older than a moment, as far as `ps` can tell. */
export const startedBefore = ({ startedAt }: RunningProcess, moment: number): boolean =>
  startedAt <= moment + EXACT_TO_MS;

/** The processes of this machine; none where there is no `ps`. */
export async function runningProcesses(): Promise<RunningProcess[]> {
  const listed = await execute("ps", ["-eo", "pid=,etime=,comm="]).catch(() => undefined);
  const now = Date.now();
  return (listed?.stdout ?? "").split("\n").flatMap((line) => {
    const [, pid, age, program] = /^\s*(\d+)\s+([\d:-]+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid === undefined) return [];
    const startedAt = now - secondsOf(age!) * 1000;
    return [{ pid: Number(pid), startedAt, program: path.basename(program!) }];
  });
}

/** `[[days-]hours:]minutes:seconds`, as POSIX has it for `etime`. */
export function secondsOf(age: string): number {
  const [clock = "", days = "0"] = age.split("-").toReversed();
  const [seconds = 0, minutes = 0, hours = 0] = clock.split(":").toReversed().map(Number);
  return ((Number(days) * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** The living processes of a program whose working directory is `dir`. */
export async function runningIn(dir: string, program: string): Promise<RunningProcess[]> {
  const wanted = await realpath(dir).catch(() => undefined);
  if (wanted === undefined) return [];
  const candidates = (await runningProcesses()).filter((one) => one.program === program);
  const places = await Promise.all(candidates.map(({ pid }) => workingDirectory(pid)));
  return candidates.filter((_, index) => places[index] === wanted);
}

/** Linux has it as a link; on macOS lsof knows. Undefined for processes of other users. */
async function workingDirectory(pid: number): Promise<string | undefined> {
  try {
    return await readlink(`/proc/${pid}/cwd`);
  } catch (error) {
    if (process.platform === "linux") return undefined;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return undefined;
  }
  const asked = ["-a", "-p", String(pid), "-d", "cwd", "-Fn"];
  const { stdout } = await execute("lsof", asked).catch(() => ({ stdout: "" }));
  return /^n(.*)$/m.exec(stdout)?.[1];
}
