import type { Configuration, Organization } from "@groundwork/configuration";
import { shellWord } from "../../core/shell-word";
import type { GitHub } from "../../github/api";
import { repositoryValues } from "../repository";
import { done, lacking, look, missing, type Step } from "./step";

type Github = NonNullable<Organization["delivery"]["github"]>;

/** What the repository is, and what it lets workflows do. */
export const repositorySteps = (
  github: GitHub,
  { organization }: Configuration,
  config: Github,
  env: NodeJS.ProcessEnv,
): Promise<Step>[] => [
  look(
    "repository",
    () => identity(config, env),
    `compare delivery.github in environments/organization.ts with ${settings(config, "")}`,
  ),
  look(
    "variables",
    () => variables(github, organization, config),
    `${settings(config, "variables/actions")} shows them`,
  ),
  look(
    "pull requests by workflows",
    () => pullRequests(github, config),
    `${settings(config, "actions")} shows it`,
  ),
  look(
    "protection of the branch",
    () => protection(github, config),
    `${settings(config, "rules")} shows it`,
  ),
];

/** Where somebody clicks. */
export const settings = ({ repository }: Github, page: string): string =>
  `https://github.com/${repository}/settings/${page}`.replace(/\/$/, "");

/** What roles ask of a workflow is what GitHub says of it. */
async function identity(config: Github, env: NodeJS.ProcessEnv): Promise<Step> {
  const step = "repository";
  const there = await repositoryValues(config.repository, env);
  const prefix = config.subjectPrefix ?? `repo:${config.repository}`;
  const expected = there.subjectPrefix ?? `repo:${there.repository}`;
  const branch = there.branch ?? "main";
  const faults = [
    ...(there.repository.toLowerCase() === config.repository.toLowerCase()
      ? []
      : [`repository: got ${config.repository}, expected ${there.repository}`]),
    ...(there.repositoryId === config.repositoryId
      ? []
      : [`repositoryId: got ${config.repositoryId}, expected ${there.repositoryId}`]),
    ...(prefix === expected ? [] : [`subjectPrefix: got ${prefix}, expected ${expected}`]),
    ...(branch === config.branch
      ? []
      : [`branch: got ${config.branch}, expected ${branch}, the default branch`]),
  ];
  return lacking(step, faults, `${there.repository}, ${there.repositoryId}, ${branch}`, [
    "correct delivery.github in environments/organization.ts, then npx cdktf deploy delivery-stack",
  ]);
}

/** Where the workflows find the account; without them they skip themselves. */
async function variables(
  github: GitHub,
  { name, accountId, region }: Organization,
  { repository }: Github,
): Promise<Step> {
  const wanted = Object.entries({
    AWS_ACCOUNT_ID: accountId,
    AWS_REGION: region,
    ORGANIZATION: name,
  });
  const values = await Promise.all(wanted.map(([variable]) => valueOf(github, variable)));
  const wrong = wanted.filter(([, value], index) => values[index] !== value);
  return lacking(
    "variables",
    wrong.map(([variable, value]) => {
      const got = values[wanted.findIndex(([one]) => one === variable)] ?? "nothing";
      return `${variable}: got ${got}, expected ${value}`;
    }),
    wanted.map(([variable]) => variable).join(", "),
    wrong.map(
      ([variable, value]) =>
        `gh variable set ${variable} --body ${shellWord(value)} --repo ${repository}`,
    ),
  );
}

/** The repository's own comes before the one that its organization shares with it. */
async function valueOf(github: GitHub, name: string): Promise<string | undefined> {
  const own = await github.find<Variable>(`/actions/variables/${name}`);
  if (own) return own.value;
  const shared = await github.find<{ variables: readonly Variable[] }>(
    "/actions/organization-variables?per_page=30",
  );
  return shared?.variables.find((one) => one.name === name)?.value;
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** For images and promotions, which a workflow proposes. */
async function pullRequests(github: GitHub, { repository }: Github): Promise<Step> {
  const rights = await github.get<{ can_approve_pull_request_reviews?: boolean }>(
    "/actions/permissions/workflow",
  );
  return lacking(
    "pull requests by workflows",
    rights.can_approve_pull_request_reviews
      ? []
      : ["workflows may open none, as image, promote and rollback do"],
    "allowed",
    [
      `gh api -X PUT repos/${repository}/actions/permissions/workflow -f default_workflow_permissions=read -F can_approve_pull_request_reviews=true`,
    ],
  );
}

interface Rule {
  readonly type: string;
  readonly parameters?: {
    readonly required_approving_review_count?: number;
    readonly require_code_owner_review?: boolean;
    readonly required_status_checks?: readonly { readonly context: string }[];
  };
}

interface Classic {
  readonly required_pull_request_reviews?: {
    readonly required_approving_review_count?: number;
    readonly require_code_owner_reviews?: boolean;
  };
  readonly required_status_checks?: { readonly contexts?: readonly string[] };
}

/**
 * What a change must have before it is on the branch, by rulesets or by the older protection.
 * https://docs.github.com/rest/repos/rules, https://docs.github.com/rest/branches/branch-protection
 */
async function protection(github: GitHub, config: Github): Promise<Step> {
  const step = "protection of the branch";
  const branch = encodeURIComponent(config.branch);
  if (!(await github.find(`/branches/${branch}`))) {
    return missing(
      step,
      `GitHub has no branch ${config.branch}`,
      `git push -u origin ${config.branch}`,
    );
  }
  const rules = (await github.find<readonly Rule[]>(`/rules/branches/${branch}`)) ?? [];
  const classic = await github.find<Classic>(`/branches/${branch}/protection`);
  const own = classic?.required_pull_request_reviews;
  const requests = rules.filter(({ type }) => type === "pull_request");
  const reviews = [
    own?.required_approving_review_count ?? 0,
    ...requests.map(({ parameters }) => parameters?.required_approving_review_count ?? 0),
  ];
  const checks = [
    ...(classic?.required_status_checks?.contexts ?? []),
    ...rules
      .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
      .map(({ context }) => context),
  ];
  const byOwners =
    own?.require_code_owner_reviews === true ||
    requests.some(({ parameters }) => parameters?.require_code_owner_review === true);
  const faults = [
    ...(Math.max(...reviews) > 0 ? [] : ["a change needs no review"]),
    ...(byOwners ? [] : ["code owners are not asked"]),
    ...(checks.includes("check") ? [] : ["the check named check is not required"]),
  ];
  return faults.length === 0
    ? done(step, "a review, code owners, check")
    : missing(
        step,
        faults.join("; "),
        `a ruleset for ${config.branch}: ${settings(config, "rules")}`,
      );
}
