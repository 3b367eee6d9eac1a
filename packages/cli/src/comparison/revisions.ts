import { nearest } from "@groundwork/constructs/nearest";
import { OperationError } from "../core/errors";
import type { Repository } from "./git";

/** In place of a commit: the files as they are, whether they are committed or not. */
export const WORKING_TREE = "working-tree";

/** A commit with all of its files. */
export interface Revision {
  /** 40 digits, or 64 in a repository of SHA-256. */
  readonly commit: string;
  /** Id of its files: two commits with the same files have the same. */
  readonly tree: string;
}

/**
 * The commit that a name means: a branch, a tag, `HEAD~2`, digits of its id.
 *
 * @throws OperationError when there is none; it names what may be meant
 */
export async function readRevision(repository: Repository, name: string): Promise<Revision> {
  const found = await repository.tryGit([
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${name}^{commit}`,
  ]);
  if (found.code !== 0) throw await unknownRevision(repository, name, found.stderr);
  const commit = found.stdout;
  return { commit, tree: await repository.git(["rev-parse", "--verify", `${commit}^{tree}`]) };
}

async function unknownRevision(
  repository: Repository,
  name: string,
  said: string,
): Promise<OperationError> {
  if ((await repository.tryGit(["rev-parse", "--git-dir"])).code !== 0) {
    return new OperationError(
      `there is no git repository in ${repository.root}, and what is compared are commits. Clone it, or git init and commit`,
    );
  }
  const names = await repository.git(["for-each-ref", "--format=%(refname:short)"]);
  const meant = nearest(name, ["HEAD", ...names.split("\n").filter(Boolean)]);
  const isShallow = (await repository.git(["rev-parse", "--is-shallow-repository"])) === "true";
  return new OperationError(
    [
      `got ${name || '""'}, expected a commit, a branch or a tag of this repository${said === "" ? "" : ` (git: ${said})`}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
      ...(isShallow ? [`This clone has not all commits: git fetch --depth=1 origin ${name}`] : []),
    ].join("\n"),
  );
}

/**
 * The commit that the files at hand are, to the letter.
 *
 * @returns undefined where a file differs, is new, or is gone, and where git knows no commit
 */
export async function cleanRevision(repository: Repository): Promise<Revision | undefined> {
  const asked = ["--porcelain", "--untracked-files=normal", "--ignore-submodules=none"];
  const { code, stdout } = await repository.tryGit(["status", ...asked]);
  if (code !== 0 || stdout !== "") return undefined;
  const head = await repository.tryGit(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  // There may be no commit yet.
  return head.code === 0 ? readRevision(repository, head.stdout) : undefined;
}

/** Branches that others merge into, by what they are usually called. */
const MAIN = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/**
 * What a change is compared with where nobody says: the commit at which it left the main branch. On
 * the main branch itself that is what the shared repository has of it, or else the last commit.
 */
export async function usualBase(repository: Repository): Promise<Revision> {
  for (const name of MAIN) {
    const { code, stdout } = await repository.tryGit(["merge-base", name, "HEAD"]);
    if (code === 0) return readRevision(repository, stdout.split("\n")[0]!);
  }
  return readRevision(repository, "HEAD");
}

/** The commit at which two went apart, as three dots mean it. */
export async function commonRevision(
  repository: Repository,
  one: Revision,
  other: Revision,
): Promise<Revision> {
  const { code, stdout } = await repository.tryGit(["merge-base", one.commit, other.commit]);
  if (code === 0) return readRevision(repository, stdout.split("\n")[0]!);
  throw new OperationError(
    `${one.commit.slice(0, 8)} and ${other.commit.slice(0, 8)} have no commit in common, expected one for three dots: compare with two`,
  );
}
