import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { OperationError } from "../core/errors";
import { LOCKED } from "../core/exit-codes";
import { stateIn } from "./state-file";
import { withoutArguments } from "./environment";
import { lockIn, type ForeignLock } from "./foreign-lock";
import { terraformCommand, terraformProgram } from "./release";

/** A state that is not one of this project's: of a folder with a backend, or in a file. */
export type StatePlace =
  | { readonly dir: string; readonly file?: never }
  | { readonly file: string; readonly dir?: never };

/** Terraform's question. When it asks, it has the lock. */
const QUESTION = "Enter a value:";

const POLL_MS = 20;

/** A lock that is held. */
export interface TakenLock {
  /** Id of the lock, as Terraform gave it; undefined when the backend knows no locks. */
  readonly id: string | undefined;
  release(): Promise<void>;
}

/**
 * Locks a state the way its own backend does, whatever that is, by a Terraform that waits for an
 * answer. `state replace-provider` is the command that takes the lock before it asks, needs neither
 * configuration nor plugins, and with the same provider on both sides changes nothing. When this
 * process ends, so does Terraform's standard input, and Terraform releases the lock by itself.
 */
export class HeldState {
  constructor(
    private readonly place: StatePlace,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param provider of any resource in the state
   * @throws StateLockedError when somebody else has it
   */
  async take(provider: string): Promise<TakenLock> {
    const first = await this.ask(provider);
    try {
      // A second Terraform has to fail, and names the lock that stops it: nothing else tells the
      // lock's id.
      const second = await this.ask(provider);
      await second();
      return { id: undefined, release: first };
    } catch (error) {
      if (error instanceof StateLockedError) return { id: error.lock.id, release: first };
      await first();
      throw error;
    }
  }

  /** The state as Terraform reads it; empty when there is none. */
  async pull(): Promise<string> {
    return stateIn(await this.run(["state", "pull"]));
  }

  async forceUnlock(lockId: string): Promise<void> {
    await this.run(["force-unlock", "-force", lockId]);
  }

  private async ask(provider: string): Promise<() => Promise<void>> {
    const scratch = await mkdtemp(path.join(tmpdir(), "groundwork-"));
    const file = path.join(scratch, "output");
    // Output goes into a file. If it were a pipe, Terraform would die with this process, and keep
    // the lock.
    const output = await open(file, "a");
    const where = this.place.file === undefined ? [] : [`-state=${this.place.file}`];
    const args = ["state", "replace-provider", "-no-color", ...where, provider, provider];
    const child = this.start(args, this.place.dir ?? scratch, ["pipe", output.fd, output.fd]);
    const ended = once(child, "close");
    await output.close();
    // Terraform may be gone before the answer; its end tells why.
    child.stdin!.on("error", () => undefined);
    const end = async () => {
      child.stdin!.end("no\n");
      const [code] = await ended;
      const said = await readFile(file, "utf8");
      await rm(scratch, { recursive: true, force: true });
      return { code, said };
    };
    const isOver = ended.then(() => true);
    while (!(await readFile(file, "utf8")).includes(QUESTION)) {
      if (!(await Promise.race([isOver, sleep(POLL_MS, false)]))) continue;
      const { said } = await end();
      if (!said.includes(QUESTION)) throw this.refusal(said);
      break;
    }
    return async () => {
      const { code, said } = await end();
      if (code === 0) return;
      throw new OperationError(`${this.name}: Terraform did not release its lock\n${said.trim()}`);
    };
  }

  private async run(args: readonly string[]): Promise<string> {
    const child = this.start(args, this.place.dir!, ["ignore", "pipe", "pipe"]);
    let [stdout, stderr] = ["", ""];
    child.stdout!.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text) => (stderr += text));
    const [code] = await once(child, "close");
    if (code === 0) return stdout;
    const command = terraformCommand(args.slice(0, 2).join(" "), this.env);
    throw new OperationError(
      `${this.name}: ${command} failed\n${stripVTControlCharacters(stderr).trim()}`,
    );
  }

  private start(args: readonly string[], cwd: string, stdio: StdioOptions): ChildProcess {
    return spawn(terraformProgram(this.env), args, {
      cwd,
      env: { ...this.environment(), TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
      stdio,
      // Ctrl-C reaches only this process, which then releases the lock in order.
      detached: true,
    });
  }

  /**
   * The caller's TF_WORKSPACE and TF_DATA_DIR decide which state a folder has; a file belongs to no
   * folder.
   */
  private environment(): NodeJS.ProcessEnv {
    const env = withoutArguments(this.env);
    if (this.place.file === undefined) return env;
    const { TF_WORKSPACE: _, TF_DATA_DIR: __, ...others } = env;
    return others;
  }

  private refusal(said: string): Error {
    const lock = lockIn(said);
    if (lock) {
      const unlock = terraformCommand(`force-unlock ${lock.id}`, this.env);
      return new StateLockedError(this.name, lock, unlock);
    }
    return new OperationError(`${this.name}: Terraform could not lock the state\n${said.trim()}`);
  }

  private get name(): string {
    return this.place.file ?? this.place.dir;
  }
}

/** Somebody else has the lock. */
export class StateLockedError extends OperationError {
  /** @param unlock the command that releases the lock */
  constructor(
    place: string,
    readonly lock: ForeignLock,
    unlock: string,
  ) {
    const { id, who = "somebody", operation, created } = lock;
    const since = created === undefined ? "" : ` since ${created}`;
    super(
      `${place} is locked by ${who}${since} (${operation === undefined ? "" : `${operation}, `}lock id ${id}). ` +
        "Wait until that run has ended. If it cannot end any more: " +
        `${unlock} in the folder of that state`,
      LOCKED,
    );
  }
}
