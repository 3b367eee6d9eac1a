import { z } from "zod";
import { emails } from "../observability/email-options";
import { count, matching, options, part, rule, unique } from "../option-rules";
import { pipelineOptions } from "./pipeline/pipeline-options";
import { branch, planPlace, repositoryId, sharedBranch } from "./plan-place-options";
import { pullRequestsAdd } from "./pull-request-options";

/** Ids as Slack gives them; AWS Chatbot API, CreateSlackChannelConfiguration. */
export const slackOptions = options({
  /** The workspace, which an administrator lets in once in the console of Amazon Q Developer. */
  workspaceId: matching(/^[0-9A-Z]{1,255}$/, "a Slack workspace's id such as T0123ABCD"),

  /** The channel, to which `@Amazon Q` must be invited where it is private. */
  channelId: matching(/^[A-Z0-9]{1,255}$/, "a Slack channel's id such as C0123ABCD"),
});

/** Logins of managed users have an underscore: `kim_acme/shop`. */
const repository = matching(
  /^[A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100}$/,
  "owner/name of a repository",
);

const github = options({
  /** Repository whose workflows take on the roles, as `owner/name`. */
  repository,

  /** Its id, which stays when it is renamed and is never given out again: `gh api repos/owner/name --jq .id`. */
  repositoryId,

  /**
   * What GitHub puts before the last part of a token's `sub`:
   * `gh api repos/owner/name/actions/oidc/customization/sub --jq .sub_claim_prefix`. Of repositories
   * made, renamed or transferred after 2026-07-15 it has the ids in it.
   * @default "repo:<repository>"
   */
  subjectPrefix: matching(
    /^repo:[\w.-]+(?:@\d+)?\/[\w.-]+(?:@\d+)?$/,
    "repo:owner/name, or repo:owner@id/name@id",
  ).optional(),

  /** Branch whose plans are applied. @default "main" */
  branch: branch.default("main"),

  /**
   * GitHub ids of those who may start a workflow that applies where approval is demanded. For
   * private repositories, which have no required reviewers below GitHub Enterprise:
   * `gh api users/<login> --jq .id`.
   * @default everybody whom the rules of the GitHub environment let
   */
  approverIds: unique(
    z.array(matching(/^[1-9]\d{0,19}$/, 'a GitHub id: digits in quotes, as "583231"')),
    "each id once",
  ).default([]),

  /**
   * GitHub's identity provider, where the account has one already: there can be one only.
   * @default made by delivery-stack
   */
  oidcProviderArn: matching(
    /^arn:aws:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/,
    "arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com",
  ).optional(),

  /**
   * Environments whose state the plan of a pull request may read. A state holds secrets, and
   * whoever may open a pull request can have it printed.
   * @default all that are not `production`, and the registry
   */
  pullRequestsRead: unique(
    z.array(matching(/^[a-z][a-z0-9-]*$/, "the name of an environment, or registry")),
    "each name once",
  ).optional(),

  /**
   * What the plan of a pull request may have though the branch has it not yet. Its code runs with the
   * rights of that plan before anybody has read the change, so name whom you trust with them.
   * @default nothing: a provider and a module that are new wait for the merge
   */
  pullRequestsAdd: pullRequestsAdd.optional(),
});

/**
 * Also of enterprises, whose logins end in `_` and a short code, and of apps, in `[bot]`.
 * https://docs.github.com/en/enterprise-cloud@latest/admin/concepts/identity-and-access-management/enterprise-managed-users
 */
const login = matching(
  /^[A-Za-z0-9][\w-]{0,38}(?:\[bot\])?$/,
  "GitHub logins, as kim-gh, each with a name in AWS's sign-on",
);

/** The name of a session of a role (STS API, AssumeRole), which for the sign-on's is the user's. */
const signOnName = matching(
  /^[\w+=,.@-]{2,64}$/,
  "a user name in AWS's sign-on, as kim@example.com: what `aws sts get-caller-identity` shows after the last slash",
);

const allOptions = options({
  /** Hours after which a plan is not applied any more. @default 72 */
  planExpiryHours: count(1, 8760).default(72),

  /** Days for which plans are kept. They hold what a state holds. @default 30 */
  planRetentionDays: count(1, 3650).default(30),

  /** Days for which it is kept who planned, approved and applied what, with log and outputs. @default 400 */
  resultRetentionDays: count(1, 3650).default(400),

  /** Where plans lie, whichever backend keeps the states. @default the bucket that delivery-stack makes */
  store: planPlace.default({ type: "s3" }),

  /**
   * Roles in which people apply plans, with `*` as a wildcard, such as
   * `arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Deploy_*`. They
   * may fetch the plans of all environments, and alone those of bootstrap and delivery; and they
   * alone change the settings of the buckets of states and plans, which is to apply these two.
   * @default whom IAM allows it, until github or pipeline is given; then none besides break-glass
   */
  appliers: unique(
    z.array(
      matching(
        /^arn:aws:iam::\d{12}:role\/[\w+=,.@/*-]*[\w+=,.@-]{3}[\w+=,.@/*-]*$/,
        "the ARN of a role, whose name may have * in it",
      ),
    ),
    "each role once",
  ).default([]),

  /**
   * Who is who: by GitHub login, the user name in AWS's sign-on (IAM Identity Center). Without it
   * nobody knows that a login and a session are two people, so whoever planned under the one cannot
   * be told from who approves under the other, and the approval is refused. Two logins may be one
   * person's.
   * @default nobody is known under both; `{}` says that there is no need
   */
  people: z
    .record(login, signOnName, 'a map, as { "kim-gh": "kim@example.com" }')
    .refine((people) => {
      const logins = Object.keys(people).map((one) => one.toLowerCase());
      return new Set(logins).size === logins.length;
    }, "each login once: GitHub takes capitals for small letters")
    .optional(),

  /**
   * The branch that all share, as `<remote>/<branch>` of the checkout: `plan`, `apply` and `teardown`
   * fetch it, and take a commit only if it has that. `false`: there is no shared repository, and each
   * checkout's commits count.
   * @default `origin` with the branch of github or pipeline, or `origin/main`
   */
  sharedBranch: sharedBranch.optional(),

  /** Workflows of GitHub Actions that plan and apply. @default none */
  github: github.optional(),

  /** The same with CodePipeline. @default none */
  pipeline: pipelineOptions.optional(),
});

/** How plans get from review to apply: what all environments share. */
export const delivery = allOptions
  .refine(...rule(["sharedBranch"], isTheOneThatIsDelivered))
  .refine(...rule(["planRetentionDays"], keepsPlansUntilTheyExpire))
  .refine(...rule(["resultRetentionDays"], remembersWhatWasApplied));

/** What the store of plans takes of that. */
export const storeOptions = part(allOptions, "planRetentionDays", "resultRetentionDays").refine(
  ...rule(["resultRetentionDays"], remembersWhatWasApplied),
);

/** What the roles of workflows take. Which environments a pull request reads, only others know. */
export const githubRoleOptions = part(
  github,
  "repository",
  "repositoryId",
  "subjectPrefix",
  "branch",
  "approverIds",
  "oidcProviderArn",
);

export type StoreInput = z.input<typeof storeOptions>;
export type GithubRoleInput = z.input<typeof githubRoleOptions>;
export type SlackInput = z.input<typeof slackOptions>;

// What the rules over several options look at; see service-options.ts.
interface Kept {
  readonly planRetentionDays: number;
  readonly resultRetentionDays: number;
}

function keepsPlansUntilTheyExpire({
  planExpiryHours,
  planRetentionDays,
}: Kept & { readonly planExpiryHours: number }) {
  return !(planRetentionDays * 24 < planExpiryHours)
    ? undefined
    : `at least ${Math.ceil(planExpiryHours / 24)}, as plans expire after ${planExpiryHours} hours`;
}

/** Workflows and pipeline plan one branch, and nobody's checkout another. */
function isTheOneThatIsDelivered(delivery: {
  readonly sharedBranch?: string | false | undefined;
  readonly github?: { readonly branch: string } | undefined;
  readonly pipeline?: { readonly branch: string } | undefined;
}) {
  const { sharedBranch: given, github, pipeline } = delivery;
  const by = github ? "github" : "pipeline";
  const delivered = (github ?? pipeline)?.branch;
  if (given === undefined || delivered === undefined) return undefined;
  return given !== false && given.replace(/^[^/]*\//, "") === delivered
    ? undefined
    : `<remote>/${delivered}, the branch of delivery.${by}`;
}

/** Forgotten before the plan is gone, a plan could be applied again. */
function remembersWhatWasApplied({ planRetentionDays, resultRetentionDays }: Kept) {
  return !(resultRetentionDays < planRetentionDays)
    ? undefined
    : `at least ${planRetentionDays}, the days for which plans are kept`;
}

/** The same of one environment. */
export const environmentDelivery = options({
  /** Whether somebody must approve a plan before it is applied. @default as `production` */
  approval: z.boolean("true or false").optional(),

  /**
   * Who is told of plans, approvals, applies and drift, of the shared stacks too where it is
   * `production`; each must confirm.
   * @default nobody
   */
  emails: emails.default([]),

  /** Channel that is told of them. @default none */
  slack: slackOptions.optional(),
});
