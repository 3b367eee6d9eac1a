import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { synthStore } from "./synth-plan-store";

test("is made of exactly this", () => {
  expect(resourceAddresses(synthStore())).toEqual([
    "aws_s3_bucket.plan-store_bucket_0A528804", // stateful: what was approved and applied
    "aws_s3_bucket_lifecycle_configuration.plan-store_lifecycle_53EB3B00", // plans end early
    "aws_s3_bucket_logging.plan-store_logging_A3E47EB6", // who read which plan
    "aws_s3_bucket_ownership_controls.plan-store_ownership_9CCEAA08", // no ACLs
    "aws_s3_bucket_policy.plan-store_policy_848D94E3",
    "aws_s3_bucket_public_access_block.plan-store_public-access_092579BC",
    "aws_s3_bucket_server_side_encryption_configuration.plan-store_encryption_62D7E0E5",
    "aws_s3_bucket_versioning.plan-store_versioning_E9FBCFD9",
  ]);
});

test("kept from being destroyed, versioned, encrypted object by object, closed", () => {
  const json = synthStore();
  expect(onlyResource(json, "aws_s3_bucket")).toMatchObject({
    bucket: "acme-plans",
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(onlyResource(json, "aws_s3_bucket_versioning").versioning_configuration).toEqual({
    status: "Enabled",
  });
  expect(onlyResource(json, "aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
    {
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "arn:aws:kms:ap-northeast-2:111111111111:key/1",
      },
      // Or KMS would be told the bucket alone, and statements on objects would allow nothing.
      bucket_key_enabled: false,
      blocked_encryption_types: ["SSE-C"],
    },
  ]);
  expect(onlyResource(json, "aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
});

test("plans end before what is said of them", () => {
  const { rule, depends_on } = onlyResource(
    synthStore({ planRetentionDays: 14, resultRetentionDays: 90 }),
    "aws_s3_bucket_lifecycle_configuration",
  );
  const days = Object.fromEntries(
    rule.map(({ filter, expiration, noncurrent_version_expiration: old }: any) => [
      filter[0].prefix,
      [expiration?.[0].days, old?.[0].noncurrent_days],
    ]),
  );
  expect(days).toEqual({
    "plans/": [14, 7],
    "summaries/": [90, 7],
    "approvals/": [90, 7],
    "results/": [90, 7],
    "sessions/": [90, 7],
    "drift/": [undefined, 90],
    "": [undefined, undefined],
  });
  expect(rule.at(-1)).toMatchObject({
    expiration: [{ expired_object_delete_marker: true }],
    abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
  });
  expect(depends_on).toEqual(["aws_s3_bucket_versioning.plan-store_versioning_E9FBCFD9"]);
});
