import { addStacks } from "../../project/stacks";
import { configuration } from "../../src/configuration";
import { stacksOf } from "../../src/stacks";
import {
  onlyResource,
  resourceAddresses,
  synthStack,
  testApp,
  type TerraformJson,
} from "../../src/synth";

const BUCKET = "acme-111111111111-ap-northeast-2-tfstate";

const synth = (changes = {}): TerraformJson =>
  synthStack(stacksOf(configuration(changes))("bootstrap-stack"));

const json = synth();
const resource = (type: string, id: string) => json.resource[type]![id];

test("is made of exactly this", () => {
  expect(resourceAddresses(json)).toEqual([
    "aws_dynamodb_table.lock-table_D28631D7", // stateful: imported
    "aws_iam_policy.delivery-access_full_7E14C7EE", // three for each state but this stack's own
    "aws_iam_policy.delivery-access_plan-only_6C5FAA7C",
    "aws_iam_policy.delivery-access_repair_258F1700",
    "aws_iam_policy.dev-access_full_4A4D4F84",
    "aws_iam_policy.dev-access_plan-only_01DD5184",
    "aws_iam_policy.dev-access_repair_73EEE493",
    "aws_iam_policy.prod-access_full_CC72CB34",
    "aws_iam_policy.prod-access_plan-only_2BB87CB4",
    "aws_iam_policy.prod-access_repair_08E02325",
    "aws_iam_policy.registry-access_full_2A3110B5",
    "aws_iam_policy.registry-access_plan-only_E9F079C9",
    "aws_iam_policy.registry-access_repair_1E6D3E17",
    "aws_kms_alias.state-key_alias_63E2A9D5", // what backends call the key
    "aws_kms_key.state-key_753BFC90", // stateful: without it no state can be read
    "aws_s3_bucket.log-bucket_38F5EEF0", // stateful: who read or wrote which state
    "aws_s3_bucket.state-bucket_828F7150", // stateful: imported
    "aws_s3_bucket_lifecycle_configuration.log-bucket_lifecycle_56C1500A", // logs end after a year
    "aws_s3_bucket_lifecycle_configuration.state-bucket_lifecycle_C2B75840", // old versions end
    "aws_s3_bucket_logging.state-bucket_logging_1668A2A2",
    "aws_s3_bucket_ownership_controls.log-bucket_ownership_B21303B5", // no ACLs
    "aws_s3_bucket_ownership_controls.state-bucket_ownership_A4364906",
    "aws_s3_bucket_policy.log-bucket_policy_0ACE94FE", // only S3 writes logs
    "aws_s3_bucket_policy.state-bucket_policy_7580CD97",
    "aws_s3_bucket_public_access_block.log-bucket_public-access_2566DBF1",
    "aws_s3_bucket_public_access_block.state-bucket_public-access_A7F1B8BC",
    "aws_s3_bucket_server_side_encryption_configuration.log-bucket_encryption_DC3C77C8",
    "aws_s3_bucket_server_side_encryption_configuration.state-bucket_encryption_09E6F87B",
    "aws_s3_bucket_versioning.state-bucket_versioning_933ED8BF",
    "aws_ssm_parameter.layout-version", // no older checkout goes back behind it
  ]);
});

test("bucket and table are taken over, not made", () => {
  expect(json.import).toEqual([
    { to: "aws_s3_bucket.state-bucket_828F7150", id: BUCKET },
    { to: "aws_dynamodb_table.lock-table_D28631D7", id: "acme-terraform-locks" },
  ]);
});

test("names made by hand are kept", () => {
  const hand = synth({
    backend: { type: "s3", bucket: "tf101-team-apne2-tfstate", lockTable: "terraform-lock" },
  });
  expect(hand.import?.map(({ id }) => id)).toEqual(["tf101-team-apne2-tfstate", "terraform-lock"]);
  expect(hand.terraform["backend"].s3).toMatchObject({
    bucket: "tf101-team-apne2-tfstate",
    dynamodb_table: "terraform-lock",
  });
});

test("tags of others stay where the organization names their keys", () => {
  const provider = (changes = {}) => synth(changes).provider["aws"]![0];
  expect(provider({ backend: { type: "s3", ignoreTags: ["Name", "cost"] } })).toMatchObject({
    ignore_tags: [{ keys: ["Name", "cost"] }],
  });
  expect(provider()).not.toHaveProperty("ignore_tags");
});

test("its own state is written before the key exists, so with SSE-S3", () => {
  const { s3 } = json.terraform["backend"];
  expect(s3).toMatchObject({ key: "bootstrap/terraform.tfstate", encrypt: true });
  expect(s3).not.toHaveProperty("kms_key_id");
});

test.each([
  ["aws_kms_key", "state-key_753BFC90"],
  ["aws_s3_bucket", "state-bucket_828F7150"],
  ["aws_s3_bucket", "log-bucket_38F5EEF0"],
  ["aws_dynamodb_table", "lock-table_D28631D7"],
])("a plan that would destroy %s.%s fails", (type, id) => {
  expect(resource(type, id).lifecycle).toEqual({ prevent_destroy: true });
});

test("key: rotated, kept 30 days after a deletion, reached by its alias", () => {
  expect(onlyResource(json, "aws_kms_key")).toMatchObject({
    enable_key_rotation: true,
    deletion_window_in_days: 30,
    description: "Terraform state and its lock table",
  });
  expect(onlyResource(json, "aws_kms_alias")).toMatchObject({
    name: "alias/acme-terraform-state",
    target_key_id: "${aws_kms_key.state-key_753BFC90.key_id}",
  });
});

test("key: for whom IAM allows it, and for whoever may use the lock table", () => {
  const { Statement } = JSON.parse(onlyResource(json, "aws_kms_key").policy);
  expect(Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual(["AccountDecides", "LockTable"]);
});

test("no bucket takes keys that come with a request, as S3 has it by itself", () => {
  const all = Object.values(json.resource["aws_s3_bucket_server_side_encryption_configuration"]!);
  expect(all.map(({ rule: [{ blocked_encryption_types: blocked }] }) => blocked)).toEqual([
    ["SSE-C"],
    ["SSE-C"],
  ]);
});

test("bucket: versioned, encrypted with the key, closed, cleaned, logged", () => {
  const of = (type: string) =>
    Object.entries(json.resource[type]!).find(([id]) => id.startsWith("state-bucket"))![1];
  expect(of("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
  expect(of("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
    {
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "${aws_kms_key.state-key_753BFC90.arn}",
      },
      bucket_key_enabled: true,
      blocked_encryption_types: ["SSE-C"],
    },
  ]);
  expect(of("aws_s3_bucket_ownership_controls").rule).toEqual({
    object_ownership: "BucketOwnerEnforced",
  });
  expect(of("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  const [oldVersions, ...scratch] = of("aws_s3_bucket_lifecycle_configuration").rule;
  expect(oldVersions).toMatchObject({
    status: "Enabled",
    noncurrent_version_expiration: [{ noncurrent_days: 90, newer_noncurrent_versions: 100 }],
    expiration: [{ expired_object_delete_marker: true }],
    abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
  });
  // Only the copies that drills make are forgotten sooner.
  for (const rule of scratch) {
    expect(rule.filter).toEqual([
      { prefix: expect.stringMatching(/^[a-z]+\/terraform\.tfstate\.drill\/$/) },
    ]);
  }
  expect(scratch).toHaveLength(5);
  expect(of("aws_s3_bucket_logging").target_bucket).toBe("${aws_s3_bucket.log-bucket_38F5EEF0.id}");
});

test("table: as Terraform demands it, guarded and backed up", () => {
  expect(onlyResource(json, "aws_dynamodb_table")).toMatchObject({
    name: "acme-terraform-locks",
    hash_key: "LockID",
    attribute: [{ name: "LockID", type: "S" }],
    billing_mode: "PAY_PER_REQUEST",
    point_in_time_recovery: { enabled: true },
    deletion_protection_enabled: true,
    server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.state-key_753BFC90.arn}" },
  });
});

// The provider reads the value of an imported parameter into `value`. An `insecure_value` beside it
// differs for ever and is never written; a `value` is not written where a state has the other one.
test("the layout's version is written down, whatever an older or imported state says", () => {
  const parameter = onlyResource(json, "aws_ssm_parameter");
  expect(parameter).toMatchObject({
    name: "/acme/bootstrap/version",
    type: "String",
    value_wo: "3",
    value_wo_version: 3,
  });
  expect(parameter).not.toHaveProperty("value");
  expect(parameter).not.toHaveProperty("insecure_value");
});

test("an output for every state says how to reach it", () => {
  expect(Object.keys(json.output!)).toEqual([
    "delivery-backend",
    "dev-backend",
    "prod-backend",
    "registry-backend",
  ]);
  expect(json.output!["prod-backend"].value).toContain('key = "prod/terraform.tfstate"');
});

test("there is none where the state does not lie in S3", () => {
  const app = testApp();
  addStacks(app, configuration({ backend: { type: "gcs", bucket: "states" } }));
  expect(app.node.tryFindChild("bootstrap-stack")).toBeUndefined();
});
