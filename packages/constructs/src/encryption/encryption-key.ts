import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument, type PolicyStatement } from "../policy-document";

/**
 * A service that uses the key in its own name, where IAM policies of the account say nothing.
 * "logs": CloudWatch Logs, for encrypted log groups.
 * "cloudwatch": alarms that publish to an encrypted topic.
 * "events": EventBridge rules that publish to an encrypted topic.
 * "autoscaling": EC2 Auto Scaling groups that start instances with encrypted volumes.
 *
 * Services that act for a caller need no entry, as the caller's IAM policies decide: SNS takes the
 * publisher's permissions, and ECR works with grants that whoever creates the repository must be
 * allowed to make (ECR user guide, "Encryption at rest"). One has an entry all the same:
 * "dynamodb": encrypted tables, so that whoever may use one need not be given its key besides.
 */
export type KeyService = "logs" | "cloudwatch" | "events" | "autoscaling" | "dynamodb";

export interface EncryptionKeyProps {
  /** Name of the alias, with its `alias/`: at most 256 letters, digits, `/`, `_` and `-`. */
  readonly alias: string;

  /** What the key encrypts. */
  readonly description: string;

  readonly accountId: string;
  readonly region: string;

  /** Services that the key policy itself lets use the key. */
  readonly services: readonly KeyService[];

  /** Whether Terraform refuses to destroy the key, without which nothing it encrypted can be read. */
  readonly preventDestroy: boolean;
}

/** A KMS key, and the alias that names it. */
export class EncryptionKey extends Construct {
  public readonly key: KmsKey;
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { alias, services } = props;
    check(
      this,
      "alias",
      alias,
      // KMS API reference, CreateAlias.
      /^alias\/(?!aws\/)[\w/-]{1,250}$/.test(alias),
      '"alias/" and 1 to 250 letters, digits, slashes, underscores and hyphens, not below "alias/aws/"',
    );

    this.key = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      // The longest that KMS allows: as long as a mistaken deletion can be taken back.
      deletionWindowInDays: 30,
      policy: policyDocument([
        accountDecides(props),
        // In the order below, whatever the order of the list: a policy turned round is a change.
        ...Object.entries(statementsOf)
          .filter(([service]) => services.includes(service as KeyService))
          .flatMap(([, statements]) => statements(props)),
      ]),
      ...(props.preventDestroy && { lifecycle: { preventDestroy: true } }),
    });
    this.arn = this.key.arn;
    new KmsAlias(this, "alias", { name: alias, targetKeyId: this.key.keyId });
  }
}

const accountDecides = ({ accountId }: EncryptionKeyProps): PolicyStatement => ({
  // Leaves it to IAM policies who may use the key. Without this statement nobody could change the
  // key policy again.
  Sid: "AccountDecides",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${accountId}:root` },
  Action: "kms:*",
  Resource: "*",
});

/** All that is done with data; each service adds what it does with the key besides. */
const CRYPTOGRAPHY = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];

const statementsOf: Record<KeyService, (props: EncryptionKeyProps) => PolicyStatement[]> = {
  logs: ({ accountId, region }) => [
    {
      // Log groups of this account and region, each of which Logs names in the encryption context
      // (CloudWatch Logs user guide, "Encrypt log data using AWS KMS").
      Sid: "LogGroups",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: [...CRYPTOGRAPHY, "kms:DescribeKey"],
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*`,
        },
      },
    },
  ],

  cloudwatch: ({ accountId }) => [
    {
      // Who publishes to an encrypted topic needs the topic's key (SNS developer guide, "Key
      // management"). Only alarms of this account.
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  ],

  events: ({ accountId, region }) => [
    {
      // The same for EventBridge, which sends neither aws:SourceAccount nor aws:SourceArn to KMS:
      // with either of them no event would arrive (same page, and
      // awslabs/landing-zone-accelerator-on-aws#407). SNS does name the topic, so only topics of
      // this account can be published to.
      Sid: "EventRules",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:sns:topicArn": `arn:aws:sns:${region}:${accountId}:*`,
        },
      },
    },
  ],

  autoscaling: (props) => [
    {
      // Volumes of instances that a group starts (EC2 Auto Scaling user guide, "Required AWS KMS
      // key policy for use with encrypted volumes").
      Sid: "InstanceVolumes",
      ...autoScalingRole(props),
      Action: [...CRYPTOGRAPHY, "kms:DescribeKey"],
    },
    {
      // EC2 gets a grant for as long as the volume is attached. No grant for anybody else.
      Sid: "InstanceVolumeGrants",
      ...autoScalingRole(props, { Bool: { "kms:GrantIsForAWSResource": "true" } }),
      Action: "kms:CreateGrant",
    },
  ],

  dynamodb: ({ accountId, region }) => [
    {
      // Whoever may use the lock table need not be given the table's key besides.
      Sid: "LockTable",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [...CRYPTOGRAPHY, "kms:CreateGrant", "kms:DescribeKey"],
      Resource: "*",
      Condition: {
        StringEquals: {
          "kms:CallerAccount": accountId,
          "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
        },
      },
    },
  ],
};

/**
 * The account's service-linked role of EC2 Auto Scaling, named in a condition and not as principal:
 * KMS refuses a policy whose principals do not all exist, and AWS makes this role only together
 * with the account's first group.
 */
const autoScalingRole = (
  { accountId }: EncryptionKeyProps,
  condition: NonNullable<PolicyStatement["Condition"]> = {},
): Omit<PolicyStatement, "Action"> => ({
  Effect: "Allow",
  Principal: { AWS: "*" },
  Resource: "*",
  Condition: {
    StringEquals: { "kms:CallerAccount": accountId },
    ArnLike: {
      "aws:PrincipalArn": `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    },
    ...condition,
  },
});
