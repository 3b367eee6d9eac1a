import { coversAction } from "./action-patterns";

/** What tasks may be given without more ado, if their `permissions` name it. */
export interface ReviewedActions {
  readonly actions: readonly string[];

  /**
   * Whether the resources must be named: an ARN of which no `*` stands for the name as a whole. For
   * what cannot be told apart by tags, or runs with rights of its own.
   * @default false
   */
  readonly named?: boolean;

  /** Why none of it leads to administrator or to another environment. */
  readonly reason: string;
}

/**
 * The list that has been looked through: data, and no settings of where it lies, no policies, no
 * roles. What is not here takes `permissionsBoundary.allow` of the environment, with a reason. To
 * add to it: does one of the actions pass a role on, change a policy, run code in a role that is
 * already there, or reach beyond the resources named? Then it does not belong here.
 */
export const REVIEWED: readonly ReviewedActions[] = [
  {
    actions: [
      "s3:AbortMultipartUpload",
      "s3:DeleteObject",
      "s3:DeleteObjectTagging",
      "s3:DeleteObjectVersion",
      "s3:GetBucketLocation",
      "s3:GetObject*",
      "s3:List*",
      "s3:PutObject",
      "s3:PutObjectTagging",
      "s3:RestoreObject",
    ],
    reason:
      "objects alone: no policies and no access lists; buckets of states, plans and other environments are denied by name",
  },
  {
    actions: [
      "dynamodb:BatchGetItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:Describe*",
      "dynamodb:Get*",
      "dynamodb:List*",
      "dynamodb:PartiQL*",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
    ],
    reason: "items alone: no tables, exports or policies; the table of locks is denied by name",
  },
  {
    actions: ["sqs:*"],
    reason: "a queue holds messages and has no role; its policy lets others into that queue only",
  },
  {
    actions: ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:Publish"],
    reason: "messages alone: who is subscribed stays as it is",
  },
  {
    actions: [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamConsumer",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
      "kinesis:PutRecord*",
      "kinesis:SubscribeToShard",
      "firehose:DescribeDeliveryStream",
      "firehose:PutRecord*",
    ],
    reason: "records alone: where a stream leads to, and in which role, stays as it is",
  },
  {
    actions: ["events:PutEvents"],
    named: true,
    reason: "an event: which rule does what with it is up to the owner of the bus",
  },
  {
    actions: ["lambda:InvokeFunction"],
    named: true,
    reason: "a call of functions that are named: their code and roles stay as they are",
  },
  {
    actions: [
      "states:DescribeExecution",
      "states:GetExecutionHistory",
      "states:ListExecutions",
      "states:SendTask*",
      "states:StartExecution",
      "states:StartSyncExecution",
      "states:StopExecution",
    ],
    named: true,
    reason: "runs of state machines that are named: their steps and roles stay as they are",
  },
  {
    actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
    named: true,
    reason: "secrets that are named are read and not changed",
  },
  {
    actions: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
    named: true,
    reason: "parameters that are named are read and not changed; no commands, no sessions",
  },
  {
    actions: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:GenerateMac",
      "kms:GetPublicKey",
      "kms:ReEncrypt*",
      "kms:Sign",
      "kms:Verify",
      "kms:VerifyMac",
    ],
    named: true,
    reason: "keys that are named are used: no grants and no key policies",
  },
  {
    actions: [
      "ses:GetSendQuota",
      "ses:SendBulkEmail",
      "ses:SendBulkTemplatedEmail",
      "ses:SendEmail",
      "ses:SendRawEmail",
      "ses:SendTemplatedEmail",
    ],
    reason: "mail in the name of identities that are verified already",
  },
  {
    actions: [
      "bedrock:ApplyGuardrail",
      "bedrock:CountTokens",
      "bedrock:InvokeModel*",
      "bedrock:ListFoundationModels",
      "bedrock:Rerank",
      "comprehend:BatchDetect*",
      "comprehend:Detect*",
      "polly:SynthesizeSpeech",
      "rekognition:Compare*",
      "rekognition:Detect*",
      "sagemaker:InvokeEndpoint",
      "textract:Analyze*",
      "textract:Detect*",
      "translate:Translate*",
    ],
    reason: "answers to what is sent along; agents and flows, which have roles, are not among them",
  },
  {
    actions: [
      "cloudwatch:GetMetricData",
      "cloudwatch:GetMetricStatistics",
      "cloudwatch:ListMetrics",
      "cloudwatch:PutMetricData",
      "xray:GetSampling*",
      "xray:PutSpans",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
      "aps:RemoteWrite",
    ],
    reason: "measurements: namespaces of AWS are closed to them, and no alarm is changed",
  },
  {
    actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    named: true,
    reason: "lines into log groups that are named",
  },
  {
    actions: [
      "aoss:APIAccessAll",
      "dax:*Item",
      "dax:Query",
      "dax:Scan",
      "elasticache:Connect",
      "elasticfilesystem:ClientMount",
      "elasticfilesystem:ClientRootAccess",
      "elasticfilesystem:ClientWrite",
      "es:ESHttp*",
      "execute-api:Invoke",
      "execute-api:ManageConnections",
      "kafka-cluster:*",
      "memorydb:Connect",
      "rds-db:connect",
    ],
    named: true,
    reason: "connections to databases, file systems and interfaces that are named",
  },
  {
    actions: [
      "appconfig:GetLatestConfiguration",
      "appconfig:StartConfigurationSession",
      "servicediscovery:DiscoverInstances",
    ],
    reason: "settings and addresses that are read and not changed",
  },
];

/** The entry of the list that has all of what an action stands for. */
export const reviewOf = (action: string): ReviewedActions | undefined =>
  REVIEWED.find(({ actions }) => actions.some((reviewed) => coversAction(reviewed, action)));
