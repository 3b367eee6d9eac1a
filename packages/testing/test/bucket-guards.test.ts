import { configuration, github } from "../src/configuration";
import { decision } from "../src/iam";
import { stacksOf } from "../src/stacks";
import { synthStack } from "../src/synth";

const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
const PERSON = role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Deploy_1");
const DEPLOY = role("aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Deploy_*");
const ROOT = "arn:aws:iam::111111111111:root";

/** The policies of the two buckets that all rely on. */
function policies(appliers: string[]) {
  const stacks = stacksOf(configuration({ delivery: { github, appliers } }));
  const of = (stack: string, construct: string) => {
    const all = synthStack(stacks(stack)).resource["aws_s3_bucket_policy"]!;
    const [, found] = Object.entries(all).find(([id]) => id.startsWith(`${construct}_`))!;
    return { policy: found.policy as string, after: found.depends_on as string[] };
  };
  return {
    states: { ...of("bootstrap-stack", "state-bucket"), name: "tfstate", alias: "terraform-state" },
    plans: { ...of("delivery-stack", "plan-store"), name: "plans", alias: "plans" },
  };
}

const open = policies([]);
const named = policies([DEPLOY]);
const TLS = { "aws:SecureTransport": "true" };
const arnOf = (bucket: string) => `arn:aws:s3:::acme-111111111111-ap-northeast-2-${bucket}`;

/** Ways round a guard on versions, keys and readers. */
const SETTINGS = [
  "PutLifecycleConfiguration", // S3 ends versions by it past any policy
  "PutReplicationConfiguration", // states go to another account
  "PutEncryptionConfiguration", // what comes next is written with a key that we lack
  "PutBucketPolicy",
  "DeleteBucketPolicy",
  "PutBucketPublicAccessBlock",
  "PutBucketOwnershipControls", // ACLs again
  "PutBucketAcl",
  "PutBucketObjectLockConfiguration", // paid for as long as it says
  "PutBucketLogging", // nobody knows who it was
  "PutBucketRequestPayment", // Terraform reads no more
];

const AUTOMATION = [
  "acme-plan-pr",
  "acme-plan-main",
  "acme-drift",
  "acme-apply-dev",
  "acme-apply-registry",
  "acme-image-push-ci",
  "acme-delivery",
  "acme-delivery-test",
  "acme-delivery-apply-prod",
].map(role);
const ADMIN = role("admin");
const BREAK_GLASS = role("break-glass");

describe.each(["states", "plans"] as const)("settings of the bucket of %s", (of) => {
  const bucket = { open: open[of], named: named[of] };
  const resource = arnOf(bucket.open.name);
  const refused = (policy: string, who: string, actions = SETTINGS) =>
    actions.filter((action) => {
      const context = { ...TLS, "aws:PrincipalArn": who };
      return decision(policy, { action: `s3:${action}`, resource, context }) === "Deny";
    });

  test.each(AUTOMATION)("%s changes none, whoever else may", (who) => {
    expect(refused(bucket.open.policy, who)).toEqual(SETTINGS);
    expect(refused(bucket.named.policy, who)).toEqual(SETTINGS);
  });

  test("where people are named that apply, nobody else does, root included", () => {
    for (const who of [ADMIN, ROOT, role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Read_1")]) {
      expect(refused(bucket.named.policy, who)).toEqual(SETTINGS);
    }
    for (const who of [PERSON, BREAK_GLASS]) {
      expect(refused(bucket.named.policy, who)).toEqual([]);
    }
  });

  test("where none are named, IAM says who applies the stack: nobody is locked out of it", () => {
    for (const who of [ADMIN, PERSON, BREAK_GLASS, role("acme-admin")]) {
      expect(refused(bucket.open.policy, who)).toEqual([]);
    }
  });

  test("versions and the bucket are break-glass's alone, not even of those who apply", () => {
    const destruction = ["DeleteObjectVersion", "PutBucketVersioning", "DeleteBucket"];
    for (const who of [PERSON, ADMIN, ROOT]) {
      expect(refused(bucket.named.policy, who, destruction)).toEqual(destruction);
    }
    expect(refused(bucket.named.policy, BREAK_GLASS, destruction)).toEqual([]);
  });

  test("reading settings is nobody's privilege: plans and doctor do", () => {
    const reads = ["GetLifecycleConfiguration", "GetBucketPolicy", "GetEncryptionConfiguration"];
    expect(refused(bucket.named.policy, role("acme-plan-main"), reads)).toEqual([]);
  });

  // Or a first run by somebody who is not named would stop halfway.
  test("the policy comes after all other settings", () => {
    expect(bucket.named.after.map((address) => address.split(".")[0]).toSorted()).toEqual([
      "aws_s3_bucket_lifecycle_configuration",
      "aws_s3_bucket_logging",
      "aws_s3_bucket_ownership_controls",
      "aws_s3_bucket_public_access_block",
      "aws_s3_bucket_server_side_encryption_configuration",
      "aws_s3_bucket_versioning",
    ]);
  });
});

describe.each(["states", "plans"] as const)("encryption in the bucket of %s", (of) => {
  const { policy, name, alias } = open[of];
  const kms = (account: string, id: string) => `arn:aws:kms:ap-northeast-2:${account}:${id}`;
  const OURS = kms("111111111111", `alias/acme-${alias}`);
  const FOREIGN = kms("999999999999", "key/x");
  const MANAGED = kms("111111111111", "alias/aws/s3");

  /** As S3 hands them to IAM: what is not sent is not there. */
  const headers = (encryption?: string, key?: string) => ({
    ...(encryption !== undefined && { "s3:x-amz-server-side-encryption": encryption }),
    ...(key !== undefined && { "s3:x-amz-server-side-encryption-aws-kms-key-id": key }),
  });

  /** A request with these headers. */
  const put = (encryption?: string, key?: string, folder = "dev", more: object = {}) =>
    decision(policy, {
      action: "s3:PutObject",
      resource: `${arnOf(name)}/${of === "plans" ? "plans/" : ""}${folder}/terraform.tfstate`,
      context: {
        ...TLS,
        "aws:PrincipalArn": role("acme-apply-dev"),
        "s3:if-none-match": "*",
        ...headers(encryption, key),
        ...more,
      },
    });

  test("what is written with our key passes, by alias or ARN", () => {
    expect(put("aws:kms", OURS)).toBeUndefined();
    const [, key] = /"([^"]*aws_kms_key[^"]*)"/.exec(policy)!;
    expect(put("aws:kms", key)).toBeUndefined();
  });

  // UploadPart and CompleteMultipartUpload are s3:PutObject, and cannot bear the headers. A state
  // above 5 MiB, and a large bundle, come so. The default encrypts as the upload began.
  test("what says nothing passes, as parts of an upload and its end do", () => {
    expect(put()).toBeUndefined();
  });

  test.each<[string, string | undefined, string | undefined]>([
    ["a key of S3", "AES256", undefined],
    ["a foreign key", "aws:kms", FOREIGN],
    ["the account's key for S3, by name", "aws:kms", MANAGED],
    ["the account's key for S3, which S3 takes where none is named", "aws:kms", undefined],
    ["two layers, with a foreign key", "aws:kms:dsse", FOREIGN],
    ["two layers, with no key named", "aws:kms:dsse", undefined],
    ["a foreign key and no word on the kind", undefined, FOREIGN],
  ])("what asks for %s does not", (_, encryption, key) => {
    expect(put(encryption, key)).toBe("Deny");
  });

  test("neither do the parts and the end of an upload with a key of the request's own", () => {
    for (const folder of ["dev", "bootstrap"]) {
      expect(
        put(undefined, undefined, folder, {
          "s3:x-amz-server-side-encryption-customer-algorithm": "AES256",
        }),
      ).toBe("Deny");
    }
  });

  test("what is there stays with its key", () => {
    for (const context of [TLS, { ...TLS, ...headers("aws:kms", OURS) }]) {
      const resource = `${arnOf(name)}/dev/terraform.tfstate`;
      expect(decision(policy, { action: "s3:UpdateObjectEncryption", resource, context })).toBe(
        "Deny",
      );
    }
  });

  if (of === "states") {
    test("bootstrap's own state: with keys of S3, as there is none yet, and with no foreign one", () => {
      expect(put("AES256", undefined, "bootstrap")).toBeUndefined();
      expect(put(undefined, undefined, "bootstrap")).toBeUndefined();
      expect(put("aws:kms", OURS, "bootstrap")).toBeUndefined();
      expect(put("aws:kms", FOREIGN, "bootstrap")).toBe("Deny");
      expect(put("aws:kms", undefined, "bootstrap")).toBe("Deny");
      expect(put("aws:kms:dsse", undefined, "bootstrap")).toBe("Deny");
    });
  }
});

test("a bucket policy may have 20 KiB", () => {
  for (const { policy } of Object.values(named)) expect(policy.length).toBeLessThan(20_480);
});
