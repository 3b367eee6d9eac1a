import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../../core/errors";
import type { Person } from "../../core/person";
import { HeldState, StateLockedError } from "../../terraform/held-state";
import { terraformCommand } from "../../terraform/release";
import type { LockNote, MigrationNotes } from "./migration-notes";
import { providerIn, type Source } from "./migration-source";
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
  readonly terraformIn: string;
  private readonly held: HeldState;
  private readonly note: LockNote;

  constructor(private readonly options: FolderSourceOptions) {
    const { dir, env, backend, notes, stack } = options;
    this.note = notes.lockNote(stack, dir);
    const workspace = env["TF_WORKSPACE"];
    this.name = workspace ? `${dir} (workspace ${workspace})` : dir;
    this.terraformIn = `in ${dir}`;
    this.advice =
      `The state in the ${backend} backend of ${dir} is left as it is. Apply there no more, and ` +
      "delete it by that backend's own means once nobody needs it.";
    this.held = new HeldState({ dir }, env);
  }

  async localFiles(): Promise<string[]> {
    return [];
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
    const text = await this.held.pull().catch((error: unknown) => {
      const unread =
        error instanceof OperationError && /Unsupported state file/.test(error.message);
      throw unread ? new OperationError(`${error.message}\n${UNREAD}`) : error;
    });
    return text || undefined;
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

/** Terraform says that a state which OpenTofu has encrypted has no version. */
const UNREAD =
  "If OpenTofu has encrypted it, with its keys there, while nobody applies: " +
  "tofu state pull > <file>, then this again with --from <file>";

const NO_LOCKS =
  "The backend of the source does not lock its states. Let nobody apply there meanwhile.";

/** Where a folder's state lies: in a file, or in a backend that Terraform has to be asked. */
export type FolderState =
  | { readonly file: string; readonly backend?: never }
  | { readonly file?: never; readonly backend: string };

/**
 * What Terraform has noted of a folder's state, in its words; `expectAsTerraform` compares it with
 * what Terraform reads there.
 *
 * @param env as Terraform has it there: TF_WORKSPACE and TF_DATA_DIR count
 * @throws OperationError when Terraform has not been initialised there, or notes what is not known here
 */
export async function folderState(dir: string, env: NodeJS.ProcessEnv = {}): Promise<FolderState> {
  const dataDir = path.resolve(dir, env["TF_DATA_DIR"] || ".terraform");
  const { noted, type, config } = await readNote(path.join(dataDir, "terraform.tfstate"));
  if (type !== "local") return { backend: type };
  const chosen = await readFile(path.join(dataDir, "environment"), "utf8").catch(() => "");
  const workspace = env["TF_WORKSPACE"] || chosen.trim() || "default";
  const file =
    workspace === "default"
      ? (config["path"] ?? "terraform.tfstate")
      : path.join(config["workspace_dir"] ?? "terraform.tfstate.d", workspace, "terraform.tfstate");
  const found = path.resolve(dir, file);
  if (!noted) await refuseOthers(dir);
  if (noted || (await readFile(found).catch(() => undefined))) return { file: found };
  throw new OperationError(
    `--from: got the folder ${dir}, in which Terraform has neither a state nor a backend` +
      `${workspace === "default" ? "" : ` in the workspace ${workspace}`}; ` +
      `expected one in which ${terraformCommand("init", env)} has run`,
  );
}

interface Note {
  /** Whether there is one. */
  readonly noted: boolean;
  readonly type: string;
  readonly config: Readonly<Record<string, string | null | undefined>>;
}

/** What else Terraform has written beside `backend`, which was the format of a state once. */
const KNOWN = new Set(["version", "terraform_version", "serial", "lineage", "modules", "backend"]);

/** What init writes down of the backend (internal/command/workdir/backend_state.go). */
async function readNote(file: string): Promise<Note> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new OperationError(`${file} cannot be read: ${error.message}`);
  });
  if (text === undefined) return { noted: false, type: "local", config: {} };
  const unknown = (what: string) =>
    new OperationError(
      `${file}: got ${what}, expected a backend, so it is not known where the state of that folder lies. ` +
        "With the Terraform that works there, while nobody applies: terraform state pull > <file>, " +
        "then this again with --from <file>",
    );
  let note: Readonly<Record<string, unknown>>;
  try {
    note = Object(JSON.parse(text));
  } catch {
    throw unknown("what is no JSON");
  }
  // Terraform 1.15 has it in place of a backend, and an older one reads over it.
  if (note["state_store"]) throw unknown("a state store of a provider");
  const other = Object.keys(note).find((name) => !KNOWN.has(name) && Boolean(note[name]));
  if (other !== undefined) throw unknown(other);
  const { type = "local", config = {} } = Object(note["backend"]);
  return { noted: true, type, config: config ?? {} };
}

/** @throws OperationError when something else than Terraform decides where the state is */
async function refuseOthers(dir: string): Promise<void> {
  const names = await readdir(dir);
  const tool = names.some((name) => /^terragrunt\.hcl(\.json)?$/.test(name))
    ? "terragrunt"
    : names.some((name) => /\.tofu(\.json)?$/.test(name))
      ? "tofu"
      : undefined;
  if (tool === undefined) return;
  throw new OperationError(
    `--from: got the folder ${dir}, where ${tool === "tofu" ? "OpenTofu" : "Terragrunt"} knows which state is meant. ` +
      `There, while nobody applies: ${tool} state pull > <file>, then this again with --from <file>`,
  );
}
