import { permittedStatements, type Permitted } from "../../src/delivery/permissions/permitted";
import { roleBoundary } from "../../src/delivery/permissions/role-boundary";
import { policyDocument } from "../../src/policy-document";
import { decision } from "@groundwork/testing/iam";

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:ap-northeast-2:111111111111:${resource}`;

const props = (permitted: readonly Permitted[], otherPrefixes = ["acme-prod", "acme-dev-eu"]) => ({
  accountId: "111111111111",
  region: "ap-northeast-2",
  prefix: "acme-dev",
  otherPrefixes,
  permitted,
  organizationTag: "acme",
  environmentTag: "dev",
  sharedTags: ["bootstrap", "delivery", "registry"],
  state: {
    bucket: "acme-tfstate",
    logBucket: "acme-tfstate-logs",
    lockTable: "acme-locks",
    kmsAlias: "alias/acme-terraform-state",
    accountId: "111111111111",
    region: "ap-northeast-2",
  },
  planBucket: "acme-plans",
  sharedBuckets: ["acme-pipeline"],
  repositoryArns: [arn("ecr", "repository/acme/*")],
  cachedRepositoryArns: [],
  parameterArns: [arn("ssm", "parameter/acme/dev/*")],
  secretArns: [arn("secretsmanager", "secret:acme/dev/*")],
  databaseArns: [],
  encryptsObjects: false,
  hookArns: [],
  tasks: { beforeDeployment: false, scheduled: false },
  instances: false,
});

const may = (permitted: readonly Permitted[], action: string, resource: string, tags = {}) =>
  decision(policyDocument(roleBoundary(props(permitted))), { action, resource, context: tags }) ===
  "Allow";

const all = (...actions: string[]): Permitted[] => [{ actions, resources: ["*"] }];

test("what is given is in the boundary, for the resources named, and nothing else", () => {
  const queue = [{ actions: ["sqs:*"], resources: [arn("sqs", "orders")] }];
  expect(may(queue, "sqs:SendMessage", arn("sqs", "orders"))).toBe(true);
  expect(may(queue, "sqs:SendMessage", arn("sqs", "others"))).toBe(false);
  expect(may([], "sqs:SendMessage", arn("sqs", "orders"))).toBe(false);
  expect(may(queue, "dynamodb:Query", arn("dynamodb", "table/orders"))).toBe(false);
});

// A `*` in a resource stands for those of others as well.
test.each([
  ["s3:GetObject", "arn:aws:s3:::catalogue/x", true],
  ["s3:GetObject", "arn:aws:s3:::acme-dev-uploads/x", true],
  ["s3:GetObject", "arn:aws:s3:::acme-prod-uploads/x", false],
  ["s3:GetObject", "arn:aws:s3:::acme-dev-eu-uploads/x", false],
  ["s3:GetObject", "arn:aws:s3:::acme-tfstate/dev/terraform.tfstate", false],
  ["s3:GetObject", "arn:aws:s3:::acme-tfstate-logs/x", false],
  ["s3:GetObject", "arn:aws:s3:::acme-plans/plans/dev/x", false],
  ["s3:GetObject", "arn:aws:s3:::acme-pipeline/x", false],
  ["dynamodb:PutItem", arn("dynamodb", "table/orders"), true],
  ["dynamodb:PutItem", arn("dynamodb", "table/acme-prod-orders"), false],
  ["dynamodb:PutItem", arn("dynamodb", "table/acme-locks"), false],
  ["sqs:SendMessage", arn("sqs", "acme-dev-orders"), true],
  ["sqs:SendMessage", arn("sqs", "acme-prod-orders"), false],
  ["lambda:InvokeFunction", arn("lambda", "function:acme-prod-price"), false],
  ["s3:GetObject", "arn:aws:s3:::aws-waf-logs-acme-prod-111111111111/x", false],
  ["ssm:GetParameter", arn("ssm", "parameter/acme/shared/x"), true],
  ["ssm:GetParameter", arn("ssm", "parameter/acme/dev/x"), true],
  ["ssm:GetParameter", arn("ssm", "parameter/acme/prod/x"), false],
  ["ssm:GetParameter", arn("ssm", "parameter/acme/dev-eu/x"), false],
  ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:acme/prod/x-AbCdEf"), false],
])("of all resources %s reaches %s: %s", (action, resource, expected) => {
  const given = all(
    "s3:GetObject",
    "dynamodb:PutItem",
    "sqs:SendMessage",
    "lambda:InvokeFunction",
    "ssm:GetParameter",
    "secretsmanager:GetSecretValue",
  );
  expect(may(given, action, resource)).toBe(expected);
});

test("nor what bears the tags of another environment, or is shared, but to use it", () => {
  const given = all("sqs:SendMessage", "sns:Publish", "sns:SetTopicAttributes", "kms:Decrypt");
  const tags = (owner: string) => ({
    "aws:ResourceTag/Organization": "acme",
    "aws:ResourceTag/Environment": owner,
  });
  const topic = arn("sns", "x");
  expect(may(given, "sqs:SendMessage", arn("sqs", "orders"), tags("prod"))).toBe(false);
  expect(may(given, "sqs:SendMessage", arn("sqs", "orders"), tags("dev"))).toBe(true);
  expect(may(given, "sns:Publish", topic, tags("delivery"))).toBe(true);
  expect(may(given, "sns:SetTopicAttributes", topic, tags("delivery"))).toBe(false);
  expect(may(given, "sns:SetTopicAttributes", topic, tags("dev"))).toBe(true);
});

test("many that are given take few statements", () => {
  const { length } = permittedStatements(
    props(
      [
        { actions: ["sqs:SendMessage"], resources: [arn("sqs", "acme-dev-orders")] },
        { actions: ["sqs:ReceiveMessage"], resources: [arn("sqs", "acme-dev-bills")] },
        { actions: ["sqs:*"], resources: [arn("sqs", "acme-dev-mails")] },
        { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::catalogue/*"] },
        { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::prices/*"] },
      ],
      [],
    ),
  );
  expect(length).toBe(2);
});

test("what bears its own name is not denied for that of another with which it begins", () => {
  const eu = {
    ...props([{ actions: ["sqs:*"], resources: [arn("sqs", "acme-dev-eu-orders")] }], ["acme-dev"]),
    prefix: "acme-dev-eu",
  };
  const send = (queue: string) =>
    decision(policyDocument(roleBoundary(eu)), {
      action: "sqs:SendMessage",
      resource: arn("sqs", queue),
    });
  expect(send("acme-dev-eu-orders")).toBe("Allow");
  expect(send("acme-dev-orders")).toBeUndefined();
});

test("of its own names those of a longer one are another's", () => {
  const own = [{ actions: ["sqs:SendMessage"], resources: [arn("sqs", "acme-dev-orders")] }];
  expect(may(own, "sqs:SendMessage", arn("sqs", "acme-dev-orders"))).toBe(true);
  expect(may(own, "sqs:SendMessage", arn("sqs", "acme-dev-eu-orders"))).toBe(false);
});

test("roles of an environment whose name begins with its own are passed on by none of its roles", () => {
  const pass = (role: string) =>
    decision(policyDocument(roleBoundary(props([]))), {
      action: "iam:PassRole",
      resource: `arn:aws:iam::111111111111:role/${role}`,
      context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    });
  expect(pass("acme-dev-web-task")).toBe("Allow");
  expect(pass("acme-dev-eu-web-task")).toBe("Deny");
});
