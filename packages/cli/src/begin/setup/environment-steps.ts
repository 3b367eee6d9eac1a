import type { Configuration, Organization } from "@groundwork/configuration";
import { appliedOwners, needsApproval } from "@groundwork/configuration/delivery";
import type { GitHub } from "../../github/api";
import { settings } from "./repository-steps";
import { lacking, look, missing, type Step } from "./step";

type Github = NonNullable<Organization["delivery"]["github"]>;

/** An environment as GitHub tells of it. https://docs.github.com/rest/deployments/environments */
interface Environment {
  readonly can_admins_bypass?: boolean;
  readonly protection_rules?: readonly {
    readonly type: string;
    readonly reviewers?: readonly unknown[];
    readonly prevent_self_review?: boolean;
  }[];
  readonly deployment_branch_policy?: {
    readonly protected_branches?: boolean;
    readonly custom_branch_policies?: boolean;
  } | null;
}

/** The environments that jobs name: whose branch may, and who is asked. */
export const environmentSteps = (
  github: GitHub,
  configuration: Configuration,
  config: Github,
): Promise<Step>[] =>
  appliedOwners(configuration).map((owner) => {
    const step = `environment ${owner}`;
    const page = settings(config, "environments");
    const approval = needsApproval(configuration, owner);
    return look(
      step,
      () => environment(github, { step, owner, approval, page, config }),
      `${page} shows it`,
    );
  });

interface Asked {
  readonly step: string;
  readonly owner: string;
  /** Whether a plan of it must be approved. */
  readonly approval: boolean;
  readonly page: string;
  readonly config: Github;
}

async function environment(github: GitHub, asked: Asked): Promise<Step> {
  const { step, owner, approval, page, config } = asked;
  const place = `/environments/${encodeURIComponent(owner)}`;
  const found = await github.find<Environment>(place);
  if (!found) {
    return missing(
      step,
      approval ? "it is not there, and it needs reviewers" : "it is not there",
      ...creation(asked),
      ...(approval ? [`then its required reviewers: ${page}`] : []),
    );
  }
  const faults = [
    ...(await branchFaults(github, place, found, config.branch)),
    ...(approval ? reviewFaults(found, config) : []),
  ];
  const words = approval ? `${config.branch} alone, with reviewers` : `${config.branch} alone`;
  return lacking(step, faults, words, [page]);
}

/** What makes it, with the branch that alone may deploy to it. */
const creation = ({ owner, config: { repository, branch } }: Asked): string[] => {
  const place = `repos/${repository}/environments/${owner}`;
  return [
    `gh api -X PUT ${place} -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'`,
    `gh api -X POST ${place}/deployment-branch-policies -f name=${branch}`,
  ];
};

/** Without the limit a pull request could name the environment. */
async function branchFaults(
  github: GitHub,
  place: string,
  { deployment_branch_policy: policy }: Environment,
  branch: string,
): Promise<string[]> {
  if (!policy) return ["jobs of any branch may name it"];
  if (!policy.custom_branch_policies) return [];
  const { branch_policies: policies } = await github.get<{
    branch_policies: readonly { readonly name: string; readonly type?: string }[];
  }>(`${place}/deployment-branch-policies?per_page=100`);
  const others = policies.filter(({ name, type }) => name !== branch || type === "tag");
  return [
    ...(policies.some(({ name }) => name === branch) ? [] : [`jobs of ${branch} may not name it`]),
    ...(others.length === 0
      ? []
      : [`others may name it: ${others.map(({ name }) => name).join(", ")}`]),
  ];
}

function reviewFaults(found: Environment, { approverIds }: Github): string[] {
  const rule = found.protection_rules?.find(({ type }) => type === "required_reviewers");
  const hasReviewers = (rule?.reviewers?.length ?? 0) > 0;
  // Then the role takes those alone, by apply.yml.
  if (!hasReviewers && approverIds.length > 0) return [];
  if (!hasReviewers) {
    return [
      "it has no required reviewers (or, for private repositories below GitHub Enterprise, delivery.github.approverIds)",
    ];
  }
  return [
    ...(rule?.prevent_self_review
      ? []
      : ['whoever merged may approve: turn on "Prevent self-review"']),
    ...(found.can_admins_bypass === false ? [] : ["administrators may bypass its rules"]),
  ];
}
