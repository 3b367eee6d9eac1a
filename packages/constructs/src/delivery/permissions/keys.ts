import type { PolicyStatement } from "../../policy-document";
import { arnOf, tagged, tagging, type ManagedEnvironment } from "./managed-environment";

/**
 * To make, change and delete the one key that an owner of state has. Nobody encrypts or decrypts
 * with this.
 *
 * @param alias with its `alias/`
 */
export function keyStatements(environment: ManagedEnvironment, alias: string): PolicyStatement[] {
  const arn = arnOf(environment);
  const keys = arn("kms", "key/*");
  return [
    {
      // There is no key yet that could be named, but it must bear the right tags.
      Sid: "MakeKey",
      Effect: "Allow",
      Action: "kms:CreateKey",
      Resource: "*",
      Condition: tagging(environment),
    },
    {
      // The same tags, of a key that has no name yet: one that others call by an alias is not taken
      // over by a tag.
      Sid: "TagKey",
      Effect: "Allow",
      Action: "kms:TagResource",
      Resource: "*",
      Condition: {
        ...tagging(environment),
        "ForAllValues:StringEquals": { "kms:ResourceAliases": [alias] },
      },
    },
    {
      // Both follow at once when a key is made, and its tags may take five minutes to be known (KMS
      // developer guide, "ABAC for AWS KMS"). Neither harms another key.
      Sid: "PrepareKey",
      Effect: "Allow",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:UpdateAlias"],
      Resource: [keys, arn("kms", alias)],
    },
    {
      // What could take a key from others, of this key only.
      Sid: "KeepKey",
      Effect: "Allow",
      Action: [
        "kms:CancelKeyDeletion",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKey",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateKeyDescription",
      ],
      Resource: keys,
      Condition: tagged(environment),
    },
  ];
}
