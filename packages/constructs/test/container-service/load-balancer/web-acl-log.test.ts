import { WebAcl } from "../../../src/container-service/load-balancer/web-acl";
import {
  WebAclLog,
  type WebAclLogProps,
} from "../../../src/container-service/load-balancer/web-acl-log";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthLog = (overrides: Partial<WebAclLogProps> = {}) =>
  synthConstruct((scope) => {
    new WebAclLog(scope, "log", {
      name: "acme-prod",
      webAcl: new WebAcl(scope, "waf", { name: "acme-prod" }).webAcl,
      accountId: "111111111111",
      region: "eu-central-1",
      retentionDays: 30,
      preventDestroy: true,
      ...overrides,
    });
  });

const json = synthLog();
const logging = onlyResource(json, "aws_wafv2_web_acl_logging_configuration");

test("is a bucket as every other for logs, and what leads there", () => {
  expect(resourceAddresses(json)).toEqual([
    "aws_s3_bucket.log_bucket_0C020301",
    "aws_s3_bucket_lifecycle_configuration.log_lifecycle_5E2237B8",
    "aws_s3_bucket_ownership_controls.log_ownership_48DCA564",
    "aws_s3_bucket_policy.log_policy_EB903212",
    "aws_s3_bucket_public_access_block.log_public-access_09663ABF",
    "aws_s3_bucket_server_side_encryption_configuration.log_encryption_F99345ED",
    "aws_wafv2_web_acl.waf_web-acl_54BA89C4",
    "aws_wafv2_web_acl_logging_configuration.log_logging_9649BFC9",
  ]);
  expect(onlyResource(json, "aws_s3_bucket_lifecycle_configuration").rule[0].expiration).toEqual([
    { days: 30 },
  ]);
});

test("the web ACL logs into the bucket, whose name WAF wants so, once it may", () => {
  expect(onlyResource(json, "aws_s3_bucket").bucket).toBe("aws-waf-logs-acme-prod-111111111111");
  expect(logging).toMatchObject({
    resource_arn: "${aws_wafv2_web_acl.waf_web-acl_54BA89C4.arn}",
    log_destination_configs: ["${aws_s3_bucket.log_bucket_0C020301.arn}"],
    depends_on: ["aws_s3_bucket_policy.log_policy_EB903212"],
  });
});

test("what lets people in is not written down", () => {
  expect(logging.redacted_fields).toEqual([
    { single_header: { name: "authorization" } },
    { single_header: { name: "cookie" } },
  ]);
});

test("what was blocked or counted is kept, what was let through not", () => {
  expect(logging.logging_filter).toEqual({
    default_behavior: "DROP",
    filter: [
      {
        behavior: "KEEP",
        requirement: "MEETS_ANY",
        condition: [
          { action_condition: { action: "BLOCK" } },
          { action_condition: { action: "COUNT" } },
        ],
      },
    ],
  });
});

test("logs of this account and region are delivered, and nothing else", () => {
  const { policy } = onlyResource(json, "aws_s3_bucket_policy");
  const deliver = (changes: Record<string, string> = {}, key = "AWSLogs/111111111111/x.gz") =>
    decision(policy, {
      action: "s3:PutObject",
      resource: `arn:aws:s3:::aws-waf-logs-acme-prod-111111111111/${key}`,
      context: {
        "aws:SecureTransport": "true",
        "aws:SourceAccount": "111111111111",
        "aws:SourceArn": "arn:aws:logs:eu-central-1:111111111111:delivery-source:x",
        "s3:x-amz-acl": "bucket-owner-full-control",
        ...changes,
      },
    });
  expect(deliver()).toBe("Allow");
  expect(deliver({ "aws:SourceAccount": "222222222222" })).toBeUndefined();
  expect(deliver({ "aws:SourceArn": "arn:aws:logs:eu-west-1:111111111111:x" })).toBeUndefined();
  expect(deliver({}, "elsewhere")).toBeUndefined();
  expect(deliver({ "aws:SecureTransport": "false" })).toBe("Deny");
  const { Statement } = JSON.parse(policy);
  expect(Statement.map(({ Sid, Principal }: any) => [Sid, Principal])).toEqual([
    // The Sids by which AWS knows that they are there.
    ["AWSLogDeliveryWrite", { Service: "delivery.logs.amazonaws.com" }],
    ["AWSLogDeliveryAclCheck", { Service: "delivery.logs.amazonaws.com" }],
    ["DenyInsecureTransport", "*"],
  ]);
});

test("in production the logs stay, elsewhere they go with the bucket", () => {
  expect(onlyResource(json, "aws_s3_bucket").lifecycle).toEqual({ prevent_destroy: true });
  const dev = onlyResource(synthLog({ preventDestroy: false }), "aws_s3_bucket");
  expect(dev.force_destroy).toBe(true);
  expect(dev.lifecycle).toBeUndefined();
});

test.each([["a".repeat(38)], ["a.b"]])("fails on the name %s", (name) => {
  expect(() => synthLog({ name })).toThrow("expected 1 to 37 letters, digits and -");
});
