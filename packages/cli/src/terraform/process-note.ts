import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { isAlive } from "../core/processes";

/** A process, noted such that it is told from a later one with its id, and from one elsewhere. */
export interface ProcessNote {
  readonly pid: number;
  /** When it was started, as the system counts: equal or not, and no more. */
  readonly started: string;
  /** Where its id means something: the machine since its start, and in Linux the namespaces. */
  readonly machine: string;
}

/**
 * - `alive`, also when it is stopped
 * - `gone`
 * - `before`: noted before the start of this machine, if it was this one
 * - `elsewhere`: in another container, where ids mean something else
 */
export type Fate = "alive" | "gone" | "before" | "elsewhere";

/** @returns undefined where the system does not tell enough, or the process is gone */
export function noteOf(pid: number): ProcessNote | undefined {
  const [machine, started] = [thisMachine(), startOf(pid)];
  return machine === undefined || started === undefined ? undefined : { pid, started, machine };
}

/** What became of a process. Right only for notes of machines with this one's host name. */
export function fateOf({ pid, started, machine }: ProcessNote): Fate {
  const here = thisMachine();
  if (here === undefined) return "elsewhere";
  if (machine !== here) return bootOf(machine) === bootOf(here) ? "elsewhere" : "before";
  if (!isAlive(pid)) return "gone";
  // Somebody else's process can have the id by now; what cannot be seen is alive.
  return (startOf(pid) ?? started) === started ? "alive" : "gone";
}

/** A process as files of this checkout have it. */
export interface NotedProcess {
  readonly pid: number;
  /** Undefined where nothing tells it from others with its id. */
  readonly process?: ProcessNote | undefined;
}

/**
 * What became of a process that a file of this checkout names. A checkout can be mounted in several
 * containers, and nothing is known of processes of the others. Processes from before a restart of
 * the machine are dead.
 */
export function fateOfNoted({ pid, process }: NotedProcess): "alive" | "dead" | "unknown" {
  if (!process) return isAlive(pid) ? "alive" : "dead";
  const fate = fateOf(process);
  return fate === "elsewhere" ? "unknown" : fate === "alive" ? "alive" : "dead";
}

const bootOf = (machine: string): string | undefined => machine.split("/")[0];

/**
 * The id of the boot in Linux is the same in all containers of a machine. A process id counts in
 * one namespace of ids, and a process's start by the clock of one namespace of times
 * (https://man7.org/linux/man-pages/man7/pid_namespaces.7.html).
 */
function thisMachine(): string | undefined {
  if (process.platform !== "linux") return asked("sysctl", "-n", "kern.bootsessionuuid");
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return [boot, namespace("pid"), namespace("time")].join("/");
  } catch {
    return undefined;
  }
}

/** Its number. Kernels before 5.6 have none of times. */
function namespace(type: "pid" | "time"): string {
  try {
    return /\d+/.exec(readlinkSync(`/proc/self/ns/${type}`))?.[0] ?? "";
  } catch (error) {
    if (type === "time") return "";
    throw error;
  }
}

/** The 22nd field (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html), or as `ps` has it. */
function startOf(pid: number): string | undefined {
  if (process.platform !== "linux") return asked("ps", "-o", "lstart=", "-p", String(pid));
  try {
    // The name before it can hold anything, parentheses too.
    const [, rest] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return rest?.split(" ")[22 - 3];
  } catch {
    return undefined;
  }
}

/** How exact `ps` knows the start of a process, in milliseconds. */
const EXACT_TO_MS = 2000;

/** Whether `ps` knows that a process was started after a moment, in milliseconds since the epoch. */
export const startedAfter = (pid: number, moment: number): boolean =>
  Date.parse(`${asked("ps", "-o", "lstart=", "-p", String(pid))} UTC`) > moment + EXACT_TO_MS;

function asked(program: string, ...args: readonly string[]): string | undefined {
  try {
    const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" };
    const said = execFileSync(program, args, { encoding: "utf8", env, stdio: "pipe" });
    return said.trim().replaceAll(/\s+/g, " ") || undefined;
  } catch {
    return undefined;
  }
}
