import { blocks, list, type Resource, type StackResources } from "./resources";

/** A statement as IAM reads it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy document and where it hangs. */
export interface PolicyDocument {
  readonly resource: Resource;
  /** Undefined if Terraform makes the text, so that nobody knows it yet. */
  readonly statements: readonly Statement[] | undefined;
}

type Texts = (resource: Resource) => readonly unknown[];

const argument =
  (name: string): Texts =>
  ({ attributes }) => [attributes[name]];

/** Policies that say what the identity may do that has them. */
const IDENTITY_POLICIES: Readonly<Record<string, Texts>> = {
  aws_iam_policy: argument("policy"),
  aws_iam_role_policy: argument("policy"),
  aws_iam_user_policy: argument("policy"),
  aws_iam_group_policy: argument("policy"),
  aws_iam_role: ({ attributes }) => blocks(attributes["inline_policy"]).map((p) => p["policy"]),
  aws_ssoadmin_permission_set_inline_policy: argument("inline_policy"),
};

/** Policies of resources, which say who may reach the resource. */
const RESOURCE_POLICIES: Readonly<Record<string, Texts>> = {
  aws_backup_vault_policy: argument("policy"),
  aws_cloudwatch_event_bus_policy: argument("policy"),
  aws_cloudwatch_log_resource_policy: argument("policy_document"),
  aws_dynamodb_resource_policy: argument("policy"),
  aws_ecr_registry_policy: argument("policy"),
  aws_ecr_repository_policy: argument("policy"),
  aws_efs_file_system_policy: argument("policy"),
  aws_iam_role: argument("assume_role_policy"),
  aws_kms_key: argument("policy"),
  aws_kms_key_policy: argument("policy"),
  aws_opensearch_domain: argument("access_policies"),
  aws_opensearch_domain_policy: argument("access_policies"),
  aws_s3_bucket: argument("policy"),
  aws_s3_bucket_policy: argument("policy"),
  aws_secretsmanager_secret: argument("policy"),
  aws_secretsmanager_secret_policy: argument("policy"),
  aws_sns_topic: argument("policy"),
  aws_sns_topic_policy: argument("policy"),
  aws_sqs_queue: argument("policy"),
  aws_sqs_queue_policy: argument("policy"),
};

export const identityPolicies = (stack: StackResources): PolicyDocument[] =>
  documents(stack, IDENTITY_POLICIES);

export const resourcePolicies = (stack: StackResources): PolicyDocument[] =>
  documents(stack, RESOURCE_POLICIES);

const documents = (
  stack: StackResources,
  types: Readonly<Record<string, Texts>>,
): PolicyDocument[] =>
  stack.ofType(...Object.keys(types)).flatMap((resource) =>
    types[resource.type]!(resource)
      .filter((text) => text !== undefined)
      .map((text) => ({ resource, statements: statementsOf(stack.json(text)) })),
  );

function statementsOf(document: unknown): Statement[] | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  return list((document as { Statement?: unknown }).Statement) as Statement[];
}

/** How a finding names a statement. */
export const statementName = ({ Sid }: Statement, index: number): string =>
  Sid === undefined ? `statement ${index + 1}` : `statement ${Sid}`;
