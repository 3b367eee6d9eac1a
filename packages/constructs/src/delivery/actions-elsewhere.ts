/**
 * Actions of who applies that policies of other places give, and its boundary must take in.
 */

/**
 * Actions of the policy for a state, which bootstrap-stack makes
 * (packages/constructs/src/state/state-access.ts).
 */
export const STATE_ACTIONS = [
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "kms:Decrypt",
  "kms:GenerateDataKey",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:ListBucket",
  "s3:PutObject",
];

/** Actions of a pipeline's builds, in whose roles it plans and applies. */
export const BUILD_ACTIONS = [
  "codeconnections:UseConnection",
  "codepipeline:GetPipelineState",
  "codepipeline:ListActionExecutions",
  "codestar-connections:UseConnection",
  "kms:DescribeKey",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "s3:GetObjectVersion",
];
