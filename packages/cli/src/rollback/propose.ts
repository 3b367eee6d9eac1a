import type { Organization } from "@groundwork/configuration";
import { sharedBranch } from "@groundwork/configuration/delivery";
import { ownCommand } from "@groundwork/constructs/own-command";
import { Repository } from "../comparison/git";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { projectRoot } from "../core/project";
import { plainLine } from "../core/plain";
import { during } from "../core/waiting";
import { imageInWords, type PlannedRollback } from "../delivery/store/planned-rollback";
import { GitHub } from "../github/api";
import { keepPullRequest } from "../github/pull-request";
import { githubToken } from "../github/token";
import { commitEdited } from "./edited-commit";
import type { EditedFile } from "./edited-project";

export interface ProposeOptions {
  readonly organization: Organization;
  readonly environment: string;
  readonly rollback: PlannedRollback;
  readonly edited: EditedFile;
  /** Commit that the edit comes after. */
  readonly base: string;
  /** Id of the plan that was applied; undefined where nothing had to be. */
  readonly plan?: string | undefined;
  /** A folder that is gone afterwards. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of the checkout. @default the project at hand */
  readonly root?: string | undefined;
}

/** How what runs gets into the file of the environment. */
export interface Proposal {
  /** Address of the pull request; undefined where there is none. */
  readonly pullRequest?: string | undefined;
  /** Why there is none. */
  readonly why?: string | undefined;
  /** What changes in the file, for `git apply`. */
  readonly patch: string;
}

/**
 * Proposes the image that runs again to the branch that all share, as a pull request: one for each
 * service, which is renewed. Where that cannot be, the patch is all there is.
 */
export async function propose(options: ProposeOptions): Promise<Proposal> {
  const { organization, environment, rollback, edited, base, scratch, env } = options;
  const { root = projectRoot } = options;
  const title = `${environment}: ${rollback.service} goes back to ${imageInWords(rollback.to)}`;
  const repository = new Repository(root, env);
  const commit = await commitEdited(repository, base, edited, title, scratch);
  const patch = await repository.git(["diff", "--no-color", base, commit]);
  try {
    const target = await targetOf(organization, env);
    if ("why" in target) return { patch, why: target.why };
    const branch = `rollback/${environment}/${rollback.service}`;
    await during(`pushing ${branch}`, push(repository, target.remote, commit, branch));
    const request = { base: target.into, branch, title, body: bodyOf(options) };
    const pullRequest = await keepPullRequest(target.github, request);
    return { patch, pullRequest };
  } catch (error) {
    return { patch, why: oneLine(error) };
  }
}

interface Target {
  readonly github: GitHub;
  readonly remote: string;
  /** Branch that the pull request goes to. */
  readonly into: string;
}

async function targetOf(
  organization: Organization,
  env: NodeJS.ProcessEnv,
): Promise<Target | { readonly why: string }> {
  const shared = sharedBranch(organization);
  const { github: workflows, pipeline } = organization.delivery;
  const name = workflows?.repository || pipeline?.repository || env["GITHUB_REPOSITORY"];
  if (shared === undefined) return { why: "no branch is shared (delivery.sharedBranch: false)" };
  if (!name) {
    return {
      why: "environments/organization.ts names no repository (delivery.github, delivery.pipeline)",
    };
  }
  const token = await githubToken(env);
  if (token === undefined) return { why: "there is no token of GitHub (gh auth login, GH_TOKEN)" };
  const github = GitHub.of({ ...env, GITHUB_REPOSITORY: name, GH_TOKEN: token });
  return { github, remote: shared.remote, into: shared.branch };
}

/** By git's own credentials; where there are none, as in a workflow's checkout, by GitHub's command line. */
async function push(
  repository: Repository,
  remote: string,
  commit: string,
  branch: string,
): Promise<void> {
  const line = ["push", "--quiet", "--force", remote, `${commit}:refs/heads/${branch}`];
  const silent = { GIT_TERMINAL_PROMPT: "0" };
  const { code, stderr } = await repository.tryGit(line, silent);
  if (code === 0) return;
  const helper = [
    "-c",
    "credential.helper=",
    "-c",
    "credential.helper=!gh auth git-credential",
  ] as const;
  const again = await repository.tryGit([...helper, ...line], silent);
  if (again.code !== 0) throw new OperationError(`git push of ${branch} failed: ${stderr}`);
}

function bodyOf({ environment, rollback, plan }: ProposeOptions): string {
  const { service, to, from, why } = rollback;
  return [
    `${service} in ${environment} went back to \`${to.digest ?? to.tag}\`${from === undefined ? "" : `, from \`${from.digest ?? from.tag}\``}.`,
    ...(why === undefined ? [] : [`Why: ${plainLine(why)}`]),
    ...(plan === undefined ? [] : [`Plan: \`${plan}\` (\`${ownCommand(`show ${plan}`)}\`).`]),
    "Until this is merged, the next plan of the branch brings the other image again.",
  ].join("\n\n");
}
