import type { Request } from "../../src/iam";
import {
  arn,
  DEV,
  get,
  iam,
  IMAGE,
  ofOwner,
  PLANS,
  PROD,
  roles,
  stateWrite,
  tell,
  to,
  whoMay,
  type Row,
} from "./delivery-roles";

const mayDo = (rows: Row[]): void => {
  test.each(rows)("%s", (_, request, who) => {
    expect(whoMay(request)).toEqual(who);
  });
};

describe("services", () => {
  mayDo([
    ["make a service of dev", to("ecs:CreateService", arn("ecs", "service/acme-dev/web")), [DEV]],
    [
      "make a service of prod",
      to("ecs:CreateService", arn("ecs", "service/acme-prod/web")),
      [PROD],
    ],
    [
      "change prod's cluster",
      to("ecs:UpdateCluster", arn("ecs", "cluster/acme-prod"), ofOwner("prod")),
      [PROD],
    ],
    ["delete a VPC of prod", to("ec2:DeleteVpc", arn("ec2", "vpc/vpc-1"), ofOwner("prod")), [PROD]],
    ["delete a VPC of dev", to("ec2:DeleteVpc", arn("ec2", "vpc/vpc-1"), ofOwner("dev")), [DEV]],
    ["delete a VPC of others", to("ec2:DeleteVpc", arn("ec2", "vpc/vpc-1")), []],
    [
      "change a subnet of prod",
      to("ec2:ModifySubnetAttribute", arn("ec2", "subnet/s-1"), ofOwner("prod")),
      [PROD],
    ],
    [
      "take over a VPC by its tags",
      to("ec2:CreateTags", arn("ec2", "vpc/vpc-1"), {
        "aws:RequestTag/Organization": "acme",
        "aws:RequestTag/Environment": "dev",
      }),
      [],
    ],
    [
      "make a VPC in the name of prod",
      to("ec2:CreateVpc", arn("ec2", "vpc/*"), {
        "aws:RequestTag/Organization": "acme",
        "aws:RequestTag/Environment": "prod",
      }),
      [PROD],
    ],
    [
      "change a target group of prod",
      to(
        "elasticloadbalancing:ModifyTargetGroup",
        arn("elasticloadbalancing", "targetgroup/web-/1"),
        ofOwner("prod"),
      ),
      [PROD],
    ],
    [
      "delete a key of prod",
      to("kms:ScheduleKeyDeletion", arn("kms", "key/1"), ofOwner("prod")),
      [PROD],
    ],
    [
      "delete the states' key",
      to("kms:ScheduleKeyDeletion", arn("kms", "key/1"), ofOwner("bootstrap")),
      [],
    ],
    ["delete a key of others", to("kms:ScheduleKeyDeletion", arn("kms", "key/1")), []],
    [
      "an alarm of dev-eu",
      to("cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:acme-dev-eu-web-cpu")),
      [],
    ],
    [
      "delete dev's topic of alarms",
      to("sns:DeleteTopic", arn("sns", "acme-dev-notifications"), ofOwner("dev")),
      [DEV],
    ],
    [
      "delete dev's topic of deliveries",
      to("sns:DeleteTopic", arn("sns", "acme-dev-delivery"), ofOwner("delivery")),
      [],
    ],
    ["a record of prod", record("example.com"), [PROD]],
    ["a record of dev", record("dev.example.com"), [DEV]],
    ["a new record", record("new.example.com"), []],
    ["where mail of dev goes", record("dev.example.com", "MX"), []],
    ["push an image", to("ecr:PutImage", arn("ecr", "repository/acme/web")), [IMAGE]],
    ["push an image of others", to("ecr:PutImage", arn("ecr", "repository/other/web")), []],
    ["delete an image", to("ecr:BatchDeleteImage", arn("ecr", "repository/acme/web")), []],
    ["stop the record of calls", to("cloudtrail:StopLogging", "*"), []],
  ]);
});

function record(name: string, type = "A"): Request {
  return to("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1", {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": name,
    "route53:ChangeResourceRecordSetsRecordTypes": type,
  });
}

const within = (owner: string) => ({
  "iam:PermissionsBoundary": iam(`policy/acme-boundary-${owner}`),
});

describe("identities", () => {
  mayDo([
    [
      "make a bound role of dev",
      to("iam:CreateRole", iam("role/acme-dev-x"), within("dev")),
      [DEV],
    ],
    ["make an unbound role", to("iam:CreateRole", iam("role/acme-dev-x")), []],
    [
      "make one bound by another boundary",
      to("iam:CreateRole", iam("role/acme-dev-x"), within("prod")),
      [],
    ],
    ["make a role of prod", to("iam:CreateRole", iam("role/acme-prod-x"), within("dev")), []],
    ["make a role of dev-eu", to("iam:CreateRole", iam("role/acme-dev-eu-x"), within("dev")), []],
    ["make a role of no environment", to("iam:CreateRole", iam("role/x"), within("dev")), []],
    [
      "give a bound role more",
      to("iam:PutRolePolicy", iam("role/acme-dev-x"), within("dev")),
      [DEV],
    ],
    ["give an unbound role more", to("iam:PutRolePolicy", iam("role/acme-dev-x")), []],
    [
      "bind a role that was not",
      to("iam:PutRolePermissionsBoundary", iam("role/acme-dev-x"), within("dev")),
      [DEV],
    ],
    [
      "unbind a role",
      to("iam:DeleteRolePermissionsBoundary", iam("role/acme-dev-x"), within("dev")),
      [],
    ],
    ["give itself more", to("iam:PutRolePolicy", iam("role/acme-apply-dev"), within("dev")), []],
    ["trust somebody else", to("iam:UpdateAssumeRolePolicy", iam("role/acme-plan-main")), []],
    ["change a boundary", to("iam:CreatePolicyVersion", iam("policy/acme-boundary-dev")), []],
    [
      "change the policy of a state",
      to("iam:CreatePolicyVersion", iam("policy/acme-dev-state")),
      [],
    ],
    ["make a user", to("iam:CreateUser", iam("user/acme-dev-x")), []],
    ["make an access key", to("iam:CreateAccessKey", iam("user/acme-dev-x")), []],
    [
      "make an identity provider",
      to("iam:CreateOpenIDConnectProvider", iam("oidc-provider/x")),
      [],
    ],
    ["pass a role of dev to ECS", pass("acme-dev-web-task", "ecs-tasks.amazonaws.com"), [DEV]],
    ["pass a role of prod to ECS", pass("acme-prod-web-task", "ecs-tasks.amazonaws.com"), [PROD]],
    ["pass it to another service", pass("acme-dev-web-task", "lambda.amazonaws.com"), []],
    ["pass on an apply role", pass("acme-apply-prod", "ecs-tasks.amazonaws.com"), []],
    ["go on in another role", to("sts:AssumeRole", iam("role/acme-prod-x")), []],
  ]);
});

function pass(role: string, service: string): Request {
  return to("iam:PassRole", iam(`role/${role}`), { "iam:PassedToService": service });
}

test("who applies the registry changes repositories, and no environment", () => {
  const may = (request: Request) => roles.may("acme-apply-registry", request);
  const repository = arn("ecr", "repository/acme/web");
  expect(may(to("ecr:SetRepositoryPolicy", repository, ofOwner("registry")))).toBe(true);
  expect(may(to("ecr:SetRepositoryPolicy", arn("ecr", "repository/other/web")))).toBe(false);
  expect(may(to("ecr:PutImage", repository, ofOwner("registry")))).toBe(false);
  expect(may(to("iam:CreatePolicyVersion", iam("policy/acme-image-push")))).toBe(true);
  expect(may(to("iam:CreatePolicyVersion", iam("policy/acme-boundary-registry")))).toBe(false);
  expect(may(to("iam:PutRolePolicy", iam("role/acme-image-push-ci"), within("registry")))).toBe(
    false,
  );
  expect(may(stateWrite("registry"))).toBe(true);
  expect(may(stateWrite("prod"))).toBe(false);
  expect(may(get(`${PLANS}/plans/registry/x/bundle.tgz`))).toBe(true);
  expect(may(get(`${PLANS}/plans/prod/x/bundle.tgz`))).toBe(false);
  expect(may(tell("prod"))).toBe(true);
});
