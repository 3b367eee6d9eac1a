import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Repository } from "../comparison/git";
import type { EditedFile } from "./edited-project";

/** Who has written a commit where git does not know who works here, as in a workflow. */
const NOBODY = {
  GIT_AUTHOR_NAME: "groundwork",
  GIT_AUTHOR_EMAIL: "groundwork@localhost",
  GIT_COMMITTER_NAME: "groundwork",
  GIT_COMMITTER_EMAIL: "groundwork@localhost",
};

/**
 * Makes a commit with one file edited on top of another. No branch, index or file of the checkout is
 * touched: it is there to be pushed.
 *
 * @param base digits of the commit that it comes after
 * @param scratch a folder for an index of its own
 * @returns its digits
 */
export async function commitEdited(
  repository: Repository,
  base: string,
  { file, text }: EditedFile,
  message: string,
  scratch: string,
): Promise<string> {
  const [draft, indexFile] = ["edited", "index"].map((name) => path.join(scratch, name));
  const index = { GIT_INDEX_FILE: indexFile };
  try {
    const place = `${await repository.git(["rev-parse", "--show-prefix"])}${file}`;
    await writeFile(draft!, text);
    const blob = await repository.git(["hash-object", "-w", "--path", place, draft!]);
    const [mode] = (await repository.git(["ls-tree", base, "--", file])).split(" ");
    await repository.git(["read-tree", base], index);
    await repository.git(["update-index", "--cacheinfo", `${mode},${blob},${place}`], index);
    const tree = await repository.git(["write-tree"], index);
    const { code } = await repository.tryGit(["var", "GIT_COMMITTER_IDENT"]);
    return await repository.git(
      ["commit-tree", tree, "-p", base, "-m", message],
      code === 0 ? {} : NOBODY,
    );
  } finally {
    await Promise.all([draft, indexFile].map((one) => rm(one!, { force: true })));
  }
}
