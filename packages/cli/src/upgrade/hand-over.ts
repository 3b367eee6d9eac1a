import { OperationError } from "../core/errors";
import { gitIn, unlessFailed, type Git, type GitOptions } from "./git";
import type { UpgradeRequest } from "./request";
import type { Scratch } from "./scratch";

/** What begins the subject of an upgrade's commit. */
const SUBJECT = "Upgrade groundwork from ";

/** The branch on which a clone gets a release. */
export const branchFor = (version: string): string => `upgrade/${version}`;

/**
 * @param git of the clone
 * @param head its commit that is to be upgraded
 * @throws OperationError where a branch of that name has anything but an earlier upgrade
 */
export async function expectFreeBranch(git: Git, branch: string, head: string): Promise<void> {
  const remedy = `git branch -m ${branch} <another name>, and run this again`;
  const current = await git("branch", "--show-current");
  if (current === branch) {
    throw new OperationError(
      `branch: got ${branch} checked out, expected another, as it is made anew: git switch to the one that is to be upgraded`,
    );
  }
  const tip = await unlessFailed(git("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`));
  if (tip === undefined) return;
  const [subject, parents] = (await git("log", "-1", "--format=%s%n%P", tip)).split("\n");
  const isOurs = subject!.startsWith(SUBJECT) && !parents!.includes(" ");
  const isKnown = await unlessFailed(git("merge-base", "--is-ancestor", parents!, head));
  if (isOurs && isKnown !== undefined) return;
  throw new OperationError(
    `branch: got ${branch}, which has commits that are no upgrade's, expected none: ${remedy}`,
  );
}

/** @throws OperationError where git does not know who commits */
export async function expectIdentity(git: Git): Promise<void> {
  if ((await unlessFailed(git("var", "GIT_COMMITTER_IDENT"))) !== undefined) return;
  throw new OperationError(
    "git: got no name and address for the commit, expected both: git config user.name <name> && git config user.email <address>",
  );
}

/**
 * Commits the files of an upgrade, still beside the clone.
 *
 * @param tree of all its files
 * @returns the commit
 */
export async function commitUpgrade(
  { git }: Scratch,
  { from, to, head }: UpgradeRequest,
  tree: string,
  report: string,
): Promise<string> {
  const signs = await unlessFailed(git("config", "--type=bool", "--get", "commit.gpgsign"));
  const message = `${SUBJECT}${from.version} to ${to.version}\n\n${report}\n`;
  const args = [tree, "-p", head, ...(signs === "true" ? ["-S"] : []), "-m", message];
  return git("commit-tree", ...args);
}

/** Gives the clone the commit, on its branch: the one step in which the clone changes. */
export async function handOver(
  scratch: Scratch,
  { clone, branch, head }: UpgradeRequest,
  commit: string,
  options: GitOptions,
): Promise<void> {
  const own = gitIn(clone, options);
  await expectFreeBranch(own, branch, head);
  const ref = `refs/heads/${branch}`;
  await scratch.git("update-ref", ref, commit);
  const args = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  await own("fetch", ...args, "--", scratch.root, `+${ref}:${ref}`);
}
