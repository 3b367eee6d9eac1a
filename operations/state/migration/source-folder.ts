import { readFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../../errors";
import type { Person } from "../../person";
import { HeldState, StateLockedError } from "../../terraform/held-state";
import type { LockNote, MigrationNotes } from "./migration-notes";
import { NO_FILES, providerIn, type LocalFiles, type Source } from "./migration-source";
import { NOT_LOCKED } from "./source-file";

export interface FolderSourceOptions {
  readonly dir: string;
  /** Type of its backend. */
  readonly backend: string;
  readonly stack: string;
  readonly env: NodeJS.ProcessEnv;
  readonly notes: MigrationNotes;
  readonly person: Person;
}

/** A state in the backend of a folder in which `terraform init` has run, whatever its type. */
export class FolderSource implements Source {
  readonly name: string;
  readonly advice: string;
  private readonly held: HeldState;
  private readonly note: LockNote;

  constructor(private readonly options: FolderSourceOptions) {
    const { dir, env, backend, notes, stack } = options;
    this.note = notes.lockNote(stack, dir);
    this.name = dir;
    this.advice =
      `The state in the ${backend} backend of ${dir} is left as it is. Apply there no more, and ` +
      "delete it by that backend's own means once nobody needs it.";
    this.held = new HeldState({ dir }, env);
  }

  async localFiles(): Promise<LocalFiles> {
    return NO_FILES;
  }

  async recover(): Promise<void> {
    const left = await this.note.read();
    const text = left === undefined ? undefined : await this.read();
    const provider = text === undefined ? undefined : providerIn(text);
    if (provider === undefined) return;
    try {
      const { release } = await this.held.take(provider);
      await release();
    } catch (error) {
      if (!(error instanceof StateLockedError) || error.lock.id !== left) throw error;
      this.options.person.tell(
        `Releasing the lock ${left} of ${this.name}, left by a migration that was killed`,
      );
      await this.held.forceUnlock(left);
    }
    await this.note.forget();
  }

  async read(): Promise<string | undefined> {
    return (await this.held.pull()) || undefined;
  }

  async holding<Result>(text: string, work: () => Promise<Result>): Promise<Result> {
    const provider = providerIn(text);
    if (provider === undefined) {
      this.options.person.tell(NOT_LOCKED);
      return work();
    }
    const { id, release } = await this.held.take(provider);
    if (id === undefined) this.options.person.tell(NO_LOCKS);
    else await this.note.write(id);
    try {
      return await work();
    } finally {
      await release();
      await this.note.forget();
    }
  }
}

const NO_LOCKS =
  "The backend of the source does not lock its states. Let nobody apply there meanwhile.";

/** Where a folder's state lies: in a file, or in a backend that Terraform has to be asked. */
export type FolderState =
  | { readonly file: string; readonly backend?: never }
  | { readonly file?: never; readonly backend: string };

/** @throws OperationError when Terraform has not been initialised there */
export async function folderState(dir: string): Promise<FolderState> {
  const read = (name: string) => readFile(path.join(dir, name), "utf8").catch(() => undefined);
  // What init writes down of the backend (internal/command/workdir/backend_state.go).
  const saved = await read(".terraform/terraform.tfstate");
  const { type = "local", config = {} } = (saved && JSON.parse(saved).backend) || {};
  if (type !== "local") return { backend: type };
  const workspace = (await read(".terraform/environment"))?.trim() || "default";
  const file =
    workspace === "default"
      ? (config.path ?? "terraform.tfstate")
      : path.join(config.workspace_dir ?? "terraform.tfstate.d", workspace, "terraform.tfstate");
  const found = path.resolve(dir, file);
  const known = saved !== undefined || (await readFile(found).catch(() => undefined));
  if (known) return { file: found };
  throw new OperationError(
    `--from: got the folder ${dir}, in which Terraform has neither a state nor a backend; ` +
      "expected one in which terraform init has run",
  );
}
