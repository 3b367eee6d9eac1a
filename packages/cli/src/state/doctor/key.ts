import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import type { AwsClients } from "../clients";
import type { Examination, Finding } from "./examination";

/**
 * Looks at the key of the states, by the alias that backends name it by.
 *
 * @returns the key's ARN, undefined when there is none
 */
export async function examineKey(
  exam: Examination,
  { kms }: AwsClients,
  { kmsAlias, kmsAliasArn }: StateLocation,
): Promise<string | undefined> {
  const report = (finding: Pick<Finding, "check" | "what" | "why" | "repair">) =>
    exam.report({ severity: "error", about: "backend", ...finding });
  const answer = await kms
    .send(new DescribeKeyCommand({ KeyId: kmsAliasArn }))
    .catch((error: Error) => {
      if (error.name === "NotFoundException") return undefined;
      throw error;
    });
  const key = answer?.KeyMetadata;
  if (!key) {
    report({
      check: "key-missing",
      what: `${kmsAlias} leads to no key`,
      why: "every state but bootstrap's is written and read with it",
      repair: ownCommand("bootstrap"),
    });
    return undefined;
  }
  const id = key.KeyId!;
  if (key.KeyState === "PendingDeletion" || key.KeyState === "PendingReplicaDeletion") {
    report({
      check: "key-deletion",
      what: `the key ${id} of ${kmsAlias} is deleted at ${key.DeletionDate?.toISOString()}`,
      why: "no state can be read now, and none ever again after that",
      repair: `aws kms cancel-key-deletion --key-id ${id} && aws kms enable-key --key-id ${id}`,
    });
  } else if (key.KeyState !== "Enabled") {
    report({
      check: "key-disabled",
      what: `the key ${id} of ${kmsAlias}: got ${key.KeyState}, expected Enabled`,
      why: "no state can be read or written with it",
      repair: `aws kms enable-key --key-id ${id}`,
    });
  }
  return key.Arn;
}
