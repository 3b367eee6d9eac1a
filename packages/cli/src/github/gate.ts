import { OperationError } from "../core/errors";
import { NOT_USABLE } from "../core/exit-codes";
import type { GitHub } from "./api";

interface Environment {
  readonly protection_rules?: readonly {
    readonly type: string;
    readonly reviewers?: readonly unknown[];
    readonly prevent_self_review?: boolean;
  }[];
  readonly deployment_branch_policy?: unknown;
}

/** Whether somebody is asked before a job of an environment starts. */
export interface Gate {
  readonly reviewers: boolean;
  /** Advice on what would be better, in sentences. */
  readonly advice: readonly string[];
}

/** @throws OperationError when the rules cannot be read: then nobody knows whether there is a gate */
export async function gateOf(github: GitHub, environment: string): Promise<Gate> {
  const found = await github.find<Environment>(`/environments/${encodeURIComponent(environment)}`);
  if (found === undefined) {
    return { reviewers: false, advice: [`GitHub has no environment ${environment} yet.`] };
  }
  const rule = found.protection_rules?.find(({ type }) => type === "required_reviewers");
  const reviewers = (rule?.reviewers?.length ?? 0) > 0;
  return {
    reviewers,
    advice: [
      ...(reviewers && rule?.prevent_self_review !== true
        ? [`Whoever merged may approve as well: turn on "Prevent self-review" of ${environment}.`]
        : []),
      ...(found.deployment_branch_policy
        ? []
        : [`Jobs of any branch may name the environment ${environment}: limit its branches.`]),
    ],
  };
}

/** The words for a plan that must be approved where GitHub would ask nobody. */
export const withoutReviewers = (
  environment: string,
  isPrivate: boolean,
  plan: { readonly id: string; readonly sha256: string },
): string =>
  [
    `The plan of ${environment} must be approved, and the GitHub environment ${environment} has no required reviewers.`,
    isPrivate
      ? "Private repositories have them on GitHub Enterprise only. So the run stops here."
      : `Add reviewers under Settings > Environments > ${environment}. Until then the run stops here.`,
    "Nothing was applied. To apply the plan, somebody whose id is among organization.delivery.github.approverIds runs:",
    `gh workflow run apply.yml -f environment=${environment} -f plan=${plan.id} -f sha256=${plan.sha256}`,
  ].join("\n");

/** The words for a plan that is applied by hand. */
export const whoApproves = (environment: string, reviewers: boolean): string =>
  reviewers
    ? `The environment ${environment} has required reviewers: whoever let this run pass is the approver.`
    : `The environment ${environment} has no required reviewers: whoever started this run is the approver.`;

interface Review {
  readonly state: string;
  readonly comment?: string | undefined;
  readonly environments?: readonly { readonly name: string }[];
  readonly user?: { readonly login?: string } | null;
}

/**
 * The reviewer who let a run pass into an environment, as GitHub has noted it.
 *
 * @throws OperationError when nobody did
 */
export async function reviewerOf(
  github: GitHub,
  run: string,
  environment: string,
): Promise<{ readonly login: string; readonly comment: string }> {
  const reviews = await github.get<Review[]>(`/actions/runs/${run}/approvals`);
  const passed = reviews.findLast(
    ({ state, environments = [] }) =>
      state === "approved" && environments.some(({ name }) => name === environment),
  );
  const login = passed?.user?.login;
  if (login === undefined) {
    throw new OperationError(
      `GitHub knows nobody who let this run pass into ${environment}; look at its protection rules, and at whether administrators may bypass them`,
      NOT_USABLE,
    );
  }
  return { login, comment: passed?.comment ?? "" };
}
