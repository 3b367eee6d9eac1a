import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { PutBucketTaggingCommand } from "@aws-sdk/client-s3";
import { loadConfiguration } from "../../../../../testing/project/environments/index";
import { stateLocation } from "@groundwork/configuration/names";
import { linesOf, lookAtBucket, lookAtTable } from "../../../../src/state/backend/adoption";
import { inspectTable } from "../../../../src/state/backend/table";
import type { Emulator } from "../../../../src/emulator/emulator";
import {
  accessTo,
  AS_IN_AWS,
  clientsOf,
  LOCATION,
  makeBackend,
  ownEmulator,
  REGION,
  sharedEndpoint,
} from "../../../support/emulated";
import { bootstrapJson, harden } from "../../../support/hardened";
import {
  account,
  LIFECYCLE,
  makeByHand,
  POLICY,
  TAG_LINE,
  TAGS,
} from "../../../support/made-by-hand";
import { ProjectCopy } from "@groundwork/testing/project";
import { startRefusingAws } from "../../../support/refusing-aws";

jest.setTimeout(300_000);

describe("groundwork bootstrap", () => {
  const names = { bucket: "tf101-team-apne2-tfstate", lockTable: "terraform-lock" };
  let emulator: Emulator;
  let copy: ProjectCopy;
  beforeAll(async () => {
    [emulator, copy] = await Promise.all([ownEmulator("adoption"), ProjectCopy.create()]);
    await copy.edit(
      "environments/organization.ts",
      '{ type: "s3", lock: "both" }',
      `{ type: "s3", bucket: "${names.bucket}", lockTable: "${names.lockTable}" }`,
    );
    await copy.build();
    await makeByHand(clientsOf(emulator.endpoint), names.bucket, names.lockTable);
  });
  afterAll(() => Promise.all([emulator.stop(), copy.remove()]));

  const kept = async () => (await readdir(copy.root)).filter((name) => name.startsWith("adopted-"));

  test("says before the first yes what it replaces, and has it in a file by then", async () => {
    const ask = () =>
      copy.groundwork(["bootstrap"], { ...accessTo(emulator.endpoint), ...AS_IN_AWS });
    const { code, stdout, stderr } = await ask();
    // Nobody is there to say yes.
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("add --yes") });
    const [file] = await kept();
    expect(stdout.trim().split("\n")).toEqual([
      `In account 111111111111, region ${REGION}:`,
      `  bucket ${names.bucket}: is adopted`,
      "    lifecycle rules replaced: keep-ten-years",
      "    policy replaced: CrossAccountCi",
      TAG_LINE.replace("made-by=hand", "made-by=hand, Owner=platform"),
      "    writes of others are denied from then on, unless they name the key alias/groundwork-terraform-state",
      `  table ${names.lockTable}: is adopted`,
      "    billing mode replaced: PROVISIONED, 5 for reads and 2 for writes",
      TAG_LINE.replace("made-by=hand", "made-by=hand, Owner=platform"),
      `  what is replaced is kept in ${file}, with the commands that put it back`,
      "  then bootstrap-stack is planned, shown and applied: key, encryption, policies, log bucket",
    ]);

    const place = path.join(copy.root, file!);
    expect((await stat(place)).mode & 0o777).toBe(0o600);
    const { settings } = JSON.parse(await readFile(place, "utf8"));
    expect(settings["bucket-policy"]).toEqual({
      putBack: `aws s3api put-bucket-policy --bucket ${names.bucket} --policy file://FILE --region ${REGION}`,
      value: POLICY,
    });
    expect(settings["bucket-lifecycle-configuration"].value).toEqual(LIFECYCLE);
    expect(settings["bucket-tagging"].value).toEqual({ TagSet: TAGS });
    expect(settings["table-billing-mode"].value).toEqual({
      TableName: names.lockTable,
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
    });
    expect(settings["table-tags"].value.Tags).toEqual(TAGS);

    // Asked again it finds the same, and needs no second file.
    expect((await ask()).stdout).toBe(stdout);
    expect(await kept()).toEqual([file]);
    // What it finds after an interruption is not what was there at first.
    const { s3 } = clientsOf(emulator.endpoint);
    await s3.send(new PutBucketTaggingCommand({ Bucket: names.bucket, Tagging: { TagSet: [] } }));
    await ask();
    const [first, second, ...more] = await kept();
    expect({ first, more }).toEqual({ first: file, more: [] });
    expect(JSON.parse(await readFile(place, "utf8")).settings).toEqual(settings);
    const later = JSON.parse(await readFile(path.join(copy.root, second!), "utf8"));
    expect(Object.keys(later.settings)).not.toContain("bucket-tagging");
  });
});

test("tags that the organization leaves to others are not lost", async () => {
  const own = account(sharedEndpoint(), { ignoreTags: ["made-by"] });
  await makeByHand(own.clients, own.bucket, own.lockTable);
  // `Owner` is what bootstrap-stack says itself.
  expect((await own.bucketLines()).join()).not.toContain("tags");
  expect((await own.tableLines()).join()).not.toContain("tags");
  const other = account();
  await makeByHand(other.clients, other.bucket, other.lockTable);
  expect(await other.bucketLines()).toContain(TAG_LINE);
  expect(await other.tableLines()).toContain(TAG_LINE);
});

test("what the state knows was replaced before, and is not named again", async () => {
  const { clients, bucket, lockTable, bucketLines, tableLines } = account();
  await makeByHand(clients, bucket, lockTable);
  const known = ["aws_s3_bucket.state-bucket_828F7150", "aws_dynamodb_table.lock-table_D28631D7"];
  expect(await bucketLines(known)).toEqual([
    "    lifecycle rules replaced: keep-ten-years",
    "    policy replaced: CrossAccountCi",
  ]);
  expect(
    await bucketLines([...known, "aws_s3_bucket_policy.state-bucket_policy_7580CD97"]),
  ).toEqual(["    lifecycle rules replaced: keep-ten-years"]);
  expect(await tableLines(known)).toEqual([]);
});

test("what may not be read is named, and everything else with it", async () => {
  const aws = await startRefusingAws(sharedEndpoint(), (question) =>
    /\?lifecycle|ListTagsOfResource/.test(question)
      ? { status: 403, code: "AccessDenied", message: "not for you" }
      : undefined,
  );
  try {
    const { clients, bucket, lockTable, bucketLines, tableLines } = account(aws.endpoint);
    const direct = clientsOf(
      sharedEndpoint(),
      await clients.s3.config.credentials().then((c) => c.accessKeyId),
    );
    await makeByHand(direct, bucket, lockTable);
    expect(await bucketLines()).toEqual([
      "    policy replaced: CrossAccountCi",
      TAG_LINE,
      "    could not be read, so is not kept: lifecycle rules (AccessDenied: not for you)",
    ]);
    expect((await tableLines()).at(-1)).toBe(
      "    could not be read, so is not kept: tags (AccessDenied: not for you)",
    );
  } finally {
    aws.close();
  }
});

test("what bootstrap-stack has set already is no loss", async () => {
  const emulator = await ownEmulator("adopted");
  try {
    const clients = clientsOf(emulator.endpoint);
    await makeBackend(clients, LOCATION);
    await harden(clients, LOCATION);
    expect(stateLocation(loadConfiguration().organization)).toEqual(LOCATION);
    const options = {
      clients,
      location: LOCATION,
      stack: await bootstrapJson(),
      known: new Set<string>(),
    };
    expect(linesOf(await lookAtBucket(options))).toEqual([]);
    const table = await inspectTable(clients, LOCATION);
    expect(linesOf(await lookAtTable(options, table!))).toEqual([]);
  } finally {
    await emulator.stop();
  }
});
