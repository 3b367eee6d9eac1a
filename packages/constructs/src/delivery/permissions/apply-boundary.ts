import type { PolicyStatement } from "../../policy-document";
import { covers, coversAction, least } from "./action-patterns";
import {
  makingLimit,
  roleLimits,
  storeBuckets,
  storeLimits,
  tagLimits,
  type RoleLimitsProps,
  type StoreLimitsProps,
  type TagLimitsProps,
} from "./boundary-limits";
import { RECORD_NAMES, recordNames } from "./records";

/** An environment that this one must leave alone. */
export interface ForeignEnvironment {
  /** What the names of its resources start with. */
  readonly prefix: string;

  /** DNS names under which it is reached, with `*` as the first label or not. */
  readonly hosts: readonly string[];
}

export interface ApplyBoundaryProps extends TagLimitsProps, StoreLimitsProps, RoleLimitsProps {
  /** What the names of its resources start with. */
  readonly prefix: string;

  /** DNS names under which it is reached itself. */
  readonly hosts: readonly string[];
  readonly others: readonly ForeignEnvironment[];

  /** Actions that the policies of who applies allow. Nothing else is within the boundary. */
  readonly actions: readonly string[];
}

/**
 * The most that whoever applies an environment may do, whatever is attached to its role: the
 * actions of its own policies, and of those nothing of others.
 */
export const applyBoundary = (props: ApplyBoundaryProps): PolicyStatement[] => [
  {
    // All but what states and plans hold, and who read them. What it may really do is up to its
    // own policies.
    Sid: "OwnActions",
    Effect: "Allow",
    Action: ceiling(props.actions),
    ...outsideOf(storeBuckets({ ...props, sharedBuckets: [] })),
  },
  {
    // Settings of the whole account among those.
    Sid: "DenyAccount",
    Effect: "Deny",
    Action: [
      "ecr:*RegistryPolicy",
      "ecr:PutAccountSetting",
      "ecs:*AccountSetting*",
      "events:*Permission",
      "wafv2:PutPermissionPolicy",
    ],
    Resource: "*",
  },
  ...tagLimits(props, USES),
  makingLimit(props),
  ...storeLimits(props),
  ...roleLimits(props),
  ...nestedNames(props),
  ...nestedRecords(props),
];

const outsideOf = (buckets: readonly string[]) =>
  buckets.length === 0
    ? { Resource: "*" }
    : { NotResource: buckets.map((bucket) => `arn:aws:s3:::${bucket}/*`) };

/** The given actions, by shorter patterns where IAM would take no more. */
const ceiling = (actions: readonly string[]): string[] =>
  least(actions.map((action) => SHORT.find((pattern) => coversAction(pattern, action)) ?? action));

/** Services of which each look tells of settings only. */
const LOOKED_AT = [
  "acm",
  "application-autoscaling",
  "autoscaling",
  "cloudwatch",
  "codebuild",
  "codedeploy",
  "codepipeline",
  "ecr",
  "ecs",
  "elasticloadbalancing",
  "events",
  "iam",
  "kms",
  "route53",
  "sns",
  "wafv2",
];

/**
 * Patterns for many actions, the first that fits. Of what they take in besides, the policies give
 * nothing: they are held to names and tags of the environment, action by action.
 */
const SHORT = [
  ...LOOKED_AT.flatMap((service) =>
    ["BatchGet", "Describe", "Get", "List"].map((look) => `${service}:${look}*`),
  ),
  "application-autoscaling:*",
  "autoscaling:*",
  "cloudwatch:*",
  "codedeploy:*",
  "ec2:*Address",
  "ec2:*FlowLogs",
  "ec2:*InternetGateway",
  "ec2:*LaunchTemplate*",
  "ec2:*NatGateway",
  "ec2:*NetworkAcl*",
  "ec2:*NetworkInterface",
  "ec2:*Route",
  "ec2:*RouteTable*",
  "ec2:*SecurityGroup*",
  "ec2:*Subnet*",
  "ec2:*Tags",
  "ec2:*Vpc",
  "ec2:*VpcAttribute",
  "ec2:*VpcEndpoint*",
  "ecr:*",
  "ecs:*",
  "elasticloadbalancing:*",
  "events:*",
  "iam:*",
  "kms:*Alias",
  "kms:*Key*",
  "logs:*KmsKey",
  "logs:*LogDelivery",
  "logs:*LogGroup",
  "logs:*RetentionPolicy",
  "rds:*",
  "s3:*Bucket*",
  "s3:*Configuration",
  "scheduler:*",
  "secretsmanager:*Secret",
  "servicediscovery:*Namespace*",
  "sns:*Topic*",
  "sqs:*Queue*",
  "wafv2:*",
  // IAM takes letters without regard to case: this is UntagResource as well.
  ...["kms", "logs", "s3", "secretsmanager", "servicediscovery", "sns"].map(
    (service) => `${service}:*TagResource`,
  ),
];

/** What is done with shared resources without changing them. */
const USES = [
  "codepipeline:Get*",
  "codepipeline:List*",
  "dynamodb:DeleteItem",
  "dynamodb:DescribeTable",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "ecr:Describe*",
  "ecr:List*",
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:GenerateDataKey*",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "s3:Get*",
  "s3:List*",
  "s3:PutObject",
  "s3:DeleteObject",
  "sns:GetTopicAttributes",
  "sns:Publish",
  "ssm:GetParameter*",
];

/**
 * Of other environments what has names that begin with its own: `acme-dev-*` is also what
 * `acme-dev-eu` is called. Everything else is none of the resources that its policies name, so the
 * boundary does not grow with the number of environments.
 */
function nestedNames({ accountId, prefix: own, others }: ApplyBoundaryProps): PolicyStatement[] {
  const nested = others.filter(({ prefix }) => prefix.startsWith(`${own}-`));
  if (nested.length === 0) return [];
  return [
    {
      Sid: "DenyOtherNames",
      Effect: "Deny",
      Action: "*",
      Resource: nested.flatMap(({ prefix }) => [
        `arn:aws:s3:::${prefix}-*`,
        `arn:aws:iam::${accountId}:*/${prefix}-*`,
        `arn:aws:cloudwatch:*:${accountId}:alarm:${prefix}-*`,
        `arn:aws:events:*:${accountId}:rule/${prefix}-*`,
        `arn:aws:scheduler:*:${accountId}:schedule*/${prefix}-*`,
        `arn:aws:codedeploy:*:${accountId}:*:${prefix}-*`,
        `arn:aws:ecs:*:${accountId}:task-definition/${prefix}-*`,
        `arn:aws:rds:*:${accountId}:*:${prefix}-*`,
      ]),
    },
  ];
}

/**
 * Records of others that lie below its own: `_*.example.com`, which validates example.com, is also
 * what validates www.example.com. All other records are none of those that its policies name.
 */
function nestedRecords({ hosts, others }: ApplyBoundaryProps): PolicyStatement[] {
  const own = recordNames(hosts);
  const taken = recordNames(others.flatMap((other) => other.hosts)).filter((record) =>
    own.some((pattern) => covers(pattern, record)),
  );
  if (taken.length === 0) return [];
  // Again its own, below those.
  const below = own.filter((record) => taken.some((pattern) => covers(pattern, record)));
  return [
    {
      Sid: "DenyOtherRecords",
      Effect: "Deny",
      Action: "route53:ChangeResourceRecordSets",
      Resource: "*",
      Condition: {
        "ForAnyValue:StringLike": { [RECORD_NAMES]: taken.toSorted() },
        ...(below.length > 0 && { "ForAnyValue:StringNotLike": { [RECORD_NAMES]: below } }),
      },
    },
  ];
}
