import { execa } from "execa";
import { OperationError } from "../../core/errors";
import { projectRoot } from "../../core/project";

/** What is checked out. */
export interface Checkout {
  /** 40 digits. */
  readonly commit: string;
  /** Undefined where no branch is checked out, and nobody says which it is. */
  readonly branch?: string | undefined;
  /** Files that are not as the commit has them. */
  readonly dirty: readonly string[];
}

/** @throws OperationError when there is no commit to name */
export async function readCheckout(env: NodeJS.ProcessEnv): Promise<Checkout> {
  const commit = await git("rev-parse", "--verify", "HEAD");
  if (commit.code !== 0) return fromPipeline(env, commit.stderr);
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

/**
 * CodePipeline hands on the files of a commit without the repository.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
function fromPipeline(env: NodeJS.ProcessEnv, reason: string): Checkout {
  const commit = env["CODEBUILD_BUILD_ID"] ? env["CODEBUILD_RESOLVED_SOURCE_VERSION"] : undefined;
  if (commit !== undefined && /^[0-9a-f]{40}$/.test(commit)) return { commit, dirty: [] };
  throw new OperationError(
    `the commit of this checkout is not known, and a plan is bound to one: ${reason}`,
  );
}

async function git(...args: string[]) {
  const { exitCode, stdout, stderr, code } = await execa("git", args, {
    cwd: projectRoot,
    reject: false,
    stripFinalNewline: true,
  });
  if (code === "ENOENT") throw new OperationError("git is missing: a plan is bound to a commit");
  return { code: exitCode ?? 1, stdout, stderr: stderr.trim() };
}
