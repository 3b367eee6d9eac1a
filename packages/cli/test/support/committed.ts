import { run, type ProjectCopy } from "@groundwork/testing/project";

const IGNORED = "node_modules\n.cache\ndist\ncdktf.out\nerrored\n*.tsbuildinfo\n";

/** git in a copy, as kim. */
export async function git({ root }: ProjectCopy, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
  const { code, stdout, stderr } = await run("git", [...who, ...args], { cwd: root });
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/**
 * Builds what is in a copy and commits it.
 *
 * @returns the commit
 */
export async function commitAll(copy: ProjectCopy, message: string): Promise<string> {
  await copy.build();
  await copy.write(".gitignore", IGNORED);
  // Says nothing where there is a repository already.
  await git(copy, "init", "--quiet", "--initial-branch=main");
  await git(copy, "add", "--all");
  await git(copy, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(copy, "rev-parse", "HEAD");
}
