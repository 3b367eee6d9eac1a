import type { PolicyStatement } from "../policy-document";
import type { Principal } from "./registry-options";

/** What a push takes (ECR user guide, "IAM permissions for pushing an image"). */
export const PUSH_ACTIONS: readonly string[] = [
  "ecr:BatchCheckLayerAvailability",
  // To ask whether the image is there already, as clients do before they upload its manifest.
  "ecr:BatchGetImage",
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
];

/** What a pull takes (ECR user guide, "IAM permissions for pulling an image"). */
export const PULL_ACTIONS: readonly string[] = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
];

/**
 * What it takes besides to pull through a cache: the first pull makes the repository, later ones
 * fetch what is new upstream (ECR user guide, "IAM permissions required to sync an upstream
 * registry").
 */
export const CACHE_ACTIONS: readonly string[] = [
  "ecr:BatchImportUpstreamImage",
  "ecr:CreateRepository",
];

/** Statements of whoever pulls, from repositories and from those that caches fill. */
export const pullStatements = (
  repositoryArns: readonly string[],
  cachedRepositoryArns: readonly string[],
): PolicyStatement[] => [
  {
    Sid: "PullImages",
    Effect: "Allow",
    Action: PULL_ACTIONS,
    Resource: [...repositoryArns, ...cachedRepositoryArns],
  },
  ...(cachedRepositoryArns.length === 0
    ? []
    : [
        {
          Sid: "FillCaches",
          Effect: "Allow" as const,
          Action: CACHE_ACTIONS,
          Resource: cachedRepositoryArns,
        },
      ]),
];

/** Statements of a repository's policy. They name no resource: ECR refuses one there. */
export const accessStatements = (
  pushers: readonly Principal[],
  readers: readonly Principal[],
): PolicyStatement[] => [
  ...allowPrincipals(pushers, { Sid: "Push", Effect: "Allow", Action: PUSH_ACTIONS }),
  ...allowPrincipals(readers, { Sid: "Pull", Effect: "Allow", Action: PULL_ACTIONS }),
];

/**
 * A statement for principals, in two parts: whole accounts, and single roles and users. The latter
 * are named in a condition beneath their account, because ECR and IAM refuse a policy whose
 * principal does not exist yet, and replace one that is deleted by an id that fits nobody (IAM user
 * guide, "AWS JSON policy elements: Principal"). What an account is granted still needs an
 * identity policy of the one who uses it.
 */
export function allowPrincipals(
  principals: readonly Principal[],
  statement: PolicyStatement & { readonly Sid: string },
): PolicyStatement[] {
  const accounts = principals.flatMap((p) => ("account" in p ? [p.account] : []));
  const arns = principals.flatMap((p) => ("account" in p ? [] : "role" in p ? [p.role] : [p.user]));
  return [
    ...(accounts.length === 0
      ? []
      : [{ ...statement, Sid: `${statement.Sid}ByAccounts`, Principal: roots(accounts) }]),
    ...(arns.length === 0
      ? []
      : [
          {
            ...statement,
            Sid: `${statement.Sid}ByRolesAndUsers`,
            Principal: roots(arns.map((arn) => arn.split(":")[4]!)),
            // For the session of a role, the ARN of the role.
            Condition: { ArnLike: { "aws:PrincipalArn": sorted(arns) } },
          },
        ]),
  ];
}

const roots = (accounts: readonly string[]) => ({
  AWS: sorted(accounts.map((account) => `arn:aws:iam::${account}:root`)),
});

const sorted = (values: readonly string[]): string[] => [...new Set(values)].toSorted();
