import { run } from "../core/run";
import { OperationError } from "../core/errors";
import { GitHub } from "../github/api";
import { githubToken } from "../github/token";
import type { GithubValues } from "./values";

/**
 * What the trust of roles asks of a repository, as GitHub tells it.
 *
 * @param repository as `owner/name`
 * @throws OperationError when GitHub cannot be asked, or there is no such repository for this token
 */
export async function repositoryValues(
  repository: string,
  env: NodeJS.ProcessEnv,
): Promise<GithubValues> {
  const token = await githubToken(env);
  if (token === undefined) {
    throw new OperationError(
      "there is no token of GitHub: log in by gh auth login, or set GH_TOKEN",
    );
  }
  const github = GitHub.of({ ...env, GITHUB_REPOSITORY: repository, GH_TOKEN: token });
  const found = await github.find<Repository>("");
  if (found === undefined) {
    throw new OperationError(`GitHub shows no repository ${repository} to this token`);
  }
  const customization = await github.find<{ readonly sub_claim_prefix?: string }>(
    "/actions/oidc/customization/sub",
  );
  const prefix = customization?.sub_claim_prefix;
  return {
    repository: found.full_name,
    repositoryId: String(found.id),
    ...(prefix !== undefined && prefix !== `repo:${found.full_name}` && { subjectPrefix: prefix }),
    ...(found.default_branch !== "main" && { branch: found.default_branch }),
  };
}

interface Repository {
  readonly id: number;
  readonly full_name: string;
  readonly default_branch: string;
}

/** The repository on GitHub that a checkout was cloned from. */
export async function originRepository(root: string): Promise<string | undefined> {
  const { stdout, failure } = await run("git", ["remote", "get-url", "origin"], { cwd: root });
  if (failure !== undefined) return undefined;
  return /github\.com[:/]([\w.-]+\/[\w.-]+?)(\.git)?\/?$/.exec(stdout.trim())?.[1];
}
