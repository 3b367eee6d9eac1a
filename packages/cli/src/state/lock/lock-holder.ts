import { hostname } from "node:os";
import { startedAfter } from "../../terraform/process-note";
import { runningIn } from "../../core/processes";
import type { RunRecords } from "../../terraform/run-record";
import { duration } from "../../core/when";
import type { LockPlace } from "./lock-places";
import type { LockInfo } from "../../terraform/lock-info";
import { lockProcess } from "./lock-process";

/** What is known of whoever holds a lock. */
export interface HolderSigns {
  /** A run of this checkout took it and died, or the process below. */
  readonly killed: boolean;
  /** Id of a process on this machine that took it without Terraform, and is gone. */
  readonly gone?: number;
  /** The living process that holds it, in words. */
  readonly living: string | undefined;
}

/** Whether a lock may be released, and why or why not. */
export interface Verdict {
  readonly releasable: boolean;
  /** Whether nobody but its holder can release it, whatever is asked for. */
  readonly final?: true;
  readonly why: string;
}

/**
 * Judges one lock. A holder on another machine cannot be looked at, so a lock has to be older than
 * most runs take before it counts as left behind.
 *
 * @param limitMinutes age below which a holder may well be alive
 */
export function judge(
  { info, since }: Pick<LockPlace, "info" | "since">,
  { killed, gone, living }: HolderSigns,
  limitMinutes: number,
  now: Date,
): Verdict {
  if (gone !== undefined) {
    return { releasable: true, why: `process ${gone} on this machine took it and was killed` };
  }
  if (killed) return { releasable: true, why: "a run of this checkout took it and was killed" };
  if (living !== undefined) return { releasable: false, why: `its holder is alive: ${living}` };
  const limit = `${limitMinutes} min`;
  if (since === undefined) {
    return info
      ? { releasable: false, why: `it does not say since when, so it may be younger than ${limit}` }
      : {
          releasable: true,
          why: "it is not what Terraform writes, so no run of Terraform holds it",
        };
  }
  const seconds = Math.round((now.valueOf() - since.valueOf()) / 1000);
  if (seconds < limitMinutes * 60) {
    const age =
      seconds < 0 ? "from the future, by this machine's clock" : `${duration(seconds)} old`;
    return {
      releasable: false,
      why: `it is ${age}: younger than ${limit}, its holder may be alive`,
    };
  }
  return {
    releasable: true,
    why: `it is ${duration(seconds)} old, and no living run on this machine holds it`,
  };
}

/**
 * Looks for whoever holds a lock, as far as this machine can tell.
 *
 * @param folders in which Terraform works on this stack
 * @param programs that count as Terraform, by the names of their processes
 */
export async function holderSigns(
  records: RunRecords,
  stack: string,
  info: LockInfo | undefined,
  folders: readonly string[],
  programs: readonly string[],
): Promise<HolderSigns> {
  if (!info?.Who.endsWith(`@${hostname()}`)) return { killed: false, living: undefined };
  // A lock of one of the commands here says all there is to know.
  const own = lockProcess(info);
  if (own) {
    const gone = own.fate === "gone";
    const living = `process ${own.pid} on this machine, "${info.Operation}"`;
    return {
      killed: gone,
      ...(gone && { gone: own.pid }),
      living: own.fate === "alive" ? living : undefined,
    };
  }
  const run = await records.taker(stack, info);
  const living =
    run?.fate === "alive"
      ? `process ${run.pid} on this machine, a run of this checkout`
      : await inFolder(info, folders, programs);
  return { killed: run?.fate === "dead" && living === undefined, living };
}

/** Terraform that somebody has started by hand, or cdktf has. */
async function inFolder(info: LockInfo, folders: readonly string[], programs: readonly string[]) {
  for (const folder of new Set(folders)) {
    const pids = await runningIn(folder, programs);
    const pid = pids.find((one) => !startedAfter(one, Date.parse(info.Created)));
    if (pid !== undefined) return `process ${pid} on this machine, terraform in ${folder}`;
  }
  return undefined;
}
