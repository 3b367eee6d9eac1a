import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { fateOfNoted, noteOf, type NotedProcess } from "./process-note";
import { runningProcesses, startedBefore } from "../core/processes";
import type { LockInfo } from "./lock-info";

/** How often a run says that it is alive, in milliseconds. */
const HEARTBEAT_MS = 500;

/** How late a sign of life can come on a machine that is busy, in milliseconds. */
const LATE_MS = 3000;

/** Of Terraform's process, or of a command's. */
interface RunRecord extends NotedProcess {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/**
 * Notes that Terraform runs of this checkout are under way, one file a run, touched as long as it
 * lives. After a crash they tell a lock that nobody holds any more from somebody else's.
 */
export class RunRecords {
  /** @param dir one for each AWS, or emulator, that is worked on */
  constructor(private readonly dir: string) {}

  /** Notes a run; the function returned ends the note. */
  async begin(stack: string, pid: number): Promise<() => Promise<void>> {
    const record: RunRecord = {
      pid,
      host: hostname(),
      startedAt: Date.now(),
      process: noteOf(pid),
    };
    const file = path.join(this.dir, `${stack}.${pid}.json`);
    await mkdir(this.dir, { recursive: true });
    await writeFile(file, JSON.stringify(record));
    const heartbeat = setInterval(() => {
      const now = new Date();
      void utimes(file, now, now).catch(() => undefined);
    }, HEARTBEAT_MS);
    return async () => {
      clearInterval(heartbeat);
      await rm(file, { force: true });
    };
  }

  /**
   * Whether a lock was left by a run of this checkout that died: it was taken on this machine
   * between the start and the last sign of life of a run whose process is gone, and no other that
   * lives can have taken it.
   */
  async leftBehind(stack: string, lock: LockInfo): Promise<boolean> {
    const created = Date.parse(lock.Created);
    const left = (await this.deadRuns(stack)).some(
      ({ record, lastSign }) =>
        lock.Who.endsWith(`@${record.host}`) &&
        created >= record.startedAt - HEARTBEAT_MS &&
        created <= lastSign + LATE_MS,
    );
    return left && (await this.holder(stack, lock)) === undefined;
  }

  /**
   * The process of a living run of this checkout that can have taken a lock.
   *
   * @returns its id, undefined when there is none
   */
  async holder(stack: string, lock: LockInfo): Promise<number | undefined> {
    const created = Date.parse(lock.Created);
    const living = (await this.runs(stack)).filter(
      ({ record }) =>
        fateOfNoted(record) === "alive" &&
        lock.Who.endsWith(`@${record.host}`) &&
        created >= record.startedAt - HEARTBEAT_MS,
    );
    if (living.length === 0) return undefined;
    // After a restart of the machine somebody else's process can have the id.
    const processes = new Map((await runningProcesses()).map((one) => [one.pid, one]));
    return living.find(({ record }) => {
      const running = processes.get(record.pid);
      return !running || startedBefore(running, record.startedAt);
    })?.record.pid;
  }

  /** Forgets the runs of a stack that died. */
  async forgetDead(stack: string): Promise<void> {
    await Promise.all((await this.deadRuns(stack)).map(({ file }) => rm(file, { force: true })));
  }

  private async deadRuns(stack: string) {
    return (await this.runs(stack)).filter(({ record }) => fateOfNoted(record) === "dead");
  }

  /** The runs noted on this machine. */
  private async runs(stack: string) {
    const names = await readdir(this.dir).catch(() => []);
    const runs = await Promise.all(
      names
        .filter((name) => name.startsWith(`${stack}.`))
        .map(async (name) => {
          const file = path.join(this.dir, name);
          const record = parse(await readFile(file, "utf8").catch(() => ""));
          return {
            file,
            record,
            lastSign: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0,
          };
        }),
    );
    return runs.flatMap(({ file, record, lastSign }) =>
      record && record.host === hostname() ? [{ file, record, lastSign }] : [],
    );
  }
}

/** A note that a crash cut short says nothing. */
function parse(text: string): RunRecord | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
