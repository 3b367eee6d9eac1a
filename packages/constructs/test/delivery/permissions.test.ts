import { keyStatements } from "../../src/delivery/permissions/keys";
import { networkStatements } from "../../src/delivery/permissions/network";
import { denySecrets, readStatements } from "../../src/delivery/permissions/read";
import { roleStatements } from "../../src/delivery/permissions/roles";
import { policyDocument, type PolicyStatement } from "../../src/policy-document";
import { decision, type Request } from "@groundwork/testing/iam";

// Each by itself: of what a boundary or a denial forbids as well, nothing may be allowed here either.

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:ap-northeast-2:111111111111:${resource}`;
const iam = (resource: string) => `arn:aws:iam::111111111111:${resource}`;

const environment = {
  prefix: "acme-dev",
  accountId: "111111111111",
  region: "ap-northeast-2",
  organizationTag: "acme",
  environmentTag: "dev",
  boundaryArn: iam("policy/acme-boundary-dev"),
};

const decide = (
  statements: readonly PolicyStatement[],
  action: string,
  resource: string,
  context: Request["context"] = {},
) => decision(policyDocument(statements), { action, resource, context });

describe("to see settings", () => {
  const statements = readStatements({
    bucketArns: ["arn:aws:s3:::acme-*"],
    prefix: "acme",
    accountId: "111111111111",
  });

  test.each([
    ["ec2:DescribeVpcs", "*"],
    ["iam:GetRole", iam("role/x")],
    ["s3:GetBucketPolicy", "arn:aws:s3:::acme-plans"],
    ["ssm:DescribeParameters", "*"],
    ["codebuild:BatchGetProjects", arn("codebuild", "project/acme-delivery-plan-dev")],
    ["events:ListTargetsByRule", arn("events", "rule/acme-dev-scan-found")],
  ])("%s of %s", (action, resource) => {
    expect(decide(statements, action, resource)).toBe("Allow");
  });

  test.each([
    ["secretsmanager:GetSecretValue", "*"],
    ["ssm:GetParameter", "*"],
    ["ssm:GetParametersByPath", "*"],
    ["s3:GetObject", "arn:aws:s3:::acme-plans/plans/dev/x"],
    ["s3:GetObjectVersion", "arn:aws:s3:::acme-tfstate/dev/terraform.tfstate"],
    ["s3:GetBucketPolicy", "arn:aws:s3:::other"],
    ["dynamodb:GetItem", "*"],
    ["dynamodb:Scan", "*"],
    ["dynamodb:Query", "*"],
    ["logs:GetLogEvents", "*"],
    ["logs:FilterLogEvents", "*"],
    ["logs:ListAnomalies", "*"],
    ["codebuild:BatchGetProjects", arn("codebuild", "project/other")],
    ["events:ListTargetsByRule", arn("events", "rule/other")],
    ["sns:ListSubscriptions", "*"],
    ["sns:ListSubscriptionsByTopic", "*"],
    ["ecr:BatchGetImage", "*"],
    ["ecr:GetDownloadUrlForLayer", "*"],
    ["ec2:GetPasswordData", "*"],
    ["kms:Decrypt", "*"],
    ["lambda:GetFunction", "*"],
    ["sts:AssumeRole", iam("role/x")],
    ["iam:PassRole", iam("role/x")],
  ])("not %s of %s", (action, resource) => {
    expect(decide(statements, action, resource)).toBeUndefined();
  });

  test("changes nothing", () => {
    const actions = statements.flatMap(({ Action }) => Action).map((action) => String(action));
    expect(actions.filter((action) => !/:(BatchGet|Describe|Get|List)/.test(action))).toEqual([]);
  });
});

test("secrets are denied, and parameters but those of stacks", () => {
  const own = arn("ssm", "parameter/acme/delivery/*");
  const statements = denySecrets([own]);
  expect(decide(statements, "secretsmanager:GetSecretValue", "x")).toBe("Deny");
  expect(decide(statements, "ec2:DescribeInstanceAttribute", "x")).toBe("Deny");
  expect(decide(statements, "ssm:GetParameters", arn("ssm", "parameter/x"))).toBe("Deny");
  expect(
    decide(statements, "ssm:GetParameter", arn("ssm", "parameter/acme/delivery/dev/topic-arn")),
  ).toBeUndefined();
  expect(
    decide(
      denySecrets([]),
      "ssm:GetParameter",
      arn("ssm", "parameter/acme/delivery/dev/topic-arn"),
    ),
  ).toBe("Deny");
});

describe("roles", () => {
  const statements = roleStatements({
    ...environment,
    roleArns: [iam("role/acme-dev-*")],
    passedTo: ["ecs-tasks.amazonaws.com"],
    linkedServices: ["ecs.amazonaws.com"],
  });
  const bound = { "iam:PermissionsBoundary": environment.boundaryArn };

  test.each([
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:PutRolePermissionsBoundary",
  ])("%s takes the boundary", (action) => {
    expect(decide(statements, action, iam("role/acme-dev-x"), bound)).toBe("Allow");
    expect(decide(statements, action, iam("role/acme-dev-x"))).toBeUndefined();
    expect(decide(statements, action, iam("role/x"), bound)).toBeUndefined();
  });

  test("are passed to the services named", () => {
    const pass = (service: string) =>
      decide(statements, "iam:PassRole", iam("role/acme-dev-x"), {
        "iam:PassedToService": service,
      });
    expect(pass("ecs-tasks.amazonaws.com")).toBe("Allow");
    expect(pass("lambda.amazonaws.com")).toBeUndefined();
  });

  test("of services come for those named", () => {
    const link = (service: string) =>
      decide(statements, "iam:CreateServiceLinkedRole", iam(`role/aws-service-role/${service}/x`), {
        "iam:AWSServiceName": service,
      });
    expect(link("ecs.amazonaws.com")).toBe("Allow");
    expect(link("support.amazonaws.com")).toBeUndefined();
  });
});

test("only its own is deleted from a network, and nothing taken over by a tag", () => {
  const statements = networkStatements(environment);
  const own = { "aws:ResourceTag/Organization": "acme", "aws:ResourceTag/Environment": "dev" };
  const asOwn = { "aws:RequestTag/Organization": "acme", "aws:RequestTag/Environment": "dev" };
  const vpc = arn("ec2", "vpc/vpc-1");
  expect(decide(statements, "ec2:DeleteVpc", vpc, own)).toBe("Allow");
  expect(decide(statements, "ec2:DeleteVpc", vpc)).toBeUndefined();
  expect(decide(statements, "ec2:CreateTags", vpc, asOwn)).toBeUndefined();
  expect(decide(statements, "ec2:CreateTags", vpc, { "ec2:CreateAction": "CreateVpc" })).toBe(
    "Allow",
  );
  expect(decide(statements, "ec2:DeleteVpc", arn("ec2", "vpc/x").replace("ap-", "us-"), own)).toBe(
    undefined,
  );
});

test("only its own key is changed, and none used", () => {
  const statements = keyStatements(environment, "alias/acme-dev");
  const own = { "aws:ResourceTag/Organization": "acme", "aws:ResourceTag/Environment": "dev" };
  const key = arn("kms", "key/1");
  expect(decide(statements, "kms:PutKeyPolicy", key, own)).toBe("Allow");
  expect(decide(statements, "kms:PutKeyPolicy", key)).toBeUndefined();
  expect(decide(statements, "kms:CreateAlias", arn("kms", "alias/acme-dev"))).toBe("Allow");
  expect(decide(statements, "kms:CreateAlias", arn("kms", "alias/acme-prod"))).toBeUndefined();
  expect(decide(statements, "kms:CreateKey", "*")).toBeUndefined();
  expect(decide(statements, "kms:Decrypt", key, own)).toBeUndefined();
});
