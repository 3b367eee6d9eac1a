import path from "node:path";
import { count } from "../core/count";
import { OperationError } from "../core/errors";
import { ORIGIN } from "../core/made-of";
import { gitIn, partsOf, unlessFailed, type Git, type GitOptions } from "./git";

/** A clone that can be upgraded. */
export interface Clone {
  readonly root: string;
  readonly git: Git;
  /** Its commit, 40 digits. */
  readonly head: string;
}

/**
 * @param root of the project
 * @throws OperationError unless it is all of a repository with a commit
 */
export async function openClone(root: string, options: GitOptions): Promise<Clone> {
  const git = gitIn(root, options);
  const prefix = await unlessFailed(git("rev-parse", "--show-prefix"));
  if (prefix === undefined) {
    throw new OperationError(
      `${root}: got no repository of git, expected one, as an upgrade is merged by git: git init && git add --all && git commit`,
    );
  }
  if (prefix !== "") {
    throw new OperationError(
      `${root}: got a project in the folder ${prefix} of its repository, expected one at its top`,
    );
  }
  const head = await unlessFailed(git("rev-parse", "--verify", "--quiet", "HEAD^{commit}"));
  if (head === undefined) {
    throw new OperationError(
      `${root}: got a repository without a commit, expected one: git commit`,
    );
  }
  return { root, git, head };
}

/** @throws OperationError where a file is not committed */
export async function expectCommitted({ git }: Clone): Promise<void> {
  const changed = partsOf(await git("status", "--porcelain", "-z", "--no-renames"), "\0");
  if (changed.length > 0) {
    throw new OperationError(
      `got ${count(changed.length, "file")} not committed, such as ${changed[0]!.slice(3)}, expected none, as the commit is what is upgraded: git commit, or git stash --include-untracked`,
    );
  }
}

/**
 * The address of upstream, as git takes it anywhere.
 *
 * @param upstream an address, a folder from the clone, or one of its remotes
 * @throws OperationError for a name that is no remote
 */
export async function addressOf({ root, git }: Clone, upstream: string): Promise<string> {
  const remotes = partsOf(await git("remote"));
  if (remotes.includes(upstream)) return inFull(root, await git("remote", "get-url", upstream));
  if (!/^[\w-]+$/.test(upstream)) return inFull(root, upstream);
  const known = remotes.length === 0 ? "there is none" : remotes.join(", ");
  throw new OperationError(
    `upstream: got ${upstream}, which is no remote of this clone (${known}), expected one: git remote add ${upstream} <address>, or the address itself in ${ORIGIN}, where workflows find it too`,
  );
}

/** A folder by its whole path: git runs elsewhere. `host:path` and `scheme://` are no folders. */
const inFull = (root: string, address: string): string =>
  /^\.{0,2}\//.test(address) || /^\.{1,2}$/.test(address) ? path.resolve(root, address) : address;
