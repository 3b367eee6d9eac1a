import { ArtifactBucket } from "../../../src/delivery/pipeline/artifact-bucket";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, synthConstruct } from "@groundwork/testing/synth";

const synthBucket = (retentionDays = 30) =>
  synthConstruct(
    (scope) =>
      new ArtifactBucket(scope, "artifacts", {
        bucket: "acme-pipeline",
        kmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/1",
        retentionDays,
      }),
  );

const json = synthBucket();

test("what lies in it is encrypted with the key, and in versions that nobody swaps", () => {
  expect(onlyResource(json, "aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
    {
      apply_server_side_encryption_by_default: {
        kms_master_key_id: "arn:aws:kms:eu-central-1:111111111111:key/1",
        sse_algorithm: "aws:kms",
      },
      bucket_key_enabled: true,
      blocked_encryption_types: ["SSE-C"],
    },
  ]);
  expect(onlyResource(json, "aws_s3_bucket_versioning").versioning_configuration.status).toBe(
    "Enabled",
  );
});

test("it is emptied in time, of old versions as well", () => {
  const lifecycle = onlyResource(json, "aws_s3_bucket_lifecycle_configuration");
  expect(lifecycle.rule).toMatchObject([
    { expiration: [{ days: 30 }], noncurrent_version_expiration: [{ noncurrent_days: 1 }] },
  ]);
  expect(lifecycle.depends_on[0]).toMatch(/^aws_s3_bucket_versioning\./);
});

test("it answers over TLS only, and Terraform does not delete it", () => {
  const { policy, depends_on } = onlyResource(json, "aws_s3_bucket_policy");
  const asked = (secure: string) =>
    decision(policy, {
      action: "s3:GetObject",
      resource: `${bucketArnIn(policy)}/a`,
      context: { "aws:SecureTransport": secure },
    });
  expect(asked("false")).toBe("Deny");
  expect(asked("true")).toBeUndefined();
  // Two changes to who may reach a bucket at a time end in OperationAborted.
  expect(depends_on[0]).toMatch(/^aws_s3_bucket_public_access_block\./);
  expect(onlyResource(json, "aws_s3_bucket").lifecycle).toEqual({ prevent_destroy: true });
});

const bucketArnIn = (policy: string): string => JSON.parse(policy).Statement[0].Resource[0];

test("fails on less than an approval may take", () => {
  expect(() => synthBucket(7)).toThrow("retentionDays: got 7, expected whole days, 8 or more");
});
