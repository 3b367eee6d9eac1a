import { OperationError } from "../core/errors";
import type { GitHub } from "./api";

/** A file of the repository, by its path there. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** What is proposed. */
export interface PullRequest {
  /** Branch that it goes to. */
  readonly base: string;
  /** Commit of that branch that it comes after. */
  readonly parent: string;
  /** Branch that is its own: whatever is there makes room for it. */
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly files: readonly RepositoryFile[];
}

/** The newest commit of a branch. */
export async function tipOf(github: GitHub, branch: string): Promise<string> {
  const { object } = await github.get<{ object: { sha: string } }>(`/git/ref/heads/${branch}`);
  return object.sha;
}

/**
 * A file as a commit has it.
 *
 * @throws OperationError where it has none
 */
export async function fileAt(
  github: GitHub,
  commit: string,
  path: string,
): Promise<RepositoryFile> {
  const found = await github.find<{ content?: string; encoding?: string }>(
    `/contents/${path}?ref=${commit}`,
  );
  if (found?.encoding !== "base64" || found.content === undefined) {
    throw new OperationError(
      `got no ${path} in the commit ${commit.slice(0, 8)}, expected it there`,
    );
  }
  return { path, text: Buffer.from(found.content, "base64").toString("utf8") };
}

/** What git names a folder by, as a commit has it; undefined where it has none. */
export async function treeAt(
  github: GitHub,
  commit: string,
  folder: string,
): Promise<string | undefined> {
  let tree: string | undefined = commit;
  for (const step of folder.split("/")) {
    const { tree: entries }: { tree: readonly { path: string; type: string; sha: string }[] } =
      await github.get(`/git/trees/${tree}`);
    tree = entries.find(({ path, type }) => path === step && type === "tree")?.sha;
    if (tree === undefined) return undefined;
  }
  return tree;
}

/** A branch with one commit after another. */
export interface BranchCommit extends Pick<PullRequest, "parent" | "branch" | "files"> {
  /** Whether the branch is there; what it has makes room. */
  readonly isThere: boolean;
  /** @param tree what git names the files by, all together */
  readonly message: (tree: string) => string;
}

/**
 * Puts one commit on a branch by GitHub's API alone: no checkout needs credentials for it.
 * https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-your-git-database
 */
export async function commitOn(github: GitHub, wanted: BranchCommit): Promise<void> {
  const { parent, branch, files, isThere, message } = wanted;
  const before = await github.get<{ tree: { sha: string } }>(`/git/commits/${parent}`);
  const tree = await github.post<{ sha: string }>("/git/trees", {
    base_tree: before.tree.sha,
    tree: files.map(({ path, text }) => ({ path, mode: "100644", type: "blob", content: text })),
  });
  const commit = await github.post<{ sha: string }>("/git/commits", {
    message: message(tree!.sha),
    tree: tree!.sha,
    parents: [parent],
  });
  const { sha } = commit!;
  if (isThere) await github.patch(`/git/refs/heads/${branch}`, { sha, force: true });
  else await github.post("/git/refs", { ref: `refs/heads/${branch}`, sha });
}

type Branches = Pick<PullRequest, "branch" | "base">;

/** A name as a question of the API takes it, which colons and slashes may stand in. */
const inQuery = (name: string): string =>
  encodeURIComponent(name).replaceAll(/%2F|%3A/g, decodeURIComponent);

/** The pull requests from one branch of the repository to another. */
export function pullRequestsFrom<Found>(
  github: GitHub,
  { branch, base }: Branches,
  state: "open" | "all",
): Promise<Found[]> {
  const [owner] = github.repository.split("/");
  return github.list<Found>(
    `/pulls?state=${state}&head=${inQuery(`${owner}:${branch}`)}&base=${inQuery(base)}`,
  );
}

/**
 * Opens a pull request of a branch, or gives the one that is open its title and text.
 *
 * @returns its address
 */
export async function keepPullRequest(
  github: GitHub,
  wanted: Omit<PullRequest, "parent" | "files">,
): Promise<string> {
  const { base, branch, title, body } = wanted;
  const [open] = await pullRequestsFrom<{ number: number; html_url: string }>(
    github,
    wanted,
    "open",
  );
  if (open !== undefined) {
    await github.patch(`/pulls/${open.number}`, { title, body });
    return open.html_url;
  }
  const request = { title, body, head: branch, base };
  const made = await github.post<{ html_url: string }>("/pulls", request);
  return made!.html_url;
}

/**
 * Opens a pull request with one commit, or renews the one that is open.
 *
 * @returns its address
 */
export async function openPullRequest(github: GitHub, wanted: PullRequest): Promise<string> {
  const isThere = (await github.find(`/git/ref/heads/${wanted.branch}`)) !== undefined;
  await commitOn(github, { ...wanted, isThere, message: () => wanted.title });
  return keepPullRequest(github, wanted);
}
