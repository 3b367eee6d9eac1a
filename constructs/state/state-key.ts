import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { policyDocument } from "../policy-document";

export interface StateKeyProps {
  /** Name of the alias, with its `alias/`. Backends name the key by it, so it must not change. */
  readonly alias: string;
  readonly accountId: string;
  readonly region: string;
}

/** The KMS key of all states and of the lock table. */
export class StateKey extends Construct {
  public readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: StateKeyProps) {
    super(scope, id);
    const { alias, accountId, region } = props;

    this.key = new KmsKey(this, "key", {
      description: "Terraform state and its lock table",
      enableKeyRotation: true,
      // The longest that KMS allows: as long as a mistaken deletion can be taken back.
      deletionWindowInDays: 30,
      policy: policyDocument([
        {
          // Leaves it to IAM policies who may use the key. Without this statement nobody could
          // change the key policy again.
          Sid: "AccountDecides",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        {
          // Whoever may use the lock table need not be given the table's key besides.
          Sid: "LockTable",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:DescribeKey",
          ],
          Resource: "*",
          Condition: {
            StringEquals: {
              "kms:CallerAccount": accountId,
              "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
            },
          },
        },
      ]),
      // Without its key no state can be read.
      lifecycle: { preventDestroy: true },
    });
    new KmsAlias(this, "alias", { name: alias, targetKeyId: this.key.keyId });
  }
}
