import { run } from "../core/run";

/** How far back is looked. */
const COMMITS = 100;

/** A lock file that git has. */
export interface KnownLock {
  /** The commit that has it, short. */
  readonly commit: string;
  readonly text: string;
}

/**
 * The lock file that was committed last together with a package.json, so that on the way back npm
 * chooses nothing anew.
 *
 * @param manifest text of the package.json
 * @returns undefined where none of the last 100 commits of package.json has this one
 */
export async function knownLock(root: string, manifest: string): Promise<KnownLock | undefined> {
  const git = (...args: string[]) => run("git", args, { cwd: root });
  const format = ["--format=%h", `--max-count=${COMMITS}`];
  const { stdout } = await git("log", ...format, "--", "package.json", "package-lock.json");
  for (const commit of stdout.split("\n").filter((line) => line !== "")) {
    const then = await git("show", `${commit}:./package.json`);
    if (then.failure !== undefined || then.stdout !== manifest) continue;
    const lock = await git("show", `${commit}:./package-lock.json`);
    if (lock.failure === undefined) return { commit, text: lock.stdout };
  }
  return undefined;
}
