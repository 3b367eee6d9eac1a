import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { OperationError } from "../../core/errors";
import { hereAlone } from "../../core/here-alone";
import { projectRoot } from "../../core/project";

/** The commit that is checked out. */
export interface Checkout {
  /** 40 digits. */
  readonly commit: string;
  /** Undefined where no branch is checked out, and nobody says which it is. */
  readonly branch?: string | undefined;
  /** Files that are not as the commit has them. */
  readonly dirty: readonly string[];
}

/**
 * @param root a folder of the checkout
 * @throws OperationError when there is no commit to name, or git cannot tell
 */
export async function readCheckout(
  env: NodeJS.ProcessEnv,
  root: string = projectRoot,
): Promise<Checkout> {
  if (!isInRepository(root)) return fromPipeline(env, root);
  const git = gitIn(root);
  const commit = await git("rev-parse", "--verify", "HEAD");
  if (commit.code !== 0) throw noCommit(commit.stderr);
  const [status, branch] = await Promise.all([
    git("status", "--porcelain", "--untracked-files=normal"),
    git("branch", "--show-current"),
  ]);
  if (status.code !== 0) throw new OperationError(`git status failed: ${status.stderr}`);
  // GitHub checks out commits, not branches.
  const name = branch.stdout || (env["GITHUB_ACTIONS"] === "true" ? env["GITHUB_REF_NAME"] : "");
  return {
    commit: commit.stdout,
    ...(name && { branch: name }),
    dirty: status.stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.slice(3)])),
  };
}

/** Whether git knows the folder, even if it refuses it as a repository of another owner. */
export const isInRepository = (folder: string): boolean =>
  existsSync(path.join(folder, ".git")) ||
  (path.dirname(folder) !== folder && isInRepository(path.dirname(folder)));

/**
 * CodePipeline hands on the files of a commit without the repository. Where there is one, the build
 * is not asked: it does not know of changes to the files.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
function fromPipeline(env: NodeJS.ProcessEnv, root: string): Checkout {
  const commit = env["CODEBUILD_BUILD_ID"] ? env["CODEBUILD_RESOLVED_SOURCE_VERSION"] : undefined;
  if (commit !== undefined && /^[0-9a-f]{40}$/.test(commit)) return { commit, dirty: [] };
  throw noCommit(`there is no git repository in ${root}. Clone it, or git init and commit`);
}

const noCommit = (reason: string) =>
  new OperationError(
    `the commit of this checkout is not known, and a plan is bound to one: ${reason}`,
  );

/** How git ended, and what it said. */
export interface GitEnded {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * git in a folder of a checkout.
 *
 * @param options of the process, such as a limit on its time
 */
export const gitIn =
  (
    root: string,
    options: { readonly timeout?: number; readonly cancelSignal?: AbortSignal } = {},
  ) =>
  async (...args: string[]): Promise<GitEnded> => {
    const { exitCode, stdout, stderr, code } = await execa("git", args, {
      cwd: root,
      // A variable that leads git elsewhere would have a plan bound to the commit of another repository.
      env: hereAlone(),
      extendEnv: false,
      reject: false,
      stripFinalNewline: true,
      ...options,
    });
    if (code === "ENOENT") throw new OperationError("git is missing: a plan is bound to a commit");
    return { code: exitCode ?? 1, stdout, stderr: stderr.trim() };
  };
