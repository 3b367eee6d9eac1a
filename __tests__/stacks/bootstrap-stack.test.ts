import { Testing, type TerraformStack } from "cdktf";
import { addStacks } from "../../stacks";
import { configuration } from "../support/configuration";
import { decision, type Request } from "../support/iam";
import { onlyResource, resourceAddresses, synthStack, type TerraformJson } from "../support/synth";

const BUCKET = "acme-111111111111-ap-northeast-2-tfstate";
const ARN = `arn:aws:s3:::${BUCKET}`;
const ALIAS_ARN = "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-terraform-state";

function synth(changes = {}): TerraformJson {
  const app = Testing.app();
  addStacks(app, configuration(changes));
  return synthStack(app.node.findChild("bootstrap-stack") as TerraformStack);
}

const json = synth();
const resource = (type: string, id: string) => json.resource[type]![id];

test("is made of exactly this", () => {
  expect(resourceAddresses(json)).toEqual([
    "aws_dynamodb_table.lock-table_D28631D7", // stateful: imported
    "aws_iam_policy.dev-access_full_4A4D4F84", // two for each state but this stack's own
    "aws_iam_policy.dev-access_plan-only_01DD5184",
    "aws_iam_policy.prod-access_full_CC72CB34",
    "aws_iam_policy.prod-access_plan-only_2BB87CB4",
    "aws_iam_policy.registry-access_full_2A3110B5",
    "aws_iam_policy.registry-access_plan-only_E9F079C9",
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
  });
  expect(onlyResource(json, "aws_kms_alias")).toMatchObject({
    name: "alias/acme-terraform-state",
    target_key_id: "${aws_kms_key.state-key_753BFC90.key_id}",
  });
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
  expect(of("aws_s3_bucket_lifecycle_configuration").rule).toEqual([
    expect.objectContaining({
      status: "Enabled",
      noncurrent_version_expiration: [{ noncurrent_days: 90, newer_noncurrent_versions: 100 }],
      expiration: [{ expired_object_delete_marker: true }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    }),
  ]);
  expect(of("aws_s3_bucket_logging").target_bucket).toBe("${aws_s3_bucket.log-bucket_38F5EEF0.id}");
});

test("the policy that forbids to change the versioning comes after the versioning", () => {
  const policies = json.resource["aws_s3_bucket_policy"]!;
  const [, policy] = Object.entries(policies).find(([id]) => id.startsWith("state-bucket"))!;
  expect(policy.depends_on).toEqual(
    expect.arrayContaining([expect.stringMatching(/^aws_s3_bucket_versioning\./)]),
  );
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

describe("bucket policy", () => {
  const policies = json.resource["aws_s3_bucket_policy"]!;
  const { policy } = Object.entries(policies).find(([id]) => id.startsWith("state-bucket"))![1];
  const TLS = { "aws:SecureTransport": "true" };
  const KEYED = {
    ...TLS,
    "s3:x-amz-server-side-encryption": "aws:kms",
    "s3:x-amz-server-side-encryption-aws-kms-key-id": ALIAS_ARN,
  };
  const put = (key: string, context: Record<string, string>): Request => ({
    action: "s3:PutObject",
    resource: `${ARN}/${key}`,
    context,
  });

  test.each<[string, "Deny" | undefined, Request]>([
    [
      "plain HTTP to the bucket",
      "Deny",
      { action: "s3:ListBucket", resource: ARN, context: { "aws:SecureTransport": "false" } },
    ],
    [
      "plain HTTP to a state",
      "Deny",
      {
        action: "s3:GetObject",
        resource: `${ARN}/dev/terraform.tfstate`,
        context: { "aws:SecureTransport": "false" },
      },
    ],
    [
      "reading over TLS",
      undefined,
      { action: "s3:GetObject", resource: `${ARN}/dev/terraform.tfstate`, context: TLS },
    ],
    ["writing with the key's alias", undefined, put("dev/terraform.tfstate", KEYED)],
    [
      "writing with the key's ARN",
      undefined,
      put("dev/terraform.tfstate", {
        ...KEYED,
        "s3:x-amz-server-side-encryption-aws-kms-key-id": "${aws_kms_key.state-key_753BFC90.arn}",
      }),
    ],
    [
      "writing with SSE-S3",
      "Deny",
      put("dev/terraform.tfstate", { ...TLS, "s3:x-amz-server-side-encryption": "AES256" }),
    ],
    ["writing without a word on encryption", "Deny", put("dev/terraform.tfstate", TLS)],
    [
      "writing with a foreign key",
      "Deny",
      put("dev/terraform.tfstate", {
        ...KEYED,
        "s3:x-amz-server-side-encryption-aws-kms-key-id":
          "arn:aws:kms:ap-northeast-2:999999999999:key/x",
      }),
    ],
    [
      "bootstrap's own state with SSE-S3",
      undefined,
      put("bootstrap/terraform.tfstate", { ...TLS, "s3:x-amz-server-side-encryption": "AES256" }),
    ],
    [
      "taking a lock that must not be there yet",
      undefined,
      put("dev/terraform.tfstate.tflock", { ...KEYED, "s3:if-none-match": "*" }),
    ],
    ["overwriting a lock", "Deny", put("dev/terraform.tfstate.tflock", KEYED)],
    [
      "overwriting bootstrap's lock",
      "Deny",
      put("bootstrap/terraform.tfstate.tflock", {
        ...TLS,
        "s3:x-amz-server-side-encryption": "AES256",
      }),
    ],
    [
      "releasing a lock",
      undefined,
      { action: "s3:DeleteObject", resource: `${ARN}/dev/terraform.tfstate.tflock`, context: TLS },
    ],
    [
      "deleting a version",
      "Deny",
      {
        action: "s3:DeleteObjectVersion",
        resource: `${ARN}/dev/terraform.tfstate`,
        context: { ...TLS, "aws:PrincipalArn": "arn:aws:iam::111111111111:role/admin" },
      },
    ],
    [
      "stopping the versioning",
      "Deny",
      { action: "s3:PutBucketVersioning", resource: ARN, context: TLS },
    ],
    ["deleting the bucket", "Deny", { action: "s3:DeleteBucket", resource: ARN, context: TLS }],
    [
      "deleting a version with the break-glass role",
      undefined,
      {
        action: "s3:DeleteObjectVersion",
        resource: `${ARN}/dev/terraform.tfstate`,
        context: { ...TLS, "aws:PrincipalArn": "arn:aws:iam::111111111111:role/break-glass" },
      },
    ],
  ])("%s: %s", (_, expected, request) => {
    expect(decision(policy, request)).toBe(expected);
  });
});

describe("who may do what with which state", () => {
  const TABLE = "arn:aws:dynamodb:ap-northeast-2:111111111111:table/acme-terraform-locks";
  const OURS = { "aws:ResourceAccount": "111111111111" };
  const object = (action: string, key: string, context = OURS): Request => ({
    action: `s3:${action}`,
    resource: `${ARN}/${key}`,
    context,
  });
  const row = (action: string, row: string): Request => ({
    action: `dynamodb:${action}`,
    resource: TABLE,
    context: { ...OURS, "dynamodb:LeadingKeys": `${BUCKET}/${row}` },
  });
  const kms = (action: string, service: string): Request => ({
    action: `kms:${action}`,
    resource: "${aws_kms_key.state-key_753BFC90.arn}",
    context: { ...OURS, "kms:ViaService": service },
  });
  const list = (prefix: string): Request => ({
    action: "s3:ListBucket",
    resource: ARN,
    context: { ...OURS, "s3:prefix": prefix },
  });
  const policyNamed = (name: string): string =>
    Object.values(json.resource["aws_iam_policy"]!).find((policy) => policy.name === name).policy;
  const full = policyNamed("acme-dev-state");
  const planOnly = policyNamed("acme-dev-state-plan-only");

  // Request, full policy of dev, plan-only policy of dev.
  test.each<[string, Request, boolean, boolean]>([
    ["read dev's state", object("GetObject", "dev/terraform.tfstate"), true, true],
    ["write dev's state", object("PutObject", "dev/terraform.tfstate"), true, false],
    ["delete dev's state", object("DeleteObject", "dev/terraform.tfstate"), false, false],
    [
      "delete a version of it",
      object("DeleteObjectVersion", "dev/terraform.tfstate"),
      false,
      false,
    ],
    ["take dev's lock file", object("PutObject", "dev/terraform.tfstate.tflock"), true, true],
    ["release dev's lock file", object("DeleteObject", "dev/terraform.tfstate.tflock"), true, true],
    ["take dev's lock row", row("PutItem", "dev/terraform.tfstate"), true, true],
    ["release dev's lock row", row("DeleteItem", "dev/terraform.tfstate"), true, true],
    ["read dev's digest", row("GetItem", "dev/terraform.tfstate-md5"), true, true],
    ["write dev's digest", row("PutItem", "dev/terraform.tfstate-md5"), true, false],
    ["list dev's keys", list("dev/terraform.tfstate"), true, true],
    ["decrypt by way of S3", kms("Decrypt", "s3.ap-northeast-2.amazonaws.com"), true, true],
    ["decrypt by hand", kms("Decrypt", "ec2.ap-northeast-2.amazonaws.com"), false, false],
    ["read prod's state", object("GetObject", "prod/terraform.tfstate"), false, false],
    ["write prod's state", object("PutObject", "prod/terraform.tfstate"), false, false],
    [
      "release prod's lock file",
      object("DeleteObject", "prod/terraform.tfstate.tflock"),
      false,
      false,
    ],
    ["release prod's lock row", row("DeleteItem", "prod/terraform.tfstate"), false, false],
    ["write prod's digest", row("PutItem", "prod/terraform.tfstate-md5"), false, false],
    ["list prod's keys", list("prod/"), false, false],
    ["read bootstrap's state", object("GetObject", "bootstrap/terraform.tfstate"), false, false],
    [
      "write to a bucket of that name elsewhere",
      object("PutObject", "dev/terraform.tfstate", { "aws:ResourceAccount": "999999999999" }),
      false,
      false,
    ],
  ])("%s", (_, request, fully, onlyPlanning) => {
    expect([decision(full, request), decision(planOnly, request)]).toEqual(
      [fully, onlyPlanning].map((may) => (may ? "Allow" : undefined)),
    );
  });

  test("every statement ends at the account", () => {
    for (const { Statement } of [full, planOnly].map((text) => JSON.parse(text))) {
      for (const { Condition } of Statement) {
        expect(Condition.StringEquals["aws:ResourceAccount"]).toBe("111111111111");
      }
    }
  });

  test("a managed policy may have 6144 characters", () => {
    expect(full.length).toBeLessThan(6144);
  });
});

test("the layout's version is written down", () => {
  expect(onlyResource(json, "aws_ssm_parameter")).toMatchObject({
    name: "/acme/bootstrap/version",
    type: "String",
    value: "1",
  });
});

test("an output for every state says how to reach it", () => {
  expect(Object.keys(json.output!)).toEqual(["dev-backend", "prod-backend", "registry-backend"]);
  expect(json.output!["prod-backend"].value).toContain('key = "prod/terraform.tfstate"');
});

test("there is none where the state does not lie in S3", () => {
  const app = Testing.app();
  addStacks(app, configuration({ backend: { type: "gcs", bucket: "states" } }));
  expect(app.node.tryFindChild("bootstrap-stack")).toBeUndefined();
});
