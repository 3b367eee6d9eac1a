import type { EnvironmentInput } from "@groundwork/configuration";
import { environmentInput } from "../../src/configuration";
import { decision } from "../../src/iam";
import { Roles } from "../../src/roles";
import { annotations } from "../../src/synth";
import { environmentStack, synthEnvironment } from "../../src/synth-environment";

const image = { tag: "1" };
const NAME = "acme-dev-uploads-111111111111";
const ARN = `arn:aws:s3:::${NAME}`;
const KEY = "arn:aws:kms:ap-northeast-2:111111111111:key/1";
const changes: Partial<EnvironmentInput> = {
  buckets: [{ name: "uploads", corsOrigins: ["https://www.example.com"] }],
  services: [
    { name: "web", image, http: {}, uses: ["uploads"] },
    { name: "reader", image, uses: [{ name: "uploads", as: "incoming", readOnly: true }] },
    { name: "worker", image },
  ],
};
const prod = synthEnvironment(changes);
const only = (json: typeof prod, type: string): any => {
  const found = Object.entries(json.resource[type]!).filter(([id]) => id.startsWith("buckets_"));
  expect(found).toHaveLength(1);
  return found[0]![1];
};

test("a bucket is private, encrypted with the environment's key, and keeps what was replaced", () => {
  expect(only(prod, "aws_s3_bucket")).toMatchObject({
    bucket: NAME,
    lifecycle: { prevent_destroy: true },
  });
  expect(only(prod, "aws_s3_bucket").force_destroy).toBeUndefined();
  expect(only(prod, "aws_s3_bucket_public_access_block").restrict_public_buckets).toBe(true);
  const [{ apply_server_side_encryption_by_default: by, bucket_key_enabled: shared }] = only(
    prod,
    "aws_s3_bucket_server_side_encryption_configuration",
  ).rule;
  expect([by.sse_algorithm, shared]).toEqual(["aws:kms", true]);
  expect(by.kms_master_key_id).toMatch(/^\$\{aws_kms_key\.key_/);
  expect(only(prod, "aws_s3_bucket_versioning").versioning_configuration.status).toBe("Enabled");
  const [rule, ...others] = only(prod, "aws_s3_bucket_lifecycle_configuration").rule;
  expect(others).toEqual([]);
  expect(rule.noncurrent_version_expiration).toEqual([{ noncurrent_days: 30 }]);
  expect(rule.expiration).toEqual([{ expired_object_delete_marker: true }]);
});

test("it answers over TLS alone, and pages of the origins that are named", () => {
  const { policy } = only(prod, "aws_s3_bucket_policy");
  const plain = (secure: string) =>
    decision(policy.replaceAll(/\$\{aws_s3_bucket\.[\w-]+\.arn\}/g, ARN), {
      action: "s3:GetObject",
      resource: `${ARN}/x`,
      context: { "aws:SecureTransport": secure },
    });
  expect([plain("false"), plain("true")]).toEqual(["Deny", undefined]);
  const [rule] = only(prod, "aws_s3_bucket_cors_configuration").cors_rule;
  expect(rule.allowed_origins).toEqual(["https://www.example.com"]);
});

test("what expires does so beside what is replaced, and dev takes all along", () => {
  const dev = synthEnvironment({
    ...changes,
    production: false,
    buckets: [{ name: "uploads", expireDays: 3, oldVersionDays: 1 }],
  });
  expect(only(dev, "aws_s3_bucket")).toMatchObject({ force_destroy: true });
  expect(only(dev, "aws_s3_bucket").lifecycle).toBeUndefined();
  const rules = only(dev, "aws_s3_bucket_lifecycle_configuration").rule;
  // S3 takes no expiration by days beside that of markers.
  expect(rules.map(({ expiration }: any) => expiration)).toEqual([undefined, [{ days: 3 }]]);
  expect(dev.resource["aws_s3_bucket_cors_configuration"]).toBeUndefined();
});

test("services are told its name, and their tasks alone may do what they say", () => {
  const variables = (service: string) => {
    const task = Object.values(prod.resource["aws_ecs_task_definition"]!).find(
      ({ family }) => family === `acme-dev-${service}`,
    );
    return JSON.parse(task!["container_definitions"])[0].environment;
  };
  expect(variables("web")).toEqual([{ name: "UPLOADS_BUCKET", value: NAME }]);
  expect(variables("reader")).toEqual([{ name: "INCOMING_BUCKET", value: NAME }]);
  const known = JSON.stringify(prod).replaceAll(/\$\{aws_kms_key\.key_[\w-]+\.arn\}/g, KEY);
  const roles = new Roles([JSON.parse(known)]);
  const may = (service: string) =>
    [
      ...[
        "GetObject",
        "PutObject",
        "DeleteObject",
        "AbortMultipartUpload",
        "DeleteObjectVersion",
      ].map((action) => [`s3:${action}`, `${ARN}/x`]),
      ["s3:ListBucket", ARN],
      ["s3:PutBucketPolicy", ARN],
      ["s3:GetObject", "arn:aws:s3:::acme-dev-other-111111111111/x"],
      ["kms:Decrypt", KEY],
      ["kms:GenerateDataKey", KEY],
    ]
      .filter(([action, resource]) =>
        roles.may(`acme-dev-${service}-task`, {
          action: action!,
          resource: resource!,
          context: { "kms:ViaService": "s3.ap-northeast-2.amazonaws.com" },
        }),
      )
      .map(([action, resource]) => `${action} ${resource!.slice(ARN.length)}`);
  expect(may("web")).toEqual([
    "s3:GetObject /x",
    "s3:PutObject /x",
    "s3:DeleteObject /x",
    "s3:AbortMultipartUpload /x",
    "s3:ListBucket ",
    `kms:Decrypt ${KEY.slice(ARN.length)}`,
    `kms:GenerateDataKey ${KEY.slice(ARN.length)}`,
  ]);
  expect(may("reader")).toEqual([
    "s3:GetObject /x",
    "s3:ListBucket ",
    `kms:Decrypt ${KEY.slice(ARN.length)}`,
  ]);
  expect(may("worker")).toEqual([]);
});

test("no rule of a security group is made for it, and what nobody uses is said", () => {
  expect(JSON.stringify(prod)).not.toMatch(/services_web_uses/);
  const stack = environmentStack(environmentInput("dev", { buckets: [{ name: "uploads" }] }));
  expect(annotations(stack).filter((text) => text.includes("nobody"))).toEqual([
    'warn dev-stack/buckets/uploads: is used by nobody: uses: ["uploads"] of a service lets that in, or take it out of buckets',
  ]);
});
