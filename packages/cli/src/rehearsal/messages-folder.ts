import { appendFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { timeInId } from "../delivery/store/plan-id";

/** How many rehearsals keep their messages. */
const KEPT = 5;

/** A message that was written to the folder. */
export interface WrittenMessage {
  /** The type of the event, as `plan-ready`. */
  readonly type: string;
  readonly subject: string;
}

/** Where the messages of one rehearsal lie, and what its commands said; stays after it. */
export class MessagesFolder {
  private readonly seen = new Set<string>();

  private constructor(readonly dir: string) {}

  /** Makes one below `parent`, and removes the oldest of those that are there. */
  static async create(parent: string, now = new Date()): Promise<MessagesFolder> {
    const dir = path.join(parent, `${timeInId(now)}-${process.pid}`);
    await mkdir(dir, { recursive: true });
    for (const old of (await readdir(parent)).toSorted().slice(0, -KEPT)) {
      await rm(path.join(parent, old), { recursive: true, force: true });
    }
    return new MessagesFolder(dir);
  }

  /** What the commands said. */
  get transcript(): string {
    return path.join(this.dir, "transcript.log");
  }

  /**
   * What was written since it was last asked, oldest first, all of it about some stacks.
   *
   * @param owners names of the stacks, as `dev-network` and `dev`
   */
  async news(owners: readonly string[]): Promise<WrittenMessage[]> {
    const files = (await readdir(this.dir))
      .filter((file) => file.endsWith(".txt") && !this.seen.has(file))
      .toSorted();
    return Promise.all(
      files.map(async (file) => {
        this.seen.add(file);
        const [first = ""] = (await readFile(path.join(this.dir, file), "utf8")).split("\n");
        // <time>-<owner>-<type>.txt
        const name = path.parse(file).name.replace(/^[^-]*-/, "");
        const fitting = owners.filter((owner) => name.startsWith(`${owner}-`));
        const type = name.slice(Math.max(0, ...fitting.map(({ length }) => length + 1)));
        return { type, subject: first.replace(/^Subject: /, "") };
      }),
    );
  }

  /** Adds a command to the transcript. */
  async record(who: string, command: string, said: string, code: number): Promise<void> {
    const text = `${who} $ ${command}\n${said}\n(exit ${code})\n\n`;
    await appendFile(this.transcript, text);
  }
}
