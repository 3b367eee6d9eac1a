import { Testing, type TerraformStack } from "cdktf";
import { addStacks } from "../../stacks";
import { configuration, environmentInput } from "../support/configuration";
import type { Request } from "../support/iam";
import { Roles } from "../support/roles";
import { synthStack, type TerraformJson } from "../support/synth";

const domain = (name: string) => ({ domain: { hostedZone: "example.com", name } });
const app = Testing.app();
addStacks(
  app,
  configuration({ delivery: { github: { repository: "acme/shop", repositoryId: "42" } } }, [
    environmentInput("dev", { production: false, loadBalancer: domain("dev.example.com") }),
    environmentInput("dev-eu", { production: false }),
    environmentInput("prod", { loadBalancer: domain("example.com") }),
  ]),
);
const stack = (id: string): TerraformJson => synthStack(app.node.findChild(id) as TerraformStack);
const delivery = stack("delivery-stack");
const roles = new Roles([delivery, stack("bootstrap-stack")]);

const ACCOUNT = "111111111111";
const REGION = "ap-northeast-2";
const PLANS = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-plans`;
const STATES = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-tfstate`;
const LOCKS = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/acme-terraform-locks`;
const keyOf = (id: string): string =>
  `\${aws_kms_key.${Object.keys(delivery.resource["aws_kms_key"]!).find((key) => key.startsWith(id))}.arn}`;
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

const to = (action: string, resource: string, context: Request["context"] = {}): Request => ({
  action,
  resource,
  context,
});
const get = (arnOfObject: string) => to("s3:GetObject", arnOfObject);
/** As the store writes: never over anything. */
const put = (arnOfObject: string) =>
  to("s3:PutObject", arnOfObject, {
    "s3:if-none-match": "*",
    "s3:ObjectCreationOperation": "true",
  });
const lockRow = (action: string, row: string) =>
  to(`dynamodb:${action}`, LOCKS, {
    "dynamodb:LeadingKeys": `acme-${ACCOUNT}-${REGION}-tfstate/${row}`,
    ...ofOwner("bootstrap"),
  });
/** What bears our tags. */
const ofOwner = (owner: string) => ({
  "aws:ResourceTag/Organization": "acme",
  "aws:ResourceTag/Environment": owner,
});
const throughS3 = (key: string, action: string, object: string) =>
  to(`kms:${action}`, key, {
    "kms:ViaService": `s3.${REGION}.amazonaws.com`,
    "kms:EncryptionContext:aws:s3:arn": object,
  });
const stateKey = (action: string) =>
  to(`kms:${action}`, arn("kms", "key/state"), {
    "kms:ViaService": `s3.${REGION}.amazonaws.com`,
    "kms:ResourceAliases": "alias/acme-terraform-state",
    ...ofOwner("bootstrap"),
  });
/** As Terraform's backend writes. */
const encrypted = {
  "s3:x-amz-server-side-encryption": "aws:kms",
  "s3:x-amz-server-side-encryption-aws-kms-key-id": arn("kms", "alias/acme-terraform-state"),
};
const tell = (environment: string) =>
  to("sns:Publish", arn("sns", `acme-${environment}-delivery`), ofOwner("delivery"));

const NAMES = ["plan-pr", "plan-main", "drift", "apply-dev", "apply-prod", "image-push-ci"];
const [PR, MAIN, DRIFT, DEV, PROD, IMAGE] = NAMES;

/** What is asked for, and who of all may do it. */
type Row = [what: string, request: Request, who: (string | undefined)[]];

const mayDo = (rows: Row[]): void => {
  test.each(rows)("%s", (_, request, who) => {
    expect(NAMES.filter((role) => roles.may(`acme-${role}`, request))).toEqual(who);
  });
};

describe("plans", () => {
  mayDo([
    ["hand in a plan", put(`${PLANS}/plans/prod/x/bundle.tgz`), [MAIN]],
    [
      "encrypt it",
      throughS3(keyOf("plan-key"), "GenerateDataKey", `${PLANS}/plans/prod/x`),
      [MAIN],
    ],
    ["fetch a plan of dev", get(`${PLANS}/plans/dev/x/bundle.tgz`), [DEV]],
    ["fetch a plan of prod", get(`${PLANS}/plans/prod/x/bundle.tgz`), [PROD]],
    ["decrypt it", throughS3(keyOf("plan-key"), "Decrypt", `${PLANS}/plans/prod/x`), [PROD]],
    ["fetch an old version", to("s3:GetObjectVersion", `${PLANS}/plans/prod/x/bundle.tgz`), []],
    ["fetch a plan of bootstrap", get(`${PLANS}/plans/bootstrap/x/bundle.tgz`), []],
    ["fetch a plan of delivery", get(`${PLANS}/plans/delivery/x/bundle.tgz`), []],
    ["fetch a plan of an environment that is gone", get(`${PLANS}/plans/old/x/bundle.tgz`), []],
    [
      "put another plan in its place",
      to("s3:PutObject", `${PLANS}/plans/prod/x/bundle.tgz`, {
        "s3:ObjectCreationOperation": "true",
      }),
      [],
    ],
    ["delete a plan", to("s3:DeleteObject", `${PLANS}/plans/dev/x/bundle.tgz`), []],
    ["delete a version of it", to("s3:DeleteObjectVersion", `${PLANS}/plans/dev/x/bundle.tgz`), []],
  ]);
});

describe("what is said of plans", () => {
  mayDo([
    ["hand in a summary", put(`${PLANS}/summaries/prod/x.json`), [MAIN]],
    ["read a summary", get(`${PLANS}/summaries/prod/x.json`), [PR, MAIN, DRIFT, DEV, PROD]],
    [
      "decrypt it",
      throughS3(keyOf("plan-key"), "Decrypt", `${PLANS}/summaries/prod/x.json`),
      [PR, MAIN, DRIFT, DEV, PROD],
    ],
    ["approve a plan of dev", put(`${PLANS}/approvals/dev/x.json`), [DEV]],
    ["approve a plan of prod", put(`${PLANS}/approvals/prod/x.json`), [PROD]],
    ["mark a plan of prod as used", put(`${PLANS}/results/prod/x/started.json`), [PROD]],
    ["take the mark away", to("s3:DeleteObject", `${PLANS}/results/prod/x/started.json`), []],
    ["read the log of an apply", get(`${PLANS}/results/prod/x/log.txt`), [MAIN, DRIFT, DEV, PROD]],
    ["remember drift", to("s3:PutObject", `${PLANS}/drift/prod/last.json`), [DRIFT]],
    [
      "list them",
      to("s3:ListBucket", PLANS, { "s3:prefix": "approvals/prod/x" }),
      // By way of the right to ask whether buckets exist, which tells names and no contents.
      [PR, MAIN, DRIFT, DEV, PROD],
    ],
    ["tell the people of dev", tell("dev"), [MAIN, DRIFT, DEV, IMAGE]],
    ["tell the people of prod", tell("prod"), [MAIN, DRIFT, PROD, IMAGE]],
  ]);
});

describe("states", () => {
  mayDo([
    ["read dev's", get(`${STATES}/dev/terraform.tfstate`), [PR, MAIN, DRIFT, DEV]],
    ["read prod's", get(`${STATES}/prod/terraform.tfstate`), [MAIN, DRIFT, PROD]],
    ["read the registry's", get(`${STATES}/registry/terraform.tfstate`), [PR, MAIN, DRIFT]],
    ["read bootstrap's", get(`${STATES}/bootstrap/terraform.tfstate`), [MAIN, DRIFT]],
    ["read delivery's", get(`${STATES}/delivery/terraform.tfstate`), [MAIN, DRIFT]],
    ["decrypt", stateKey("Decrypt"), [PR, MAIN, DRIFT]],
    ["take dev's lock file", lockFile("PutObject", "dev"), [MAIN, DEV]],
    ["release dev's lock file", lockFile("DeleteObject", "dev"), [MAIN, DEV]],
    ["take prod's lock file", lockFile("PutObject", "prod"), [MAIN, PROD]],
    ["take dev's lock row", lockRow("PutItem", "dev/terraform.tfstate"), [MAIN, DEV]],
    ["take prod's lock row", lockRow("PutItem", "prod/terraform.tfstate"), [MAIN, PROD]],
    ["release prod's lock row", lockRow("DeleteItem", "prod/terraform.tfstate"), [MAIN, PROD]],
    ["write prod's digest", lockRow("PutItem", "prod/terraform.tfstate-md5"), [PROD]],
    ["write dev's", stateWrite("dev"), [DEV]],
    ["write prod's", stateWrite("prod"), [PROD]],
    ["write bootstrap's", stateWrite("bootstrap"), []],
    ["write delivery's", stateWrite("delivery"), []],
    ["delete dev's", to("s3:DeleteObject", `${STATES}/dev/terraform.tfstate`), []],
    ["delete a version", to("s3:DeleteObjectVersion", `${STATES}/dev/terraform.tfstate`), []],
  ]);
});

function lockFile(action: string, owner: string): Request {
  return to(`s3:${action}`, `${STATES}/${owner}/terraform.tfstate.tflock`, {
    ...encrypted,
    "s3:if-none-match": "*",
  });
}

function stateWrite(owner: string): Request {
  return to("s3:PutObject", `${STATES}/${owner}/terraform.tfstate`, encrypted);
}

describe("secrets", () => {
  mayDo([
    ["a secret", to("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:x")), []],
    ["a parameter", to("ssm:GetParameter", arn("ssm", "parameter/acme/web/database-url")), []],
    ["parameters by path", to("ssm:GetParametersByPath", arn("ssm", "parameter/acme")), []],
    [
      "where plans lie",
      to("ssm:GetParameter", arn("ssm", "parameter/acme/delivery/delivery/plan-bucket")),
      [MAIN, DRIFT],
    ],
    ["an object of an application", get("arn:aws:s3:::acme-dev-uploads/x"), []],
    ["a log", to("logs:GetLogEvents", arn("logs", "log-group:/ecs/acme-dev/web:log-stream:x")), []],
    ["an item", to("dynamodb:Scan", LOCKS), []],
    ["an image", to("ecr:GetDownloadUrlForLayer", arn("ecr", "repository/acme/web")), []],
    ["a shell in a container", to("ecs:ExecuteCommand", arn("ecs", "task/acme-dev/x")), []],
  ]);
});

const planners = [PR, MAIN, DRIFT, DEV, PROD];
describe("settings", () => {
  mayDo([
    ["a network", to("ec2:DescribeVpcs", "*"), planners],
    ["a role", to("iam:GetRole", iam("role/acme-dev-web-task")), [PR, MAIN, DRIFT, DEV]],
    ["a bucket's policy", to("s3:GetBucketPolicy", STATES), planners],
    ["the parameters there are", to("ssm:DescribeParameters", "*"), planners],
  ]);
});

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
    ["a new record", record("new.example.com"), [DEV, PROD]],
    ["where mail goes", record("new.example.com", "MX"), []],
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

describe("where it all lies", () => {
  mayDo([
    ["stop the versioning of states", to("s3:PutBucketVersioning", STATES), []],
    ["another policy for states", to("s3:PutBucketPolicy", STATES), []],
    ["another lifecycle for plans", to("s3:PutLifecycleConfiguration", PLANS), []],
    ["delete the lock table", to("dynamodb:DeleteTable", LOCKS, ofOwner("bootstrap")), []],
    [
      "change a repository",
      to("ecr:SetRepositoryPolicy", arn("ecr", "repository/acme/web"), ofOwner("registry")),
      [],
    ],
  ]);
});

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
