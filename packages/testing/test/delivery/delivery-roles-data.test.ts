import type { Request } from "../../src/iam";
import {
  arn,
  delivery,
  DEV,
  DRIFT,
  encrypted,
  get,
  iam,
  IMAGE,
  LOCKS,
  MAIN,
  ofOwner,
  PLANS,
  PR,
  PROD,
  REGION,
  STATES,
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

const keyOf = (id: string): string =>
  `\${aws_kms_key.${Object.keys(delivery.resource["aws_kms_key"]!).find((key) => key.startsWith(id))}.arn}`;

/** As the store writes: never over anything. */
const put = (arnOfObject: string) =>
  to("s3:PutObject", arnOfObject, {
    "s3:if-none-match": "*",
    "s3:ObjectCreationOperation": "true",
  });

const lockRow = (action: string, row: string) =>
  to(`dynamodb:${action}`, LOCKS, {
    "dynamodb:LeadingKeys": `acme-111111111111-ap-northeast-2-tfstate/${row}`,
    ...ofOwner("bootstrap"),
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
      "read the values that a plan changes",
      get(`${PLANS}/summaries/prod/details/x.json`),
      [MAIN, DRIFT, DEV, PROD],
    ],
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

describe("secrets", () => {
  mayDo([
    ["the key of a VPN connection", to("ec2:DescribeVpnConnections", "*"), []],
    ["the secret of a sign-on", to("ec2:DescribeVerifiedAccessTrustProviders", "*"), []],
    ["the script of an instance", to("ec2:DescribeInstanceAttribute", "*"), []],
    ["the script of a group's instances", to("autoscaling:DescribeLaunchConfigurations", "*"), []],
    ["the script of spot instances", to("ec2:DescribeSpotInstanceRequests", "*"), []],
    ["the script of a spot fleet", to("ec2:DescribeSpotFleetRequests", "*"), []],
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
