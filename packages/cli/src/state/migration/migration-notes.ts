import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { emulatorEndpoint } from "../../core/endpoint";
import { runsDir } from "../../core/project";
import { fateOfNoted, noteOf, type NotedProcess } from "../../terraform/process-note";

/** A migration that was verified, written down before its source goes. */
export interface MigrationNote {
  /** Name of the source. */
  readonly from: string;
  readonly lineage: string;
  readonly serial: number;
  /** ISO 8601 */
  readonly at: string;
}

/** Notes of the last migration into each stack: once its source is gone, only they tell of it. */
export class MigrationNotes {
  /** @param dir one for each AWS, or emulator, that is worked on */
  constructor(private readonly dir: string) {}

  async remember(stack: string, note: MigrationNote): Promise<void> {
    await mkdir(this.dir, { recursive: true });
    // The note is written beside and renamed, so that a crash leaves no half of it.
    await writeFile(`${this.file(stack)}.new`, JSON.stringify(note));
    await rename(`${this.file(stack)}.new`, this.file(stack));
  }

  async recall(stack: string, from: string): Promise<MigrationNote | undefined> {
    const text = await readFile(this.file(stack), "utf8").catch(() => undefined);
    const note: MigrationNote | undefined = text === undefined ? undefined : JSON.parse(text);
    return note?.from === from ? note : undefined;
  }

  /**
   * A lock that Terraform holds for a migration, which nobody would know for ours after a crash.
   *
   * @param dir folder of the state that is locked
   */
  lockNote(stack: string, dir: string): LockNote {
    const file = path.join(this.dir, `${stack}.lock.json`);
    return {
      read: async () => {
        const text = await readFile(file, "utf8").catch(() => undefined);
        const held = text === undefined ? undefined : parse(text);
        return held?.dir === dir && fateOfNoted(held) === "dead" ? held.id : undefined;
      },
      write: async (id) => {
        await mkdir(this.dir, { recursive: true });
        const held: HeldLock = { dir, id, pid: process.pid, process: noteOf(process.pid) };
        await writeFile(file, JSON.stringify(held));
      },
      forget: () => rm(file, { force: true }),
    };
  }

  private file(stack: string): string {
    return path.join(this.dir, `${stack}.json`);
  }
}

/** The notes of this checkout. */
export const migrationNotes = (env: NodeJS.ProcessEnv): MigrationNotes =>
  new MigrationNotes(path.join(runsDir(emulatorEndpoint(env)), "migrations"));

interface HeldLock extends NotedProcess {
  readonly dir: string;
  readonly id: string;
}

/** A note that a crash cut short says nothing. */
function parse(text: string): HeldLock | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface LockNote {
  /** Id of a lock whose migration died; undefined when there is none. */
  read(): Promise<string | undefined>;
  write(id: string): Promise<void>;
  forget(): Promise<void>;
}
