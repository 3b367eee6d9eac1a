import { PermissionsBoundary } from "../../../constructs/delivery/permissions-boundary";
import type { BoundaryProps } from "../../../constructs/delivery/permissions/boundary";
import { decision, type Request } from "../../support/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "../../support/synth";

const iam = (resource: string) => `arn:aws:iam::111111111111:${resource}`;
const other = (prefix: string, ...hosts: string[]) => ({ prefix, hosts });

const synthBoundary = (overrides: Partial<BoundaryProps> = {}) =>
  synthConstruct((scope) => {
    new PermissionsBoundary(scope, "boundary", {
      name: "acme-boundary-dev",
      accountId: "111111111111",
      owner: "dev",
      prefix: "acme-dev",
      organizationTag: "acme",
      environmentTag: "dev",
      sharedTags: ["bootstrap", "delivery", "registry"],
      iamArns: [iam("role/acme-dev-*"), iam("instance-profile/acme-dev-*")],
      others: [other("acme-prod", "example.com", "*.shop.example.com"), other("acme-dev-eu")],
      state: {
        bucket: "acme-tfstate",
        logBucket: "acme-tfstate-logs",
        lockTable: "acme-locks",
        kmsAlias: "alias/acme-terraform-state",
        accountId: "111111111111",
        region: "ap-northeast-2",
      },
      planBucket: "acme-plans",
      ...overrides,
    });
  });

const policyOf = (overrides?: Partial<BoundaryProps>): string =>
  onlyResource(synthBoundary(overrides), "aws_iam_policy").policy;

const may = (
  action: string,
  resource: string,
  context: Request["context"] = {},
  overrides?: Partial<BoundaryProps>,
) => decision(policyOf(overrides), { action, resource, context }) === "Allow";

const ours = (environment: string) => ({
  "aws:ResourceTag/Organization": "acme",
  "aws:ResourceTag/Environment": environment,
});

test("is one managed policy", () => {
  expect(resourceAddresses(synthBoundary())).toEqual(["aws_iam_policy.boundary_policy_A8BEFB25"]);
});

// What a role that is made within it could do, were it given everything.
test.each<[string, boolean, Parameters<typeof may>]>([
  ["read its bucket", true, ["s3:GetObject", "arn:aws:s3:::acme-dev-uploads/x"]],
  ["read prod's bucket", false, ["s3:GetObject", "arn:aws:s3:::acme-prod-uploads/x"]],
  ["read a bucket of nobody", true, ["s3:GetObject", "arn:aws:s3:::catalogue/x"]],
  ["read its state", true, ["s3:GetObject", "arn:aws:s3:::acme-tfstate/dev/terraform.tfstate"]],
  [
    "read prod's state",
    false,
    ["s3:GetObject", "arn:aws:s3:::acme-tfstate/prod/terraform.tfstate"],
  ],
  ["read a state of others", false, ["s3:GetObject", "arn:aws:s3:::acme-tfstate/other/x"]],
  [
    "delete a version of its state",
    false,
    ["s3:DeleteObjectVersion", "arn:aws:s3:::acme-tfstate/dev/terraform.tfstate"],
  ],
  ["read who read a state", false, ["s3:GetObject", "arn:aws:s3:::acme-tfstate-logs/x"]],
  ["read prod's plans", false, ["s3:GetObject", "arn:aws:s3:::acme-plans/plans/prod/x"]],
  ["approve a plan of prod", false, ["s3:PutObject", "arn:aws:s3:::acme-plans/approvals/prod/x"]],
  ["another policy for states", false, ["s3:PutBucketPolicy", "arn:aws:s3:::acme-tfstate"]],
  [
    "another lifecycle for plans",
    false,
    ["s3:PutLifecycleConfiguration", "arn:aws:s3:::acme-plans"],
  ],
  ["another policy for its own", true, ["s3:PutBucketPolicy", "arn:aws:s3:::acme-dev-alb-1"]],
  [
    "read prod's logs",
    false,
    [
      "logs:GetLogEvents",
      "arn:aws:logs:ap-northeast-2:111111111111:log-group:/ecs/acme-prod/web:log-stream:x",
    ],
  ],
  [
    "read its logs",
    true,
    [
      "logs:GetLogEvents",
      "arn:aws:logs:ap-northeast-2:111111111111:log-group:/ecs/acme-dev/web:log-stream:x",
    ],
  ],
  [
    "a shell in a container of prod",
    false,
    ["ecs:ExecuteCommand", "arn:aws:ecs:ap-northeast-2:111111111111:task/acme-prod/1"],
  ],
  [
    "read a secret of prod by its tags",
    false,
    ["secretsmanager:GetSecretValue", "arn:x", ours("prod")],
  ],
  ["read a secret of its own", true, ["secretsmanager:GetSecretValue", "arn:x", ours("dev")]],
  ["decrypt with the states' key", true, ["kms:Decrypt", "arn:x", ours("bootstrap")]],
  ["change the states' key", false, ["kms:PutKeyPolicy", "arn:x", ours("bootstrap")]],
  ["tell people", true, ["sns:Publish", "arn:x", ours("delivery")]],
  ["subscribe to what people are told", false, ["sns:Subscribe", "arn:x", ours("delivery")]],
  ["pull an image", true, ["ecr:BatchGetImage", "arn:x", ours("registry")]],
  ["push an image", false, ["ecr:PutImage", "arn:x", ours("registry")]],
  [
    "use what another organization calls prod",
    true,
    ["sns:Publish", "arn:x", { ...ours("prod"), "aws:ResourceTag/Organization": "other" }],
  ],
  [
    "make something in the name of prod",
    false,
    [
      "ec2:CreateVpc",
      "*",
      { "aws:RequestTag/Organization": "acme", "aws:RequestTag/Environment": "prod" },
    ],
  ],
  [
    "take prod's lock",
    false,
    [
      "dynamodb:PutItem",
      "arn:aws:dynamodb:ap-northeast-2:111111111111:table/acme-locks",
      { "dynamodb:LeadingKeys": "acme-tfstate/prod/terraform.tfstate" },
    ],
  ],
  [
    "take its lock",
    true,
    [
      "dynamodb:PutItem",
      "arn:aws:dynamodb:ap-northeast-2:111111111111:table/acme-locks",
      { "dynamodb:LeadingKeys": "acme-tfstate/dev/terraform.tfstate" },
    ],
  ],
  [
    "make a bound role",
    true,
    [
      "iam:CreateRole",
      iam("role/acme-dev-x"),
      { "iam:PermissionsBoundary": iam("policy/acme-boundary-dev") },
    ],
  ],
  ["make an unbound role", false, ["iam:CreateRole", iam("role/acme-dev-x")]],
  [
    "bind a role otherwise",
    false,
    [
      "iam:PutRolePermissionsBoundary",
      iam("role/acme-dev-x"),
      { "iam:PermissionsBoundary": iam("policy/x") },
    ],
  ],
  [
    "make a role of nobody",
    false,
    [
      "iam:CreateRole",
      iam("role/x"),
      { "iam:PermissionsBoundary": iam("policy/acme-boundary-dev") },
    ],
  ],
  ["make a user", false, ["iam:CreateUser", iam("user/x")]],
  ["make an access key", false, ["iam:CreateAccessKey", iam("user/x")]],
  [
    "let a service make its role",
    true,
    ["iam:CreateServiceLinkedRole", iam("role/aws-service-role/ecs.amazonaws.com/x")],
  ],
  ["go on in a role of this account", false, ["sts:AssumeRole", iam("role/acme-apply-prod")]],
  [
    "go on in a role of another account",
    true,
    ["sts:AssumeRole", "arn:aws:iam::222222222222:role/x"],
  ],
  [
    "change a record of prod",
    false,
    [
      "route53:ChangeResourceRecordSets",
      "arn:x",
      { "route53:ChangeResourceRecordSetsNormalizedRecordNames": "\\052.shop.example.com" },
    ],
  ],
  [
    "change a record of its own",
    true,
    [
      "route53:ChangeResourceRecordSets",
      "arn:x",
      { "route53:ChangeResourceRecordSetsNormalizedRecordNames": "dev.example.com" },
    ],
  ],
  ["leave the organization", false, ["organizations:LeaveOrganization", "*"]],
])("%s: %s", (_, expected, request) => {
  expect(may(...request)).toBe(expected);
});

test("of two environments, one's name may begin with the other's", () => {
  const alarm = "arn:aws:cloudwatch:ap-northeast-2:111111111111:alarm:acme-dev-eu-web";
  expect(may("cloudwatch:DeleteAlarms", alarm)).toBe(false);
  expect(may("iam:PassRole", iam("role/acme-dev-eu-web"))).toBe(false);
  const europe: Partial<BoundaryProps> = {
    owner: "dev-eu",
    prefix: "acme-dev-eu",
    environmentTag: "dev-eu",
    iamArns: [iam("role/acme-dev-eu-*")],
    others: [other("acme-dev")],
  };
  expect(may("cloudwatch:DeleteAlarms", alarm, {}, europe)).toBe(true);
  expect(may("iam:PassRole", iam("role/acme-dev-eu-web"), {}, europe)).toBe(true);
  expect(may("s3:PutBucketPolicy", "arn:aws:s3:::acme-dev-eu-alb-1", {}, europe)).toBe(true);
  expect(may("s3:PutBucketPolicy", "arn:aws:s3:::acme-dev-alb-1", {}, europe)).toBe(false);
});

test("where states lie elsewhere there is nothing about them", () => {
  const policy = policyOf({ state: undefined });
  expect(policy).not.toContain("tfstate");
  expect(policy).not.toContain("dynamodb:LeadingKeys");
  expect(
    may("s3:GetObject", "arn:aws:s3:::acme-plans/plans/prod/x", {}, { state: undefined }),
  ).toBe(false);
});

test("fails on more environments than IAM takes", () => {
  const many = Array.from({ length: 40 }, (_, index) => other(`acme-environment-${index}`));
  expect(() => synthBoundary({ others: many })).toThrow(
    /boundary\.others: got .* expected fewer environments or hosts in one account: the boundary has \d+ characters, and IAM takes 6144/,
  );
});

test("takes ten environments with names and hosts", () => {
  const ten = Array.from({ length: 9 }, (_, index) =>
    other(`acme-staging-${index}`, `staging-${index}.shop.example.com`),
  );
  expect(policyOf({ others: ten }).length).toBeLessThan(6144);
});
