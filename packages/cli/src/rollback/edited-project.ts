import { existsSync } from "node:fs";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { projectRoot } from "../core/project";
import { gitIn } from "../delivery/plan/checkout";
import { formatted } from "../sources/formatted";
import { withImage, type NamedImage } from "../sources/image-edit";
import { inFile, type SourceFile } from "../sources/values";
import { readSource } from "../sources/write";

/** The file of an environment, with another image of one service. */
export interface EditedFile {
  /** From the root of the project, with slashes. */
  readonly file: string;
  readonly before: string;
  /** The same as before where that names the image already. */
  readonly text: string;
}

/**
 * Names an image in the file of an environment, without writing it.
 *
 * @throws OperationError when there is no such file, or it names the image in a way that cannot be edited
 */
export async function editedFile(
  environment: string,
  service: string,
  image: NamedImage,
): Promise<EditedFile> {
  const file = `environments/${environment}.ts`;
  const source = await readSource(projectRoot, file);
  if (source === undefined) {
    throw new OperationError(`got no ${file}, expected the file of the environment there`);
  }
  const edited: SourceFile = {
    file,
    text: inFile(file, () => withImage(source.text, service, image)),
  };
  const { text } = await formatted(edited, source.text);
  return { file, before: source.text, text };
}

/** What is the same in the copy: links lead to what is installed and compiled. */
const LINKED = ["node_modules", "packages"];

/**
 * Copies the files of the project, with one of them edited, for a synth of what they
 * come to with it. The checkout stays as it is, whenever this ends.
 *
 * @param to a folder that is not there yet
 */
export async function copyProject({ file, text }: EditedFile, to: string): Promise<void> {
  const { code, stdout, stderr } = await gitIn(projectRoot)(
    "ls-files",
    "--cached",
    // A rehearsal takes what is not committed as well.
    "--others",
    "--exclude-standard",
    "-z",
  );
  if (code !== 0) throw new OperationError(`git ls-files failed: ${stderr}`);
  const own = stdout
    .split("\0")
    .filter((name) => name !== "" && !LINKED.includes(name.split("/")[0]!))
    .filter((name) => existsSync(path.join(projectRoot, name)));
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of own) {
    await mkdir(path.dirname(path.join(to, name)), { recursive: true });
    await cp(path.join(projectRoot, name), path.join(to, name), { recursive: true });
  }
  for (const name of LINKED) await symlink(path.join(projectRoot, name), path.join(to, name));
  await writeFile(path.join(to, file), text);
}
