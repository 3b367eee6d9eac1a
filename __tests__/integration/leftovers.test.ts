import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreatePolicyCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { policyDocument } from "../../constructs/policy-document";
import { stateKey, stateLocation } from "../../environments/names";
import { findLeftovers, importLeftovers } from "../../operations/state/backend/leftovers";
import { configuration, environmentInput } from "../support/configuration";
import { clientsOf, freshAccount, makeBackend, sharedEndpoint } from "../support/emulated";
import { stacksOf } from "../support/stacks";
import { synthStack } from "../support/synth";

const KEY = stateKey("bootstrap");
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-leftovers-"));
});
afterEach(() => rm(dir, { recursive: true }));

/** A backend and the folder of a bootstrap-stack that has not been applied. */
async function beforeFirstApply() {
  const accountId = freshAccount();
  const config = configuration({ accountId }, [environmentInput("dev", { accountId })]);
  const json = synthStack(stacksOf(config)("bootstrap-stack"));
  await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify(json));
  const clients = clientsOf(sharedEndpoint(), accountId);
  const location = stateLocation(config.organization)!;
  await makeBackend(clients, location);
  return { clients, location, find: () => findLeftovers(clients, location, dir, KEY) };
}

test("nothing is found where nothing was made", async () => {
  const { find } = await beforeFirstApply();
  expect(await find()).toEqual([]);
});

test("what a killed apply made is found by its name, and the key by its alias", async () => {
  const { clients, location, find } = await beforeFirstApply();
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
  const TargetKeyId = KeyMetadata!.KeyId!;
  await clients.kms.send(new CreateAliasCommand({ AliasName: location.kmsAlias, TargetKeyId }));
  await clients.s3.send(
    new CreateBucketCommand({
      Bucket: location.logBucket,
      CreateBucketConfiguration: { LocationConstraint: "ap-northeast-2" },
    }),
  );
  await clients.iam.send(
    new CreatePolicyCommand({
      PolicyName: "acme-dev-state",
      PolicyDocument: policyDocument([{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }]),
    }),
  );
  await clients.ssm.send(
    new PutParameterCommand({ Name: "/acme/bootstrap/version", Value: "1", Type: "String" }),
  );
  expect(await find()).toEqual([
    { to: "aws_s3_bucket.log-bucket_38F5EEF0", id: location.logBucket },
    { to: "aws_kms_alias.state-key_alias_63E2A9D5", id: location.kmsAlias },
    {
      to: "aws_iam_policy.dev-access_full_4A4D4F84",
      id: `arn:aws:iam::${location.accountId}:policy/acme-dev-state`,
    },
    { to: "aws_ssm_parameter.layout-version", id: "/acme/bootstrap/version" },
    { to: "aws_kms_key.state-key_753BFC90", id: TargetKeyId },
  ]);
});

test("versioning is found once the bucket's policy lets nobody set it again", async () => {
  const { clients, location, find } = await beforeFirstApply();
  await clients.s3.send(
    new PutBucketPolicyCommand({
      Bucket: location.bucket,
      Policy: policyDocument([
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:PutBucketVersioning",
          Resource: `arn:aws:s3:::${location.bucket}`,
        },
      ]),
    }),
  );
  expect(await find()).toEqual([
    { to: "aws_s3_bucket_versioning.state-bucket_versioning_933ED8BF", id: location.bucket },
  ]);
});

test("what the state knows is no leftover", async () => {
  const { clients, location, find } = await beforeFirstApply();
  await clients.ssm.send(
    new PutParameterCommand({ Name: "/acme/bootstrap/version", Value: "1", Type: "String" }),
  );
  const resources = [{ type: "aws_ssm_parameter", name: "layout-version" }];
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: location.bucket,
      Key: KEY,
      Body: JSON.stringify({ resources }),
    }),
  );
  expect(await find()).toEqual([]);
});

test("they are imported from a file of their own, which goes when they are gone", async () => {
  await importLeftovers(dir, [{ to: "aws_ssm_parameter.x", id: "/x" }]);
  const text = await readFile(path.join(dir, "leftovers.tf.json"), "utf8");
  expect(JSON.parse(text)).toEqual({ import: [{ to: "aws_ssm_parameter.x", id: "/x" }] });
  await importLeftovers(dir, []);
  expect(await readdir(dir)).toEqual([]);
});
