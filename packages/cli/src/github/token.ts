import { run } from "../core/run";

/**
 * The token by which GitHub is asked: a variable's, else that of GitHub's own command line.
 * https://cli.github.com/manual/gh_help_environment
 *
 * @returns undefined where there is none
 */
export async function githubToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = env["GH_TOKEN"] || env["GITHUB_TOKEN"];
  if (given) return given;
  const signal = AbortSignal.timeout(5_000);
  const { stdout, failure } = await run("gh", ["auth", "token"], {
    cwd: process.cwd(),
    env,
    signal,
  });
  return failure === undefined ? stdout.trim() || undefined : undefined;
}
