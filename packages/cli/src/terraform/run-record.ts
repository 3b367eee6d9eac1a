import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { fateOfNoted, noteOf, type NotedProcess } from "./process-note";
import type { LockInfo } from "./lock-info";

/** How often a run says that it is alive, in milliseconds. */
const HEARTBEAT_MS = 500;

/** How late a sign of life can come on a machine that is busy, in milliseconds. */
const LATE_MS = 3000;

/** A note of one process of Terraform's. */
interface RunRecord extends NotedProcess {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A run, by its process. */
export interface Taker {
  readonly pid: number;
  readonly fate: "alive" | "dead";
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
   * The run of this checkout that took a lock: one that lives and can have, else one that died and
   * was alive when it was taken. Undefined when there is none.
   */
  async taker(stack: string, { Who, Created }: LockInfo): Promise<Taker | undefined> {
    const created = Date.parse(Created);
    const runs = (await this.runs(stack)).filter(
      ({ record }) => Who.endsWith(`@${record.host}`) && created >= record.startedAt - HEARTBEAT_MS,
    );
    const living = runs.find(({ fate }) => fate === "alive");
    if (living) return { pid: living.record.pid, fate: "alive" };
    const dead = runs.find(
      ({ fate, lastSign }) => fate === "dead" && created <= lastSign + LATE_MS,
    );
    return dead && { pid: dead.record.pid, fate: "dead" };
  }

  /** Ids of the runs of a stack that live, such as one that waits for a lock. */
  async living(stack: string): Promise<number[]> {
    const living = (await this.runs(stack)).filter(({ fate }) => fate === "alive");
    return living.map(({ record }) => record.pid);
  }

  /** Forgets the runs of a stack that died. */
  async forgetDead(stack: string): Promise<void> {
    const dead = (await this.runs(stack)).filter(({ fate }) => fate === "dead");
    await Promise.all(dead.map(({ file }) => rm(file, { force: true })));
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
    return runs.flatMap(({ record, ...run }) =>
      record && record.host === hostname() ? [{ ...run, record, fate: fateOfNoted(record) }] : [],
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
