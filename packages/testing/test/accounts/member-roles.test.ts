import type { Request } from "../../src/iam";
import {
  accounts,
  DEV,
  MAIN,
  memberRole,
  OF_DEV,
  OF_PROD,
  ORGANIZATION,
  REGION,
  roleIn,
  taggedAs,
} from "./two-accounts";

const to = (action: string, resource: string, context: Request["context"] = {}): Request => ({
  action,
  resource,
  context,
});
const arnIn = (account: string) => (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${account}:${resource}`;
const [devs, prods, organizations] = [OF_DEV, OF_PROD, ORGANIZATION].map(arnIn);
const whoMay = (request: Request): string[] =>
  accounts.arns.filter((role) => accounts.may(role, request));

const ENTERS: [role: string, entered: string[]][] = [
  [MAIN, [memberRole("dev", "plan"), memberRole("prod", "plan")]],
  [roleIn(ORGANIZATION, "plan-pr"), [memberRole("dev", "plan")]],
  [roleIn(ORGANIZATION, "drift"), [memberRole("dev", "drift"), memberRole("prod", "drift")]],
  [DEV, [memberRole("dev", "apply")]],
  [roleIn(ORGANIZATION, "apply-prod"), [memberRole("prod", "apply")]],
];

test.each(ENTERS)("%s gets into accounts by the roles that are for it", (role, entered) => {
  expect(accounts.reached(role).slice(1)).toEqual(entered);
});

test("nobody else gets into any account, nor on from there", () => {
  const entering = new Set(ENTERS.map(([role]) => role));
  const others = accounts.arns.filter((role) => !entering.has(role));
  expect(others.length).toBeGreaterThan(10);
  for (const role of others) expect(accounts.reached(role)).toEqual([role]);
});

const DEVS = accounts.arns.filter((role) => role.endsWith("apply-dev") || role.includes(OF_DEV));

describe("dev's roles reach nothing of prod's account", () => {
  const OF_PRODS = [
    to("ecs:UpdateService", prods!("ecs", "service/acme-prod/web")),
    to("ecs:RegisterTaskDefinition", prods!("ecs", "task-definition/acme-prod-web:1")),
    to("ecs:ExecuteCommand", prods!("ecs", "task/acme-prod/1")),
    to("ec2:DeleteVpc", prods!("ec2", "vpc/vpc-1"), taggedAs("prod")),
    to("logs:FilterLogEvents", prods!("logs", "log-group:/ecs/acme-prod/web")),
    to("kms:Decrypt", prods!("kms", "key/1"), taggedAs("prod")),
    to("sns:Publish", prods!("sns", "acme-prod-notifications"), taggedAs("prod")),
    to("ssm:GetParameters", prods!("ssm", "parameter/acme/prod/web/key")),
    to("secretsmanager:GetSecretValue", prods!("secretsmanager", "secret:acme/prod/key-abcdef")),
    to("iam:PassRole", `arn:aws:iam::${OF_PROD}:role/acme-prod-web-task`),
    to("iam:CreateRole", `arn:aws:iam::${OF_PROD}:role/acme-dev-x`),
    to("iam:GetRole", `arn:aws:iam::${OF_PROD}:role/acme-prod-web-task`),
    ...["apply", "plan", "drift", "people"].map((use) =>
      to("sts:AssumeRole", memberRole("prod", use)),
    ),
  ];
  test.each(OF_PRODS)("$action $resource", (request) => {
    expect(DEVS.length).toBeGreaterThan(5);
    expect(DEVS.filter((role) => accounts.may(role, request))).toEqual([]);
  });
});

const STATES = `arn:aws:s3:::acme-${ORGANIZATION}-${REGION}-tfstate`;
const PLANS = `arn:aws:s3:::acme-${ORGANIZATION}-${REGION}-plans`;
const [apply, people] = ["apply", "people"].map((use) => memberRole("dev", use));

const PUSH = roleIn(ORGANIZATION, "image-push-ci");

const ROWS: [what: string, request: Request, who: string[]][] = [
  [
    "read the state of dev",
    to("s3:GetObject", `${STATES}/dev/terraform.tfstate`),
    [DEV, roleIn(ORGANIZATION, "drift"), MAIN, roleIn(ORGANIZATION, "plan-pr")],
  ],
  ["read a plan of dev", to("s3:GetObject", `${PLANS}/plans/dev/1`), [DEV]],
  [
    "change a service of dev",
    to("ecs:UpdateService", devs!("ecs", "service/acme-dev/web")),
    [apply!, people!],
  ],
  [
    "change one of that name in the organization's account",
    to("ecs:UpdateService", organizations!("ecs", "service/acme-dev/web")),
    [],
  ],
  [
    "make a role with its boundary",
    to("iam:CreateRole", `arn:aws:iam::${OF_DEV}:role/acme-dev-x`, {
      "iam:PermissionsBoundary": `arn:aws:iam::${OF_DEV}:policy/acme-boundary-dev`,
    }),
    [apply!, people!],
  ],
  ["make a role without", to("iam:CreateRole", `arn:aws:iam::${OF_DEV}:role/acme-dev-x`), []],
  [
    "change who takes on the role that applies",
    to("iam:UpdateAssumeRolePolicy", memberRole("dev", "apply")),
    [],
  ],
  [
    "change the boundary",
    to("iam:CreatePolicyVersion", `arn:aws:iam::${OF_DEV}:policy/acme-boundary-dev`),
    [],
  ],
  [
    "read lines of logs",
    to("logs:FilterLogEvents", devs!("logs", "log-group:/ecs/acme-dev/web")),
    [people!],
  ],
  ["open a shell", to("ecs:ExecuteCommand", devs!("ecs", "task/acme-dev/1")), [people!]],
  [
    "pull an image of the organization",
    to("ecr:BatchGetImage", organizations!("ecr", "repository/acme/web"), {
      "aws:ResourceTag/Organization": "acme",
      "aws:ResourceTag/Environment": "registry",
    }),
    [PUSH, roleIn(OF_DEV, "dev-web-execution"), roleIn(OF_PROD, "prod-web-execution")],
  ],
  ["push one", to("ecr:PutImage", organizations!("ecr", "repository/acme/web")), [PUSH]],
  [
    "read a secret of tasks",
    to("ssm:GetParameter", devs!("ssm", "parameter/acme/dev/web/key")),
    [],
  ],
];

test.each(ROWS)("%s", (_, request, who) => {
  expect(whoMay(request)).toEqual(who);
});
