import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreatePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { policyDocument } from "@groundwork/constructs/policy-document";
import { stateLocation } from "@groundwork/configuration/names";
import { findLeftovers, importLeftovers } from "../../../../src/state/backend/leftovers";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { clientsOf, freshAccount, makeBackend, sharedEndpoint } from "../../../support/emulated";
import { startRefusingAws } from "../../../support/refusing-aws";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";

jest.setTimeout(60_000);

/** A backend and a bootstrap-stack that has not been applied. */
async function beforeFirstApply(endpoint = sharedEndpoint()) {
  const accountId = freshAccount();
  const config = configuration({ accountId }, [environmentInput("dev", { accountId })]);
  const json = synthStack(stacksOf(config)("bootstrap-stack"));
  const clients = clientsOf(endpoint, accountId);
  const location = stateLocation(config.organization)!;
  await makeBackend(clients, location);
  const told: string[] = [];
  const find = (known: string[] = []) =>
    findLeftovers(clients, location, json, new Set(known), (text) => told.push(text));
  return { clients, location, find, told };
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
  const { clients, find } = await beforeFirstApply();
  await clients.ssm.send(
    new PutParameterCommand({ Name: "/acme/bootstrap/version", Value: "1", Type: "String" }),
  );
  expect(await find(["aws_ssm_parameter.layout-version"])).toEqual([]);
});

describe("a key that a killed apply made and never came to name", () => {
  type Clients = ReturnType<typeof clientsOf>;
  const to = "aws_kms_key.state-key_753BFC90";
  const marks = { Organization: "acme", Environment: "bootstrap" };

  /** A key as the provider makes one: with its description and tags from the first moment. */
  const makeKey = async (
    { kms }: Clients,
    tags: Record<string, string> = { ...marks, Owner: "another team by now" },
    Description = "Terraform state and its lock table",
  ): Promise<string> => {
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description, Tags }));
    return KeyMetadata!.KeyId!;
  };

  test("is found by its description and tags, among others that are not ours", async () => {
    const { clients, find, told } = await beforeFirstApply();
    await makeKey(clients, { ...marks, Organization: "other" });
    await makeKey(clients, { ...marks, Environment: "dev" });
    await makeKey(clients, marks, "Backups");
    await makeKey(clients, {});
    const [disabled, deleted] = [await makeKey(clients), await makeKey(clients)];
    await clients.kms.send(new DisableKeyCommand({ KeyId: disabled }));
    await clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId: deleted }));
    expect(await find()).toEqual([]);
    const id = await makeKey(clients);
    expect(await find()).toEqual([{ to, id }]);
    expect(told).toEqual([]);
    expect(await find([to])).toEqual([]);
  });

  test("is the newest of several, and the others are named", async () => {
    const { clients, find, told } = await beforeFirstApply();
    const first = await makeKey(clients);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const id = await makeKey(clients);
    expect(await find()).toEqual([{ to, id }]);
    expect(told).toEqual([
      expect.stringContaining(`aws kms schedule-key-deletion --key-id ${first}`),
    ]);
    expect(told[0]).not.toContain(`--key-id ${id}`);
  });

  test("gives way to the key behind the alias, and is named", async () => {
    const { clients, location, find, told } = await beforeFirstApply();
    const id = await makeKey(clients);
    await clients.kms.send(
      new CreateAliasCommand({ AliasName: location.kmsAlias, TargetKeyId: id }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const orphan = await makeKey(clients);
    expect(await find()).toEqual([
      { to: "aws_kms_alias.state-key_alias_63E2A9D5", id: location.kmsAlias },
      { to, id },
    ]);
    expect(told).toEqual([expect.stringContaining(`--key-id ${orphan}`)]);
    // Nor does it go unseen once the state knows both.
    expect(await find(["aws_kms_alias.state-key_alias_63E2A9D5", to])).toEqual([]);
    expect(told[1]).toBe(told[0]);
  });

  const denied = { status: 400, code: "AccessDeniedException", message: "not authorized" };

  test("is found beside keys that may not be looked at", async () => {
    let refused = 0;
    const aws = await startRefusingAws(sharedEndpoint(), (question) =>
      question === "TrentService.DescribeKey" && refused++ === 1 ? denied : undefined,
    );
    try {
      const { clients, find } = await beforeFirstApply(aws.endpoint);
      await makeKey(clients, {}, "another team's");
      const id = await makeKey(clients);
      // The first question is for the alias, the second for the older key.
      expect(await find()).toEqual([{ to, id }]);
      expect(refused).toBe(3);
    } finally {
      aws.close();
    }
  });

  test("is not looked for where the keys may not be listed, which is said", async () => {
    const aws = await startRefusingAws(sharedEndpoint(), (question) =>
      question === "TrentService.ListKeys" ? denied : undefined,
    );
    try {
      const { clients, find, told } = await beforeFirstApply(aws.endpoint);
      await makeKey(clients);
      expect(await find()).toEqual([]);
      expect(told).toEqual([expect.stringContaining("could not be looked for: AccessDenied")]);
    } finally {
      aws.close();
    }
  });
});

test("they are imported from a file of their own, which goes when they are gone", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-leftovers-"));
  await importLeftovers(dir, [{ to: "aws_ssm_parameter.x", id: "/x" }]);
  const text = await readFile(path.join(dir, "leftovers.tf.json"), "utf8");
  expect(JSON.parse(text)).toEqual({ import: [{ to: "aws_ssm_parameter.x", id: "/x" }] });
  await importLeftovers(dir, []);
  expect(await readdir(dir)).toEqual([]);
  await rm(dir, { recursive: true });
});
