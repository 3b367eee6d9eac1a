import type { Organization } from "@groundwork/configuration";
import { sharedBranch } from "@groundwork/configuration/delivery";
import { pipelineName } from "@groundwork/configuration/pipeline-names";
import { OperationError } from "../../core/errors";
import { isRehearsal } from "../../core/is-rehearsal";
import { plainLine } from "../../core/plain";
import { projectRoot } from "../../core/project";
import { during } from "../../core/waiting";
import type { OpenOptions } from "../../state/open";
import { gitIn, isInRepository, type Checkout } from "./checkout";
import type { DeliverySettings } from "../settings";

/**
 * Whether all can see a commit: the shared branch that has it, or why it is not known to have it;
 * neither where no branch is shared, and in a rehearsal.
 */
export interface Shared {
  readonly on?: string;
  readonly missing?: string;
}

/** What stands in a summary of it. */
export const sharedNote = ({ on, missing }: Shared) => ({
  ...(on !== undefined && { sharedBranch: on }),
  ...(missing !== undefined && { unshared: true as const }),
});

/** git waits for a server for ever. */
const FETCH_MS = 60_000;

/**
 * Looks whether the branch that all share has a commit, as its repository has the branch now: what was
 * fetched yesterday may be gone today.
 */
export async function sharedCommit(
  commit: string,
  organization: Pick<Organization, "name" | "delivery">,
  where: Pick<OpenOptions, "env" | "standIns" | "signal">,
  root = projectRoot,
): Promise<Shared> {
  const shared = sharedBranch(organization);
  if (shared === undefined || isRehearsal(where)) return {};
  const { remote, branch } = shared;
  const name = `${remote}/${branch}`;
  // A pipeline may hand on the files of a commit of its branch, without the repository.
  const { env } = where;
  if (!isInRepository(root) || isOfRun(env, commit, branch)) return { on: name };
  if (isOfPipeline(env, commit, organization)) return { on: name };
  const git = gitIn(root, { timeout: FETCH_MS, cancelSignal: where.signal });
  if ((await git("remote", "get-url", remote)).code !== 0) {
    return {
      missing: `${name} is not known: this checkout has no remote ${remote}. Add it (git remote add ${remote} <url>) and push, or, where there is no shared repository, say sharedBranch: false in delivery of environments/organization.ts`,
    };
  }
  const asked = await during(`asking ${remote} for ${branch}`, tipOf(git, remote, branch));
  where.signal.throwIfAborted();
  if (typeof asked !== "string") {
    return { missing: `nobody knows what ${name} has, as ${remote} did not tell: ${asked.why}` };
  }
  if (asked === "") return { missing: `${remote} has no branch ${branch} yet: push it there` };
  // No branch of the checkout is moved: two plans at once would be in each other's way.
  const { code } = await git("merge-base", "--is-ancestor", commit, asked);
  if (code === 0) return { on: name };
  return {
    missing: `${name} does not have the commit ${commit.slice(0, 8)}: merge it there and push, so that all can see what is planned and applied`,
  };
}

type Git = ReturnType<typeof gitIn>;

/** The newest commit of a branch in its repository, fetched where the checkout has it not; "" where there is none. */
async function tipOf(
  git: Git,
  remote: string,
  branch: string,
): Promise<string | { readonly why: string }> {
  const ref = `refs/heads/${branch}`;
  const listed = await git("ls-remote", remote, ref);
  if (listed.code !== 0) return { why: reasonOf(listed.stderr) };
  const [tip = ""] =
    listed.stdout
      .split("\n")
      .find((line) => line.endsWith(`\t${ref}`))
      ?.split("\t") ?? [];
  if (tip === "" || (await git("cat-file", "-e", `${tip}^{commit}`)).code === 0) return tip;
  const only = ["--quiet", "--no-tags", "--refmap=", "--no-write-fetch-head"];
  const fetched = await git("fetch", ...only, remote, ref);
  return fetched.code === 0 ? tip : { why: reasonOf(fetched.stderr) };
}

/**
 * Whether GitHub itself has taken the commit from the branch, for a run on it. The run's checkout has
 * no credentials to ask once more.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
const isOfRun = (env: NodeJS.ProcessEnv, commit: string, branch: string): boolean =>
  env["GITHUB_ACTIONS"] === "true" &&
  env["GITHUB_SHA"] === commit &&
  env["GITHUB_REF"] === `refs/heads/${branch}`;

/**
 * The same of a build that the pipeline has started, with the commit that its source stage took.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
const isOfPipeline = (
  env: NodeJS.ProcessEnv,
  commit: string,
  { name }: Pick<Organization, "name">,
): boolean =>
  Boolean(env["CODEBUILD_BUILD_ID"]) &&
  env["CODEBUILD_INITIATOR"] === `codepipeline/${pipelineName({ name })}` &&
  env["CODEBUILD_RESOLVED_SOURCE_VERSION"] === commit;

/** How many lines of git are shown, the last: a banner of a server may come before them. */
const REASON_LINES = 3;

/**
 * What git says, without what an address may have before its host. Behind an empty line git advises
 * in general: `Please make sure you have the correct access rights and the repository exists.`
 */
function reasonOf(stderr: string): string {
  const [said = ""] = stderr.trim().split(/\n\s*\n/);
  const lines = said.split("\n").slice(-REASON_LINES).map(plainLine).filter(Boolean);
  const text = lines.join("; ") || `no answer in ${FETCH_MS / 1000} s`;
  return text.replaceAll(/:\/\/[^\s/]+@/g, "://");
}

/**
 * The commit that is planned, as others see it.
 *
 * @param allowDirty whether it need not be, where nobody has to approve. @default the command cannot be
 *   told so
 * @throws OperationError when the commit would not say what is applied, or nobody else has it
 */
export async function expectSharedCommit(
  checkout: Checkout,
  { needsApproval }: DeliverySettings,
  organization: Pick<Organization, "name" | "delivery">,
  options: Pick<OpenOptions, "env" | "standIns" | "signal"> & {
    readonly stack: string;
    readonly allowDirty?: boolean | undefined;
  },
  root = projectRoot,
): Promise<Shared> {
  const { stack, allowDirty } = options;
  const allowed = allowDirty === true && !needsApproval;
  const ways = (otherwise: string) =>
    needsApproval && allowDirty
      ? `${otherwise}. --allow-dirty is not for ${stack}, which demands an approval: what is approved must be what was reviewed`
      : `${otherwise}${needsApproval || allowDirty === undefined ? "" : ", or add --allow-dirty"}`;
  const { commit, dirty } = checkout;
  if (dirty.length > 0 && !allowed) {
    const listed = dirty.slice(0, 10).map((file) => `  ${file}`);
    const more = dirty.length > 10 ? [`  and ${dirty.length - 10} more`] : [];
    throw new OperationError(
      [
        `got changes that the commit ${commit.slice(0, 8)} does not have, expected none, as the plan is bound to it:`,
        ...listed,
        ...more,
        ways("Commit or stash them"),
      ].join("\n"),
    );
  }
  const shared = await sharedCommit(commit, organization, options, root);
  if (shared.missing !== undefined && !allowed) throw new OperationError(ways(shared.missing));
  return shared;
}

/**
 * The same for a command that plans and applies at once. A rehearsal takes what is not committed as well:
 * what it does is nobody's.
 */
export const expectSharedUnlessRehearsed = async (
  checkout: Checkout,
  settings: DeliverySettings,
  organization: Pick<Organization, "name" | "delivery">,
  options: Pick<OpenOptions, "env" | "standIns" | "signal"> & { readonly stack: string },
  root = projectRoot,
): Promise<Shared> =>
  options.standIns ? {} : expectSharedCommit(checkout, settings, organization, options, root);
