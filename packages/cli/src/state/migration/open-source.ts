import { stat } from "node:fs/promises";
import { OperationError } from "../../core/errors";
import type { OpenState } from "../open";
import { expectAsTerraform } from "./asked-state";
import type { MigrationNotes } from "./migration-notes";
import type { Source, SourceAddress } from "./migration-source";
import { FileSource } from "./source-file";
import { folderState, FolderSource } from "./source-folder";
import { foreignBackend, S3Source } from "./source-s3";

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
    return new S3Source({ key, backend: await foreignBackend(from.address, state, env) });
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
