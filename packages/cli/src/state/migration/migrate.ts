import { stat } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../../core/errors";
import { runsDir } from "../../core/project";
import { explainRefusal } from "../../core/aws-refusal";
import { StateMigration, type MigrationOptions } from "./migration";
import { MigrationNotes } from "./migration-notes";
import { parseSource, type S3Address, type Source } from "./migration-source";
import { count, type Migration } from "./migration-text";
import { openState, type OpenOptions, type OpenState } from "../open";
import { FileSource } from "./source-file";
import { expectAsTerraform } from "./asked-state";
import { folderState, FolderSource } from "./source-folder";
import { foreignBackend, S3Source, type ForeignBackend } from "./source-s3";
import { requireTerraform } from "../../terraform/terraform";
import { sayJson } from "../../core/outlet";

export interface MigrateOptions extends OpenOptions {
  readonly stack: string;
  /** A state file, a folder with an initialised backend, or `s3://bucket/key?region=..&table=..`. */
  readonly from: string;
  /** Whether local files stay after the move. */
  readonly keepLocal: boolean;
  /** Whether an S3 source is deleted after the move. */
  readonly retire: boolean;
}

/**
 * `npm run migrate`: moves a state from somewhere else to a stack's key.
 *
 * @throws OperationError when it cannot be done without losing something
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  await requireTerraform();
  const state = await openState(options.stack, { ...options, env: ownEnvironment(options.env) });
  const settings = migrationOptions(options);
  const source = await sourceOf(options, state, settings.notes);
  const migration = new StateMigration(state, source, settings);
  const done = await migration.run().catch((error: unknown) => {
    throw explainRefusal(state.location, error);
  });
  tellResult(state, source, done);
  if (options.json) sayJson(done);
}

export const migrationOptions = (
  options: Pick<MigrateOptions, "keepLocal" | "retire" | "signal" | "env">,
): MigrationOptions => ({
  ...options,
  notes: new MigrationNotes(
    path.join(runsDir(options.env["AWS_ENDPOINT_URL"] || undefined), "migrations"),
  ),
});

/**
 * TF_DATA_DIR tells of the source. In that same folder, the stack's own init would have the source's
 * backend overwritten with its own.
 */
export function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== "TF_DATA_DIR"));
}

/** @throws OperationError when nothing of that kind is there */
async function sourceOf(
  { from, env }: MigrateOptions,
  state: OpenState,
  notes: MigrationNotes,
): Promise<Source> {
  const { stack, person } = state;
  // npm runs its scripts in the project's folder, and says where it was called.
  const parsed = parseSource(from, env["INIT_CWD"] || process.cwd());
  if (parsed.type === "s3") {
    const endpoint = env["AWS_ENDPOINT_URL"] || undefined;
    return s3Source(parsed.address, await foreignBackend(parsed.address, state, endpoint), state);
  }
  const found = await stat(parsed.path).catch(() => undefined);
  if (!found?.isDirectory()) return new FileSource(parsed.path, env, person);
  const { file, backend } = await folderState(parsed.path, env);
  if (file !== undefined) {
    await expectAsTerraform(parsed.path, file, env);
    return new FileSource(file, env, person);
  }
  return new FolderSource({ dir: parsed.path, backend, stack, env, notes, person });
}

/** @throws OperationError when that is where the stack's state lies anyway */
export function s3Source(
  { bucket, key }: Pick<S3Address, "bucket" | "key">,
  backend: ForeignBackend,
  { stack, location, key: own }: OpenState,
): S3Source {
  if (bucket === location.bucket && key === own) {
    throw new OperationError(
      `got s3://${bucket}/${key}, which is where the state of ${stack} belongs; there is nothing to move`,
    );
  }
  return new S3Source({ key, backend });
}

/** What was done, and what is left to do. */
export function tellResult({ stack, person }: OpenState, source: Source, done: Migration): void {
  const { outcome, resources, serial, to, kept, removed, retired } = done;
  const holds = `${to} holds ${count(resources, "resource")} of ${source.name}, serial ${serial}`;
  person.tell(
    outcome === "moved"
      ? `Done: ${holds}, verified through Terraform.`
      : `Already done: ${holds}${removed.length > 0 ? "." : "; nothing was moved."}`,
  );
  if (removed.length > 0) person.tell(`Removed: ${removed.join(", ")}`);
  if (kept.length > 0) {
    person.tell(
      `Still on this machine, with all secrets in it: ${kept.join(", ")}. ` +
        "Run this again to have it removed.",
    );
  }
  person.tell(
    retired
      ? `${source.name} is deleted; to have it back, delete the delete marker on top of its versions. ` +
          "Its digest stays in the lock table, so that Terraform with the old configuration stops there."
      : source.advice,
  );
  person.tell(`What Terraform would change now: npx cdktf diff ${stack}`);
}
