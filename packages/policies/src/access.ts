import {
  identityPolicies,
  resourcePolicies,
  statementName,
  type PolicyDocument,
  type Statement,
} from "./iam-documents";
import { blocks, isTrue, list, type StackResources } from "./resources";
import { eachOf, shown, type Finding, type Rule } from "./rule";

export const accessRules: readonly Rule[] = [
  {
    id: "no-wildcard-permission",
    severity: "error",
    appliesTo: "every stack",
    statement: "No identity policy allows a wildcard of actions on a wildcard of resources.",
    reason:
      "Whoever gets hold of the role has the whole service, or the whole account, and nobody can tell what the role is for.",
    fix: "name the actions, or the ARNs of the resources; Describe* and List* may stay on *",
    find: (stack) => [
      ...statementFindings(identityPolicies(stack), wildcardPermission),
      ...grantsOfManagedPolicies(stack),
    ],
  },
  {
    id: "no-public-resource-policy",
    severity: "error",
    appliesTo: "every stack",
    statement: "No resource policy, key policy or trust policy lets in everybody.",
    reason: 'Principal "*" is anyone with an AWS account, and for some services anyone at all.',
    fix: "name accounts, roles or services as principals, or add a condition on the caller such as aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn",
    find: (stack) => [
      ...statementFindings(resourcePolicies(stack), publicGrant),
      ...publicFunctions(stack),
    ],
  },
  {
    id: "private-buckets",
    severity: "error",
    appliesTo: "every stack",
    statement: "Every bucket blocks public access, in all four ways.",
    reason: "One ACL or policy set by hand would publish the bucket.",
    fix: "call keepPrivate (packages/constructs/src/private-bucket.ts) for the bucket",
    find: eachOf(["aws_s3_bucket"], (bucket, stack) => {
      const ways = [
        "block_public_acls",
        "block_public_policy",
        "ignore_public_acls",
        "restrict_public_buckets",
      ];
      const [block] = stack.referring("aws_s3_bucket_public_access_block", "bucket", bucket);
      const open = ways.filter((way) => !isTrue(block?.attributes[way]));
      return open.length > 0 && `got no ${open.join(", ")}, expected a block of all four`;
    }),
  },
  {
    id: "readable-documents",
    severity: "warning",
    appliesTo: "every stack",
    statement: "IAM policies and container definitions are JSON that the other rules can read.",
    reason: "A document that Terraform puts together is held against no rule.",
    fix: "write it as objects, and pass policyDocument(...) (packages/constructs/src/policy-document.ts) or JSON.stringify(...)",
    find: (stack) => {
      const policies = [...identityPolicies(stack), ...resourcePolicies(stack)]
        .filter(({ statements }) => statements === undefined)
        .map(({ resource }) => ({ resource, detail: `got a policy ${UNREADABLE}` }));
      const tasks = stack
        .ofType("aws_ecs_task_definition")
        .filter((task) => stack.json(task.attributes["container_definitions"]) === undefined)
        .map((resource) => ({ resource, detail: `got containers ${UNREADABLE}` }));
      return [...policies, ...tasks];
    },
  },
];

const UNREADABLE = "that only Terraform can compute, expected JSON";

const statementFindings = (
  documents: readonly PolicyDocument[],
  problem: (statement: Statement) => string | undefined,
): Finding[] =>
  documents.flatMap(({ resource, statements = [] }) =>
    statements.flatMap((statement, index) => {
      const detail = statement.Effect === "Allow" ? problem(statement) : undefined;
      return detail ? [{ resource, detail: `${statementName(statement, index)}: ${detail}` }] : [];
    }),
  );

function wildcardPermission(statement: Statement): string | undefined {
  const { Action, NotAction, Resource, NotResource } = statement;
  const resources = list(Resource).filter(isWildcardResource);
  if (NotResource === undefined && resources.length === 0) return undefined;
  const on = NotResource === undefined ? shown(resources[0]) : `all but ${shown(NotResource)}`;
  if (NotAction !== undefined) return `got all actions but ${shown(NotAction)} on ${on}`;
  const actions = list(Action).filter(isWildcardAction);
  return actions.length > 0 ? `got ${actions.map(shown).join(", ")} on ${on}` : undefined;
}

/** Describe and List only name what there is, and many of them can be held to no resource. */
function isWildcardAction(action: unknown): boolean {
  const [, name = "*"] = String(action).split(":");
  return /[*?]/.test(name) && !/^(Describe|List)[A-Za-z]*\*$/.test(name);
}

/** Whether a resource is `*`, or everything of one service or account, such as arn:aws:s3:::*. */
function isWildcardResource(resource: unknown): boolean {
  const text = String(resource);
  if (!text.startsWith("arn:")) return /^\**$/.test(text);
  const parts = text.split(":");
  return parts.length < 6 ? text.endsWith("*") : /^[*/:]+$/.test(parts.slice(5).join(":"));
}

/** Attachments of AWS's own policies that are such a wildcard. */
const grantsOfManagedPolicies = eachOf(
  [
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy_attachment",
    "aws_iam_role_policy_attachments_exclusive",
    "aws_ssoadmin_managed_policy_attachment",
    "aws_iam_role",
  ],
  ({ attributes }) =>
    ["policy_arn", "policy_arns", "managed_policy_arn", "managed_policy_arns"]
      .flatMap((argument) => list(attributes[argument]))
      .filter((arn) =>
        /:aws:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|\w*FullAccess)$/.test(
          String(arn),
        ),
      )
      .map((arn) => `got the managed policy ${String(arn)}`),
);

function publicGrant({ Principal, NotPrincipal, Condition }: Statement): string | undefined {
  if (NotPrincipal !== undefined) return "got NotPrincipal with Allow, expected Principal";
  const everybody =
    Principal === "*" ||
    blocks(Principal).some((principals) => list(principals["AWS"]).includes("*"));
  if (!everybody || limitsCaller(Condition)) return undefined;
  return 'got the principal "*" without a condition on the caller';
}

/** Condition keys by which AWS knows the caller, or the way of the call. */
const CALLER_KEYS =
  /^(aws:(Principal(Account|Arn|OrgID|OrgPaths|Tag\/.+)|Source(Account|Arn|Ip|OrgID|OrgPaths|Owner|Vpc|VpcArn|Vpce)|VpcSourceIp|userid)|kms:CallerAccount|s3:DataAccessPointA(ccount|rn)|sns:Endpoint)$/i;

/**
 * Whether a condition limits the callers. Negations, `...IfExists` and `ForAllValues` do not: they
 * also hold for a caller who sends no such key.
 */
const limitsCaller = (condition: Statement["Condition"] = {}): boolean =>
  Object.entries(condition).some(
    ([operator, keys]) =>
      !/Not|IfExists$|^ForAllValues|^Null$/.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          CALLER_KEYS.test(key) && !list(values).some((value) => /^[*:]*$/.test(String(value))),
      ),
  );

const publicFunctions = (stack: StackResources): Finding[] => [
  ...eachOf(
    ["aws_lambda_permission"],
    ({ attributes }) =>
      attributes["principal"] === "*" &&
      !attributes["source_arn"] &&
      !attributes["source_account"] &&
      !attributes["principal_org_id"] &&
      'got the principal "*" without a source',
  )(stack),
  ...eachOf(
    ["aws_lambda_function_url"],
    ({ attributes }) =>
      attributes["authorization_type"] === "NONE" &&
      "got authorization_type NONE, expected AWS_IAM",
  )(stack),
];
