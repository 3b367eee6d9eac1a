import type { PolicyStatement } from "../../policy-document";

export interface ReadProps {
  /** ARNs of the buckets that stacks manage, with `*` as a wildcard. */
  readonly bucketArns: readonly string[];
}

/**
 * To see how everything is set that stacks manage, which a plan compares with the code. Not what is
 * in it: no object, log, item, image, secret, parameter.
 *
 * AWS's own policy ReadOnlyAccess would read all objects, items and logs of the account besides.
 */
export const readStatements = ({ bucketArns }: ReadProps): PolicyStatement[] => [
  {
    // Settings. Few of these can be held to a resource, and none of them reads contents.
    Sid: "SeeSettings",
    Effect: "Allow",
    Action: [
      ...DESCRIBED.flatMap((service) => [`${service}:Describe*`, `${service}:List*`]),
      ...SINGLE,
    ],
    Resource: "*",
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

/** Services whose Describe* and List* tell of settings only. */
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
  "events",
  "kms",
  "logs",
  "sns",
  "wafv2",
];

/** Of services that call it otherwise. */
const SINGLE = [
  "chatbot:DescribeSlackChannelConfigurations",
  "chatbot:ListTagsForResource",
  "cloudwatch:GetDashboard",
  "codebuild:BatchGetProjects",
  "codebuild:BatchGetReportGroups",
  "codedeploy:GetApplication",
  "codedeploy:GetDeploymentConfig",
  "codedeploy:GetDeploymentGroup",
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
  "route53:GetChange",
  "route53:GetHostedZone",
  "route53:ListHostedZones",
  "route53:ListHostedZonesByName",
  "route53:ListResourceRecordSets",
  "route53:ListTagsForResource",
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetResourcePolicy",
  "sns:GetSubscriptionAttributes",
  "sns:GetTopicAttributes",
  "ssm:DescribeParameters",
  "ssm:ListTagsForResource",
  "wafv2:GetWebACL",
  "wafv2:GetWebACLForResource",
];

/** Said in so many words, so that no other policy of the role gives it. */
export const denySecrets = (
  /** ARNs of parameters that are no secrets but settings of stacks. */
  readableParameterArns: readonly string[],
): PolicyStatement[] => [
  {
    Sid: "DenySecrets",
    Effect: "Deny",
    Action: ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"],
    Resource: "*",
  },
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
