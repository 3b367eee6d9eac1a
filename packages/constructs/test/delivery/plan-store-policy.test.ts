import type { PlanStoreBucketProps } from "../../src/delivery/plan-store-bucket";
import { decision, type Request } from "@groundwork/testing/iam";
import { onlyResource } from "@groundwork/testing/synth";
import { ALIAS, role, synthStore } from "./synth-plan-store";

const ARN = "arn:aws:s3:::acme-plans";

const policyOf = (overrides?: Partial<PlanStoreBucketProps>): string =>
  onlyResource(synthStore(overrides), "aws_s3_bucket_policy").policy;

const by = (name: string, more: Record<string, string> = {}) => ({
  "aws:PrincipalArn": role(name),
  "aws:SecureTransport": "true",
  ...more,
});

const CREATES = { "s3:ObjectCreationOperation": "true" };
const ONCE = { ...CREATES, "s3:if-none-match": "*" };

const ask = (action: string, key: string, context: Record<string, string>): Request => ({
  action: `s3:${action}`,
  resource: key === "" ? ARN : `${ARN}/${key}`,
  context,
});

// The policy only denies: whoever is not denied still needs to be allowed.
test.each<[string, "Deny" | undefined, Request]>([
  [
    "plain HTTP",
    "Deny",
    ask("GetObject", "summaries/dev/1.json", {
      ...by("apply-dev"),
      "aws:SecureTransport": "false",
    }),
  ],
  [
    "a plan of dev to who applies dev",
    undefined,
    ask("GetObject", "plans/dev/1/bundle.tgz", by("apply-dev")),
  ],
  [
    "a plan of prod to who applies dev",
    "Deny",
    ask("GetObject", "plans/prod/1/bundle.tgz", by("apply-dev")),
  ],
  [
    "a plan of prod to a person that may",
    undefined,
    ask("GetObject", "plans/prod/1/bundle.tgz", by("sso/ap/AWSReservedSSO_Deploy_1")),
  ],
  [
    "a plan of prod to an administrator",
    "Deny",
    ask("GetObject", "plans/prod/1/bundle.tgz", by("admin")),
  ],
  [
    "a plan of prod to break-glass",
    undefined,
    ask("GetObject", "plans/prod/1/bundle.tgz", by("break-glass")),
  ],
  [
    "an old version of a plan",
    "Deny",
    ask("GetObjectVersion", "plans/prod/1/bundle.tgz", by("apply-dev")),
  ],
  ["a plan to who planned", "Deny", ask("GetObject", "plans/dev/1/bundle.tgz", by("plan-main"))],
  ["a plan of no environment", "Deny", ask("GetObject", "plans/old/1/bundle.tgz", by("admin"))],
  ["a summary to anybody", undefined, ask("GetObject", "summaries/prod/1.json", by("plan-main"))],
  ["a new plan", undefined, ask("PutObject", "plans/dev/1/bundle.tgz", by("plan-main", ONCE))],
  [
    "a part of a large one",
    undefined,
    ask(
      "PutObject",
      "plans/dev/1/bundle.tgz",
      by("plan-main", { "s3:ObjectCreationOperation": "false" }),
    ),
  ],
  [
    "a plan over another",
    "Deny",
    ask("PutObject", "plans/dev/1/bundle.tgz", by("plan-main", CREATES)),
  ],
  [
    "an approval over another",
    "Deny",
    ask("PutObject", "approvals/dev/1.json", by("admin", CREATES)),
  ],
  [
    "a mark of use over another",
    "Deny",
    ask("PutObject", "results/dev/1/started.json", by("apply-dev", CREATES)),
  ],
  [
    "another reason for a session in its place",
    "Deny",
    ask("PutObject", "sessions/prod/1/asked.json", by("admin", CREATES)),
  ],
  [
    "a reason for a session where there is none",
    undefined,
    ask("PutObject", "sessions/prod/1/asked.json", by("admin", ONCE)),
  ],
  [
    "drift over the last",
    undefined,
    ask("PutObject", "drift/dev/last.json", by("plan-drift", CREATES)),
  ],
  [
    "an approval by who applies",
    undefined,
    ask("PutObject", "approvals/dev/1.json", by("apply-dev", ONCE)),
  ],
  [
    "an approval by who plans",
    "Deny",
    ask("PutObject", "approvals/dev/1.json", by("plan-main", ONCE)),
  ],
  [
    "a mark of use by who plans",
    "Deny",
    ask("PutObject", "results/dev/1/started.json", by("plan-main", ONCE)),
  ],
  [
    "with our key",
    undefined,
    ask(
      "PutObject",
      "plans/dev/1/bundle.tgz",
      by("plan-main", {
        ...ONCE,
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": ALIAS,
      }),
    ),
  ],
  [
    "with another key",
    "Deny",
    ask(
      "PutObject",
      "plans/dev/1/bundle.tgz",
      by("plan-main", {
        ...ONCE,
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id":
          "arn:aws:kms:ap-northeast-2:999999999999:key/1",
      }),
    ),
  ],
  [
    "with a key of S3",
    "Deny",
    ask(
      "PutObject",
      "plans/dev/1/bundle.tgz",
      by("plan-main", { ...ONCE, "s3:x-amz-server-side-encryption": "AES256" }),
    ),
  ],
  ["deleting an approval", "Deny", ask("DeleteObject", "approvals/dev/1.json", by("admin"))],
  ["deleting a version", "Deny", ask("DeleteObjectVersion", "plans/dev/1/bundle.tgz", by("admin"))],
  ["stopping the versioning", "Deny", ask("PutBucketVersioning", "", by("admin"))],
  ["deleting the bucket", "Deny", ask("DeleteBucket", "", by("admin"))],
  [
    "deleting a version with break-glass",
    undefined,
    ask("DeleteObjectVersion", "plans/dev/1/bundle.tgz", by("break-glass")),
  ],
])("%s: %s", (_, expected, request) => {
  expect(decision(policyOf(), request)).toBe(expected);
});

test("where nobody is named, whoever IAM allows it reads plans", () => {
  const request = ask("GetObject", "plans/prod/1/bundle.tgz", by("admin"));
  expect(decision(policyOf({ readers: undefined, planners: [] }), request)).toBeUndefined();
});

test("Sids have no hyphens, which S3 refuses", () => {
  const sids = JSON.parse(
    policyOf({ readers: { "dev-eu": { folders: ["dev-eu"], roleArns: [] } } }),
  ).Statement.map(({ Sid }: { Sid: string }) => Sid);
  expect(sids).toContain("DenyPlansOfDevEu");
  expect(sids.filter((sid: string) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
});

test("a bucket policy may have 20 KiB, which twenty environments fit in", () => {
  const names = Array.from({ length: 20 }, (_, index) => `environment-${index}`);
  const readers = Object.fromEntries(
    names.map((name) => [name, { folders: [name], roleArns: [role(`acme-apply-${name}`)] }]),
  );
  expect(policyOf({ readers }).length).toBeLessThan(20_480);
});
