import type { PolicyStatement } from "../../policy-document";

export interface ReadProps {
  /** ARNs of the buckets that stacks manage, with `*` as a wildcard. */
  readonly bucketArns: readonly string[];

  /** What the names of builds and rules of events start with. */
  readonly prefix: string;
  readonly accountId: string;
}

/**
 * To see how everything is set that stacks manage, which a plan compares with the code. Not what is
 * in it: no object, log, item, image, secret, parameter.
 *
 * AWS's own policy ReadOnlyAccess would read all objects, items and logs of the account besides.
 */
export const readStatements = ({ bucketArns, prefix, accountId }: ReadProps): PolicyStatement[] => [
  {
    // Settings, of which few can be held to a resource. What some of them tell besides is in
    // packages/docs/delivery-roles.md.
    Sid: "SeeSettings",
    Effect: "Allow",
    Action: [
      ...DESCRIBED.map((service) => `${service}:Describe*`),
      ...LISTED.map((service) => `${service}:List*`),
      ...SINGLE,
    ],
    Resource: "*",
  },
  {
    // What launches instances has the script with which they start. Of VPN connections and sign-ons
    // of Verified Access their keys are told (EC2 API, VpnConnection and OidcOptions).
    Sid: "DenySecretSettings",
    Effect: "Deny",
    Action: [
      "autoscaling:DescribeLaunchConfigurations",
      "ec2:DescribeSpotFleetRequests",
      "ec2:DescribeSpotInstanceRequests",
      "ec2:DescribeVerifiedAccessTrustProviders",
      "ec2:DescribeVpnConnections",
    ],
    Resource: "*",
  },
  {
    // Variables of builds and what rules hand on may be anything, so those of others stay closed.
    Sid: "SeeBuildsAndRules",
    Effect: "Allow",
    Action: [
      "codebuild:BatchGetProjects",
      "codebuild:BatchGetReportGroups",
      "events:DescribeRule",
      "events:ListTagsForResource",
      "events:ListTargetsByRule",
      "scheduler:GetSchedule",
      "scheduler:GetScheduleGroup",
      "scheduler:ListTagsForResource",
    ],
    Resource: [
      `arn:aws:codebuild:*:${accountId}:project/${prefix}-*`,
      `arn:aws:codebuild:*:${accountId}:report-group/${prefix}-*`,
      `arn:aws:events:*:${accountId}:rule/${prefix}-*`,
      `arn:aws:scheduler:*:${accountId}:schedule-group/${prefix}-*`,
      `arn:aws:scheduler:*:${accountId}:schedule/${prefix}-*`,
    ],
  },
  {
    // Everything about a bucket but what lies in it. The names of its objects are not kept back:
    // whether a bucket exists is asked with the right to list it.
    Sid: "SeeBuckets",
    Effect: "Allow",
    Action: [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
      "s3:ListTagsForResource",
    ],
    Resource: bucketArns,
  },
];

/** Services whose Describe* tells of settings only. */
const DESCRIBED = [
  "acm",
  "application-autoscaling",
  "autoscaling",
  "cloudwatch",
  "dynamodb",
  "ec2",
  "ecr",
  "ecs",
  "elasticloadbalancing",
  "kms",
  "rds",
  "wafv2",
];

/** The same of List*, of those that have it. */
const LISTED = ["acm", "cloudwatch", "dynamodb", "ecr", "ecs", "kms", "wafv2"];

/**
 * Actions of services that call it otherwise, or whose other actions tell more: lines of logs,
 * addresses of subscribers.
 */
const SINGLE = [
  "application-autoscaling:ListTagsForResource",
  "chatbot:DescribeSlackChannelConfigurations",
  "chatbot:ListTagsForResource",
  "cloudwatch:GetDashboard",
  "codedeploy:GetApplication",
  // Which deployment is under way: what a rollback is planned by.
  "codedeploy:GetDeployment",
  "codedeploy:GetDeploymentConfig",
  "codedeploy:GetDeploymentGroup",
  "codedeploy:ListDeployments",
  "codedeploy:ListTagsForResource",
  "codepipeline:GetPipeline",
  "codepipeline:ListTagsForResource",
  "ecr:GetLifecyclePolicy",
  "ecr:GetRegistryPolicy",
  "ecr:GetRegistryScanningConfiguration",
  "ecr:GetRepositoryPolicy",
  "iam:GetInstanceProfile",
  "iam:GetOpenIDConnectProvider",
  "iam:GetPolicy",
  "iam:GetPolicyVersion",
  "iam:GetRole",
  "iam:GetRolePolicy",
  "iam:ListAttachedRolePolicies",
  "iam:ListInstanceProfilesForRole",
  "iam:ListInstanceProfileTags",
  "iam:ListOpenIDConnectProviderTags",
  "iam:ListPolicyTags",
  "iam:ListPolicyVersions",
  "iam:ListRolePolicies",
  "iam:ListRoleTags",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:ListTagsForResource",
  "rds:ListTagsForResource",
  "route53:GetChange",
  "route53:GetHostedZone",
  "route53:ListHostedZones",
  "route53:ListHostedZonesByName",
  "route53:ListResourceRecordSets",
  "route53:ListTagsForResource",
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetResourcePolicy",
  "servicediscovery:GetNamespace",
  "servicediscovery:GetOperation",
  "servicediscovery:ListNamespaces",
  "servicediscovery:ListTagsForResource",
  "sns:GetSubscriptionAttributes",
  "sns:GetTopicAttributes",
  "sns:ListTagsForResource",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ListQueueTags",
  "ssm:DescribeParameters",
  "ssm:ListTagsForResource",
  "wafv2:GetLoggingConfiguration",
  "wafv2:GetWebACL",
  "wafv2:GetWebACLForResource",
];

/** Said in so many words, so that no other policy of the role gives it. */
export const denySecrets = (
  /** ARNs of parameters that are no secrets but settings of stacks. */
  readableParameterArns: readonly string[],
  /** ARNs of secrets with which providers sign on. @default none */
  readableSecretArns: readonly string[] = [],
): PolicyStatement[] => [
  {
    Sid: "DenySecrets",
    Effect: "Deny",
    // The script with which an instance starts is among its attributes.
    Action: [
      "ec2:DescribeInstanceAttribute",
      "secretsmanager:BatchGetSecretValue",
      ...(readableSecretArns.length === 0 ? ["secretsmanager:GetSecretValue"] : []),
    ],
    Resource: "*",
  },
  ...(readableSecretArns.length === 0
    ? []
    : [
        {
          Sid: "DenyOtherSecrets",
          Effect: "Deny" as const,
          Action: "secretsmanager:GetSecretValue",
          NotResource: readableSecretArns,
        },
      ]),
  {
    Sid: "DenyParameters",
    Effect: "Deny",
    Action: ["ssm:GetParameter*"],
    ...(readableParameterArns.length === 0
      ? { Resource: "*" }
      : { NotResource: readableParameterArns }),
  },
];

/** Parameters that stacks manage, such as the version of the bootstrap stack's layout. */
export const readParameters = (parameterArns: readonly string[]): PolicyStatement => ({
  Sid: "ReadParameters",
  Effect: "Allow",
  Action: ["ssm:GetParameter", "ssm:GetParameters"],
  Resource: parameterArns,
});
