import {
  covers,
  coversAction,
  least,
  overlaps,
} from "../../src/delivery/permissions/action-patterns";
import { refusalOf } from "../../src/delivery/permissions/refused-actions";
import { isNamed, ownerOfResource } from "../../src/delivery/permissions/resource-owner";
import { REVIEWED, reviewOf } from "../../src/delivery/permissions/task-actions";

test.each([
  ["s3:GetObject", "s3:GetObject", true],
  ["s3:Get*", "s3:GetObject", true],
  ["s3:Get*", "s3:GetObject*", true],
  ["s3:GetObject", "s3:GetObject*", false],
  ["s3:GetObject*", "s3:Get*", false],
  ["s3:*", "s3:*", true],
  ["s3:*Object", "s3:Get*Object", true],
  ["s3:*Object", "s3:Get*", false],
  ["s3:Get?bject", "s3:GetObject", true],
  ["s3:GetObject", "s3:Get?bject", false],
  ["s3:Get?bject", "s3:Get*bject", false],
  ["a*b*c", "a*c*b*c", true],
  ["a*b*c", "a*c", false],
  ["", "", true],
  ["*", "", true],
])("%s covers %s: %s", (wide, narrow, expected) => {
  expect(covers(wide, narrow)).toBe(expected);
});

test.each([
  ["iam:Get*", "iam:*Role", true],
  ["iam:Get*", "iam:Put*", false],
  ["iam:*", "IAM:GetRole", false],
  ["iam:Get?ole", "iam:*Role", true],
  ["*", "anything", true],
  ["a?c", "abbc", false],
  ["acme-*", "acme-prod-*", true],
  ["acme-dev-*", "acme-prod-*", false],
])("%s and %s have something in common: %s", (one, other, expected) => {
  expect(overlaps(one, other)).toBe(expected);
  expect(overlaps(other, one)).toBe(expected);
});

test("actions are compared as IAM does, without regard to case", () => {
  expect(coversAction("S3:getobject*", "s3:GetObjectVersion")).toBe(true);
  expect(refusalOf("IAM:createuser")).toBeDefined();
  expect(reviewOf("SQS:SENDMESSAGE")).toBeDefined();
});

test("of patterns only those stay that no other stands for", () => {
  expect(least(["s3:GetObject", "s3:Get*", "s3:PutObject", "s3:Get*"])).toEqual([
    "s3:Get*",
    "s3:PutObject",
  ]);
});

test("a wildcard is reviewed only where all that it stands for is", () => {
  expect(reviewOf("dynamodb:Get*")).toBeDefined();
  expect(reviewOf("dynamodb:*")).toBeUndefined();
  expect(reviewOf("s3:Get*")).toBeUndefined();
  expect(reviewOf("s3:*")).toBeUndefined();
  expect(reviewOf("lambda:*")).toBeUndefined();
});

test("a wildcard is refused where something that it stands for is", () => {
  expect(refusalOf("s3:*")).toBeDefined();
  expect(refusalOf("sts:Assume*")).toBeDefined();
  expect(refusalOf("cloudtrail:Get*")).toBeUndefined();
  expect(refusalOf("cloudtrail:*")).toBeDefined();
  expect(refusalOf("glue:StartJobRun")).toBeUndefined();
});

test("nothing that is reviewed is refused", () => {
  const both = REVIEWED.flatMap(({ actions }) => actions).filter(
    (action) => refusalOf(action) !== undefined,
  );
  expect(both).toEqual([]);
  for (const { reason } of REVIEWED) expect(reason.length).toBeGreaterThan(20);
});

test.each([
  ["arn:aws:lambda:x:1:function:smoke", true],
  ["arn:aws:lambda:x:1:function:smoke:*", true],
  ["arn:aws:lambda:x:1:function:*", false],
  ["arn:aws:secretsmanager:x:1:secret:acme/web-*", true],
  ["arn:aws:secretsmanager:x:1:secret:*", false],
  ["arn:aws:ssm:x:1:parameter/acme/*", true],
  ["arn:aws:ssm:x:1:parameter/*", false],
  ["arn:aws:kms:x:1:key/1234abcd", true],
  ["arn:aws:kms:x:1:*", false],
  ["arn:aws:kms:x:*", false],
  ["*", false],
])("%s names its resource: %s", (arn, expected) => {
  expect(isNamed(arn)).toBe(expected);
});

test("a resource is that of the environment whose name its own begins with, the longest of them", () => {
  const prefixes = ["acme-dev", "acme-dev-eu", "acme-prod"];
  const owner = (resource: string) => ownerOfResource(resource, prefixes);
  expect(owner("arn:aws:sqs:x:1:acme-dev-orders")).toBe("acme-dev");
  expect(owner("arn:aws:sqs:x:1:acme-dev-eu-orders")).toBe("acme-dev-eu");
  expect(owner("arn:aws:dynamodb:x:1:table/acme-prod-orders/index/*")).toBe("acme-prod");
  expect(owner("arn:aws:s3:::acme-prod-uploads/*")).toBe("acme-prod");
  expect(owner("arn:aws:logs:x:1:log-group:/ecs/acme-prod/web:*")).toBe("acme-prod");
  expect(owner("arn:aws:s3:::acme-catalogue/acme")).toBeUndefined();
  expect(owner("arn:aws:sqs:x:1:acme-production-orders")).toBeUndefined();
  expect(owner("*")).toBeUndefined();
});

test("parameters and secrets have its folder, and logs of its firewall a name before its own", () => {
  const prefixes = ["acme-dev", "acme-dev-eu", "my-org-prod"];
  const owner = (resource: string) => ownerOfResource(resource, prefixes);
  expect(owner("arn:aws:ssm:x:1:parameter/acme/dev/db")).toBe("acme-dev");
  expect(owner("arn:aws:secretsmanager:x:1:secret:acme/dev-eu/db-AbCdEf")).toBe("acme-dev-eu");
  expect(owner("arn:aws:secretsmanager:x:1:secret:my-org/prod/*")).toBe("my-org-prod");
  expect(owner("arn:aws:ssm:x:1:parameter/acme/dev-x/db")).toBeUndefined();
  expect(owner("arn:aws:ssm:x:1:parameter/acme/web/database-url")).toBeUndefined();
  expect(owner("arn:aws:s3:::acme/dev/x")).toBeUndefined();
  expect(owner("arn:aws:s3:::aws-waf-logs-acme-dev-eu-1/*")).toBe("acme-dev-eu");
});
