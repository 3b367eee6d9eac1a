import { configuration } from "../../src/configuration";
import { decision, type Request } from "../../src/iam";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const BUCKET = "acme-111111111111-ap-northeast-2-tfstate";
const ARN = `arn:aws:s3:::${BUCKET}`;
const ALIAS_ARN = "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-terraform-state";

const json = synthStack(stacksOf(configuration())("bootstrap-stack"));

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
    // Large uploads: see bucket-guards.test.ts.
    ["writing without a word on encryption", undefined, put("dev/terraform.tfstate", TLS)],
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
  const repair = policyNamed("acme-dev-state-repair");

  test.each<[string, Request, boolean]>([
    ["read an old version", object("GetObjectVersion", "dev/terraform.tfstate"), true],
    ["keep a copy", object("PutObject", "dev/terraform.tfstate.backups/x"), true],
    ["remove a copy", object("DeleteObject", "dev/terraform.tfstate.backups/x"), false],
    ["try a restore", object("PutObject", "dev/terraform.tfstate.drill/x"), true],
    ["remove a digest", row("DeleteItem", "dev/terraform.tfstate-md5"), true],
    ["write the state", object("PutObject", "dev/terraform.tfstate"), true],
    ["delete the state", object("DeleteObject", "dev/terraform.tfstate"), false],
    ["delete a version", object("DeleteObjectVersion", "dev/terraform.tfstate"), false],
    ["read prod's versions", object("GetObjectVersion", "prod/terraform.tfstate"), false],
  ])("whoever repairs dev's state: %s", (_, request, may) => {
    expect(decision(repair, request)).toBe(may ? "Allow" : undefined);
  });

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
    for (const { Statement } of [full, planOnly, repair].map((text) => JSON.parse(text))) {
      for (const { Condition } of Statement) {
        expect(Condition.StringEquals["aws:ResourceAccount"]).toBe("111111111111");
      }
    }
  });

  test("a managed policy may have 6144 characters", () => {
    expect(repair.length).toBeLessThan(6144);
  });
});
