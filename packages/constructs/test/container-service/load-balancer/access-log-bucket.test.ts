import {
  AccessLogBucket,
  type AccessLogBucketProps,
} from "../../../src/container-service/load-balancer/access-log-bucket";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthBucket = (overrides: Partial<AccessLogBucketProps> = {}) =>
  synthConstruct((scope) => {
    new AccessLogBucket(scope, "logs", {
      name: "Acme-prod",
      accountId: "111111111111",
      region: "eu-central-1",
      retentionDays: 90,
      preventDestroy: true,
      ...overrides,
    });
  });

test("is a private, encrypted bucket that forgets", () => {
  expect(resourceAddresses(synthBucket())).toEqual([
    "aws_s3_bucket.logs_bucket_5A22438C", // holds the logs: this id must not change
    "aws_s3_bucket_lifecycle_configuration.logs_lifecycle_D0C871FB", // deletes old logs
    "aws_s3_bucket_ownership_controls.logs_ownership_3B1EA3ED", // no ACLs
    "aws_s3_bucket_policy.logs_policy_7361357F", // lets ELB write, over TLS
    "aws_s3_bucket_public_access_block.logs_public-access_B94128AE", // nothing public
    "aws_s3_bucket_server_side_encryption_configuration.logs_encryption_22B51FEE", // SSE-S3
  ]);
});

test("has a name of its own, in lower case as S3 demands", () => {
  expect(onlyResource(synthBucket(), "aws_s3_bucket").bucket_prefix).toBe("acme-prod-alb-");
});

test("the longest name of a load balancer leaves room for what AWS adds", () => {
  const { bucket_prefix } = onlyResource(synthBucket({ name: "a".repeat(32) }), "aws_s3_bucket");
  expect(bucket_prefix.length).toBeLessThanOrEqual(37);
});

test.each([
  [true, { lifecycle: { prevent_destroy: true } }, "force_destroy"],
  [false, { force_destroy: true }, "lifecycle"],
])("preventDestroy %p", (preventDestroy, has, hasNot) => {
  const bucket = onlyResource(synthBucket({ preventDestroy }), "aws_s3_bucket");
  expect(bucket).toMatchObject(has);
  expect(bucket).not.toHaveProperty(hasNot);
});

test("is encrypted as ELB can write", () => {
  expect(
    onlyResource(synthBucket(), "aws_s3_bucket_server_side_encryption_configuration").rule,
  ).toMatchObject([{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }]);
});

test("logs are deleted in time", () => {
  expect(onlyResource(synthBucket(), "aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
    { status: "Enabled", expiration: [{ days: 90 }] },
  ]);
});

describe("policy", () => {
  const { policy, depends_on } = onlyResource(synthBucket(), "aws_s3_bucket_policy");
  const bucket = "${aws_s3_bucket.logs_bucket_5A22438C.arn}";
  const log = `${bucket}/AWSLogs/111111111111/elasticloadbalancing/eu-central-1/2026/a.log.gz`;

  test("waits until the bucket is closed, as two changes at a time are refused", () => {
    expect(depends_on).toEqual([
      expect.stringMatching(/^aws_s3_bucket_public_access_block\./),
      expect.stringMatching(/^aws_s3_bucket_ownership_controls\./),
    ]);
  });

  const service = { Service: "logdelivery.elasticloadbalancing.amazonaws.com" };

  test.each([
    ["eu-central-1", [service, { AWS: "arn:aws:iam::054676820928:root" }]],
    ["ap-northeast-2", [service, { AWS: "arn:aws:iam::600734575887:root" }]],
    // Opened since August 2022.
    ["il-central-1", [service]],
  ])("in %s it names who of ELB may deliver there, and nobody else", (region, principals) => {
    const { Statement } = JSON.parse(
      onlyResource(synthBucket({ region }), "aws_s3_bucket_policy").policy,
    );
    const allowed = Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
    expect(allowed.map(({ Principal }: { Principal: unknown }) => Principal)).toEqual(principals);
  });

  test.each([
    ["a log of the account", "s3:PutObject", log, "true", "Allow"],
    [
      "ELB's trial",
      "s3:PutObject",
      `${bucket}/AWSLogs/111111111111/ELBAccessLogTestFile`,
      "true",
      "Allow",
    ],
    [
      "one of another account",
      "s3:PutObject",
      `${bucket}/AWSLogs/222222222222/a`,
      "true",
      undefined,
    ],
    ["a look into it", "s3:GetObject", log, "true", undefined],
    ["a log in the clear", "s3:PutObject", log, "false", "Deny"],
  ])("%s", (_, action, resource, secure, expected) => {
    const context = { "aws:SecureTransport": secure };
    expect(decision(policy, { action, resource, context })).toBe(expected);
  });
});
