import { hostname } from "node:os";
import { isAlive } from "../../core/processes";
import { fateOf, noteOf, type Fate, type ProcessNote } from "../../terraform/process-note";
import type { LockInfo } from "../../terraform/lock-info";

/** What a command that holds a lock itself, without Terraform, writes into it of its process. */
export function ownInfo(): string {
  const note = noteOf(process.pid);
  const since = note ? `, started ${note.started} on ${note.machine}` : "";
  return `groundwork, process ${process.pid}${since}`;
}

/** A process that took a lock without Terraform. */
export interface LockProcess {
  readonly pid: number;
  /** A holder that cannot be known to be gone is `elsewhere` or `before`. */
  readonly fate: Fate;
}

/** @returns undefined for locks of Terraform's, and of other hosts */
export function lockProcess({ Info, Who }: LockInfo): LockProcess | undefined {
  const [, id, started, machine] = INFO.exec(Info ?? "") ?? [];
  if (id === undefined || !Who.endsWith(`@${hostname()}`)) return undefined;
  const pid = Number(id);
  if (started !== undefined && machine !== undefined) {
    return { pid, fate: fateOf({ pid, started, machine } satisfies ProcessNote) };
  }
  // Where a process of that id is not to be found, it can be in a container with this host's name.
  return { pid, fate: isAlive(pid) ? "alive" : "elsewhere" };
}

const INFO = /^groundwork, process (\d+)(?:, started (.+) on (\S+))?$/;

/** Whether a lock is one that this process took. */
export const isOurs = ({ Info, Who }: LockInfo): boolean =>
  Info === ownInfo() && Who.endsWith(`@${hostname()}`);

/** Whether whoever took a lock without Terraform died with it in hand. */
export const isLeft = (lock: LockInfo): boolean => lockProcess(lock)?.fate === "gone";
