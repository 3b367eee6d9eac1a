import { OperationError } from "../core/errors";
import { partsOf, unlessFailed, type Git } from "./git";
import { UPSTREAM_REFS } from "./scratch";
import type { UpgradeRequest } from "./request";

/** How many files are named. */
const NAMED = 5;

/**
 * @param git of the scratch repository
 * @throws OperationError where `packages/` of a clone is not that of the release it says it is of
 */
export async function expectOwnPackages(
  git: Git,
  { head, from, origin }: Pick<UpgradeRequest, "head" | "from" | "origin">,
): Promise<void> {
  const args = ["--name-only", "--no-renames", "-z", from.commit, head, "--", "packages"];
  const edited = partsOf(await git("diff", ...args), "\0");
  if (edited.length === 0) return;
  const listed = edited.slice(0, NAMED).join(", ");
  const more = edited.length > NAMED ? ` and ${edited.length - NAMED} more` : "";
  const other = await sameElsewhere(git, head, origin.upstream);
  throw new OperationError(
    [
      `packages/: got ${listed}${more}, which differ from ${from.version}, expected all as it is there: an upgrade replaces the folder whole`,
      other === undefined
        ? `What you need of them goes to stacks/ or __tests__/, or upstream. Then: git fetch ${origin.upstream} ${from.version} && git restore --source=FETCH_HEAD --staged --worktree -- packages, and commit`
        : `All of it is as in the commit ${other} of upstream. If the clone was made of that: add --from ${other}`,
    ].join("\n"),
  );
}

/** The commit of upstream that has the same packages, where it is another than the clone says. */
async function sameElsewhere(git: Git, head: string, address: string): Promise<string | undefined> {
  const tree = await unlessFailed(git("rev-parse", `${head}:packages`));
  const branches = `+refs/heads/*:${UPSTREAM_REFS}/heads/*`;
  const fetched = await unlessFailed(
    git("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", address, branches),
  );
  if (tree === undefined || fetched === undefined) return undefined;
  // The commits that brought these files, or took them away.
  const found = await git(
    "log",
    `--glob=${UPSTREAM_REFS}`,
    "--format=%H",
    "-t",
    `--find-object=${tree}`,
  );
  for (const commit of partsOf(found)) {
    if ((await unlessFailed(git("rev-parse", `${commit}:packages`))) === tree) return commit;
  }
  return undefined;
}
