import type { S3Client } from "@aws-sdk/client-s3";
import { examineSettings } from "../../../src/state/doctor/bucket";
import { Examination } from "../../../src/state/doctor/examination";
import { LOCATION } from "../../support/emulated";

const KEY = LOCATION.kmsAliasArn;

/** What is found in a bucket that is encrypted so; all other settings are as they have to be. */
async function found(rules: readonly object[]) {
  const answers: Readonly<Record<string, object>> = {
    GetBucketVersioningCommand: { Status: "Enabled" },
    GetPublicAccessBlockCommand: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
    GetBucketEncryptionCommand: { ServerSideEncryptionConfiguration: { Rules: rules } },
    GetBucketPolicyCommand: {
      Policy: JSON.stringify({ Statement: [{ Sid: "DenyStateDestruction", Effect: "Deny" }] }),
    },
    GetBucketLifecycleConfigurationCommand: {},
  };
  const s3 = { send: (command: object) => Promise.resolve(answers[command.constructor.name]) };
  const exam = new Examination();
  const needs = { location: LOCATION, keys: [], keyArn: undefined };
  await examineSettings(exam, { s3: s3 as unknown as S3Client } as never, needs, false);
  return exam.findings().map(({ check, severity, why }) => ({ check, severity, why }));
}

const byKey = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KEY };

test("by the states' key, with keys of clients blocked: nothing is wrong", async () => {
  const rule = { ApplyServerSideEncryptionByDefault: byKey };
  const BlockedEncryptionTypes = { EncryptionType: ["SSE-C"] };
  expect(await found([{ ...rule, BlockedEncryptionTypes }])).toEqual([]);
});

test.each([[undefined], [{ EncryptionType: ["NONE"] }]])(
  "keys of clients that are not blocked are a warning of their own, with their own reason: %j",
  async (BlockedEncryptionTypes) => {
    const rule = { ApplyServerSideEncryptionByDefault: byKey, BlockedEncryptionTypes };
    expect(await found([rule])).toEqual([
      {
        check: "bucket-customer-keys",
        severity: "warning",
        why: expect.stringContaining("a key that it alone has (SSE-C)"),
      },
    ]);
  },
);

test("without any encryption that alone is said", async () => {
  expect(await found([])).toMatchObject([{ check: "bucket-encryption", severity: "error" }]);
});
