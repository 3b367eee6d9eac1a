import type { PolicyStatement } from "../../policy-document";
import {
  roleLimits,
  storeLimits,
  type RoleLimitsProps,
  type StoreLimitsProps,
} from "./boundary-limits";

/** An environment that this one must leave alone. */
export interface ForeignEnvironment {
  /** What the names of its resources start with. */
  readonly prefix: string;

  /** DNS names under which it is reached, with `*` as the first label or not. */
  readonly hosts: readonly string[];
}

export interface BoundaryProps extends StoreLimitsProps, RoleLimitsProps {
  /** What the names of its resources start with. */
  readonly prefix: string;

  /** Values of the tags `Organization` and `Environment` of what is its own. */
  readonly organizationTag: string;
  readonly environmentTag: string;

  /** Values of `Environment` of what all environments use and none changes. */
  readonly sharedTags: readonly string[];

  readonly others: readonly ForeignEnvironment[];
}

export const boundaryStatements = (props: BoundaryProps): PolicyStatement[] => [
  ...tagLimits(props),
  ...storeLimits(props),
  ...roleLimits(props),
  ...nameLimits(props),
];

const tagLimits = (props: BoundaryProps): PolicyStatement[] => {
  const { organizationTag, environmentTag, sharedTags } = props;
  return [
    {
      // All but what states and plans hold. What a role may really do is up to its own policies.
      Sid: "Elsewhere",
      Effect: "Allow",
      Action: "*",
      NotResource: [...(props.state ? [props.state.bucket] : []), props.planBucket].map(
        (bucket) => `arn:aws:s3:::${bucket}/*`,
      ),
    },
    {
      // Everything that bears our tags bears the environment's name.
      Sid: "DenyOtherEnvironments",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:ResourceTag/Organization": organizationTag },
        StringNotEquals: { "aws:ResourceTag/Environment": [environmentTag, ...sharedTags] },
      },
    },
    {
      // State key, lock table, topics, repositories and parameters are used and not changed.
      Sid: "DenyChangesToShared",
      Effect: "Deny",
      NotAction: USES,
      Resource: "*",
      Condition: {
        StringEquals: {
          "aws:ResourceTag/Organization": organizationTag,
          "aws:ResourceTag/Environment": sharedTags,
        },
      },
    },
    {
      // Nothing is made in the name of another environment.
      Sid: "DenyOtherTags",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:RequestTag/Organization": organizationTag },
        StringNotEquals: { "aws:RequestTag/Environment": environmentTag },
      },
    },
    {
      // The account itself, and the record of what was done in it.
      Sid: "DenyAccount",
      Effect: "Deny",
      Action: [
        "account:*",
        "organizations:*",
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
      ],
      Resource: "*",
    },
  ];
};

/** What is done with shared resources without changing them. */
const USES = [
  "codepipeline:Get*",
  "codepipeline:List*",
  "dynamodb:DeleteItem",
  "dynamodb:DescribeTable",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:BatchImportUpstreamImage",
  "ecr:Describe*",
  "ecr:GetDownloadUrlForLayer",
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

/** By their names, what bears no tags: objects, log streams, tasks, records. */
function nameLimits({ accountId, prefix: own, others }: BoundaryProps): PolicyStatement[] {
  const hosts = [...new Set(others.flatMap((other) => other.hosts))].toSorted();
  // `acme-dev-*` is also what `acme-dev-eu` is called, in both directions.
  const nested = others.filter(({ prefix }) => prefix.startsWith(`${own}-`));
  return [
    ...(others.length === 0
      ? []
      : [
          {
            Sid: "DenyOtherNames",
            Effect: "Deny" as const,
            Action: "*",
            Resource: [
              ...others.flatMap(({ prefix }) => [
                `arn:aws:s3:::${prefix}-${own.startsWith(`${prefix}-`) ? "alb-" : ""}*`,
                `arn:aws:logs:*:${accountId}:log-group:/*/${prefix}/*`,
                `arn:aws:ecs:*:${accountId}:*/${prefix}/*`,
              ]),
              ...nested.flatMap(({ prefix }) => [
                `arn:aws:iam::${accountId}:*/${prefix}-*`,
                `arn:aws:cloudwatch:*:${accountId}:alarm:${prefix}-*`,
                `arn:aws:events:*:${accountId}:rule/${prefix}-*`,
              ]),
            ],
          },
        ]),
    ...(hosts.length === 0
      ? []
      : [
          {
            // One hosted zone may be that of several environments.
            Sid: "DenyOtherRecords",
            Effect: "Deny" as const,
            Action: "route53:ChangeResourceRecordSets",
            Resource: "*",
            Condition: {
              "ForAnyValue:StringEquals": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": hosts.map(normalized),
              },
            },
          },
        ]),
  ];
}

/** As Route 53 compares names: in lower case, other characters in octal (developer guide, "Using IAM policy conditions"). */
const normalized = (host: string): string => host.toLowerCase().replace(/^\*\./, "\\052.");
