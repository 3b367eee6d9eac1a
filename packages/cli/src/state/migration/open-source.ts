import { constants } from "node:buffer";
import { stat } from "node:fs/promises";
import { OperationError } from "../../core/errors";
import { sizeText } from "../../core/size";
import type { OpenState } from "../open";
import { expectAsTerraform } from "./asked-state";
import type { MigrationNotes } from "./migration-notes";
import type { Source, SourceAddress } from "./migration-source";
import { FileSource } from "./source-file";
import { folderState, FolderSource } from "./source-folder";
import { foreignBackend, S3Source } from "./source-s3";

/** The limit of one text in Node. */
const { MAX_STRING_LENGTH } = constants;

/** @throws OperationError when a path that is there cannot be that of a state */
export async function checkPath(from: string): Promise<void> {
  const found = await stat(from).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory()) {
    throw new OperationError(
      `--from: got ${from}, which is neither a file nor a folder; expected a state file. ` +
        "What a program writes, first into one: <program> > state.tfstate",
    );
  }
  if (found?.isFile() && found.size > MAX_STRING_LENGTH) {
    throw new OperationError(
      `--from: got ${from} of ${sizeText(found.size)}, expected a state file, of ${sizeText(MAX_STRING_LENGTH)} at most`,
    );
  }
}

/** What `--from` says of one state. */
export type OneState = Exclude<SourceAddress, { readonly type: "bucket" }>;

/**
 * @param state of the stack that it is moved to
 * @throws OperationError when nothing of that kind is there, or that is where the state lies anyway
 */
export async function openSource(
  from: OneState,
  state: OpenState,
  notes: MigrationNotes,
  env: NodeJS.ProcessEnv,
): Promise<Source> {
  const { stack, person, location } = state;
  if (from.type === "s3") {
    const { bucket, key } = from.address;
    if (bucket === location.bucket && key === state.key) {
      throw new OperationError(
        `got s3://${bucket}/${key}, which is where the state of ${stack} belongs; there is nothing to move`,
      );
    }
    return new S3Source({ key, backend: await foreignBackend(from.address, state, env), env });
  }
  const found = await stat(from.path).catch(() => undefined);
  if (!found?.isDirectory()) return new FileSource(from.path, env, person);
  const { file, backend } = await folderState(from.path, env);
  if (file !== undefined) {
    await expectAsTerraform(from.path, file, env);
    return new FileSource(file, env, person);
  }
  return new FolderSource({ dir: from.path, backend, stack, env, notes, person });
}

/**
 * TF_DATA_DIR tells of the source. In that same folder, the stack's own init would have the source's
 * backend overwritten with its own.
 */
export function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== "TF_DATA_DIR"));
}
