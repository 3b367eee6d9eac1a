import { readFile } from "node:fs/promises";
import { OperationError } from "../../core/errors";
import { HeldState } from "../../terraform/held-state";
import { terraformCommand } from "../../terraform/release";
import { differenceOf, readContents } from "../history/contents";
import { stateFormat } from "../../terraform/state-format";

/**
 * Compares a folder's state file with what Terraform reads there: its configuration can name another
 * place by now, or another workspace be meant.
 *
 * @throws OperationError with what is in both
 */
export async function expectAsTerraform(
  dir: string,
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  // A state that Terraform does not read is refused, with what to do about it.
  if (!stateFormat(text).readByTerraform) return;
  const pulled = await new HeldState({ dir }, env).pull().catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error;
    throw new OperationError(
      `${error.message}\nSo it is not known which state the folder has. Have ${terraformCommand("init", env)} run there, ` +
        `or name the state itself: --from <file>, s3://<bucket>/<key>`,
    );
  });
  const [here, there] = [seenIn(text), seenIn(pulled)];
  if (here === there && !differ(text, pulled)) return;
  throw new OperationError(
    `${dir}: Terraform reads there ${there}, but ${file} holds ${here}` +
      `${here === there ? ", with other resources or outputs" : ""}. ` +
      `Nothing was moved. See ${terraformCommand("workspace show", env)}, TF_WORKSPACE, TF_DATA_DIR and the backend there; ` +
      "or name the state itself: --from <file>",
  );
}

function seenIn(text: string): string {
  const { kind, serial, lineage } = stateFormat(text);
  return kind === "empty" ? "no state" : `serial ${serial}, lineage ${lineage || "none"}`;
}

/**
 * Terraform writes values of outputs in its own way, and those of resources as it has read them.
 */
function differ(text: string, pulled: string): boolean {
  const [before, after] = [readContents(text), readContents(pulled)];
  // Terraform shows a format before 4 as 4, so the content of such a state is not compared.
  if (!before || !after) return false;
  const { added, removed, changed } = differenceOf(before, after);
  const names = [before, after].map(({ outputs }) => [...outputs.keys()].toSorted().join());
  return added.length + removed.length + changed.length > 0 || names[0] !== names[1];
}
