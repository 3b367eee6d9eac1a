import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OperationError } from "../core/errors";
import type { SourceFile } from "../sources/values";
import { Repository, runToEnd } from "./git";

/** A file with another text than it has. */
export interface EditedFile extends SourceFile {
  /** Its text so far. */
  readonly before: string;
}

/**
 * What differs in files of a project, as `git apply` takes it anywhere in its repository.
 *
 * @throws OperationError where there is no git
 */
export async function patchOf(
  root: string,
  files: readonly EditedFile[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, stdout } = await new Repository(root, env).tryGit(["rev-parse", "--show-prefix"]);
  const prefix = code === 0 ? stdout : "";
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-patch-"));
  try {
    for (const { file, text, before } of files) {
      for (const [side, content] of [
        ["a", before],
        ["b", text],
      ] as const) {
        const place = path.join(dir, side, prefix, file);
        await mkdir(path.dirname(place), { recursive: true });
        await writeFile(place, content);
      }
    }
    const diff = ["diff", "--no-index", "--no-prefix", "--no-ext-diff", "--no-color", "a", "b"];
    const ended = await runToEnd("git", diff, { cwd: dir, env: { ...env, ...PLAIN } });
    if (ended.code === 0 || ended.code === 1) return ended.stdout;
    throw new OperationError(`git diff failed: ${ended.stderr.trim() || `exit ${ended.code}`}`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A person's own settings would make another form of it. */
const PLAIN = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
