import { CreateBucketCommand, DeleteBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { LAYOUT_VERSION } from "@groundwork/configuration/names";
import type { Emulator } from "../../../../src/emulator/emulator";
import {
  accessTo,
  AS_IN_AWS,
  ACCOUNT,
  clientsOf,
  emptyBackend,
  LOCATION,
  makeBackend,
  makeTable,
  ownEmulator,
  REGION,
} from "../../../support/emulated";
import { engineThatSays } from "../../../support/engine-that-says";
import { groundwork, type Ended } from "@groundwork/testing/project";

jest.setTimeout(120_000);

// Whatever `groundwork bootstrap` finds in its way: it ends, with nothing changed.

const { bucket: BUCKET, lockTable: TABLE } = LOCATION;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await ownEmulator("bootstrap-refused");
});
afterAll(() => emulator.stop());

/** What a test has put in the way, in the order in which it goes. */
const inTheWay: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of inTheWay.splice(0)) await remove();
});

/** `groundwork bootstrap` itself, as far as it comes without the AWS provider. */
const command = (args: string[] = ["--yes"], account = ACCOUNT): Promise<Ended> =>
  groundwork(["bootstrap", ...args], { ...accessTo(emulator.endpoint, account), ...AS_IN_AWS });

const expectNothingMade = async () => {
  const { dynamodb, s3 } = clientsOf(emulator.endpoint);
  const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
  expect(TableNames?.filter((name) => name === TABLE)).toEqual([]);
  // A bucket that is not there, or not ours, cannot be deleted.
  await expect(s3.send(new DeleteBucketCommand({ Bucket: BUCKET }))).rejects.toThrow(
    /does not exist|denied/i,
  );
};

test("a table that Terraform cannot lock with", async () => {
  const { dynamodb } = clientsOf(emulator.endpoint);
  await makeTable(dynamodb, TABLE, "id");
  inTheWay.push(() => dynamodb.send(new DeleteTableCommand({ TableName: TABLE })));
  const { code, stderr } = await command();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `Error: table ${TABLE}: got the key id (HASH, S), expected LockID (HASH, S), which Terraform demands; ` +
      "choose another name in environments/organization.ts, backend.lockTable\n",
  );
});

test("another account's bucket", async () => {
  const other = clientsOf(emulator.endpoint, "999999999999");
  inTheWay.push(() => other.s3.send(new DeleteBucketCommand({ Bucket: BUCKET })));
  await other.s3.send(
    new CreateBucketCommand({
      Bucket: BUCKET,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  const { code, stderr } = await command();
  expect(code).toBe(1);
  expect(stderr).toContain(`bucket ${BUCKET}: got a bucket that another account owns`);
  expect(stderr).not.toContain("    at ");
  await expectNothingMade();
});

test("a bucket in another region", async () => {
  const elsewhere = clientsOf(emulator.endpoint, ACCOUNT, "eu-central-1");
  inTheWay.push(() => elsewhere.s3.send(new DeleteBucketCommand({ Bucket: BUCKET })));
  await elsewhere.s3.send(
    new CreateBucketCommand({
      Bucket: BUCKET,
      CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
    }),
  );
  const { code, stderr } = await command();
  expect(code).toBe(1);
  expect(stderr).toContain(
    `bucket ${BUCKET}: got a bucket in eu-central-1, expected one in ${REGION}`,
  );
});

test("credentials of another account than the configuration's", async () => {
  const { code, stderr } = await command(["--yes"], "222222222222");
  expect(code).toBe(1);
  expect(stderr).toBe(
    `Error: organization.accountId: got ${ACCOUNT}, but the credentials are for 222222222222; ` +
      "correct environments/organization.ts, or log in to the other account\n",
  );
  await expectNothingMade();
});

test("a release of Terraform that breaks what comes later is named first", async () => {
  const { code, stderr } = await groundwork(["bootstrap", "--yes"], {
    ...accessTo(emulator.endpoint, "222222222222"),
    ...AS_IN_AWS,
    ...(await engineThatSays("Terraform v1.15.1")),
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Warning: Terraform 1\.15\.1 writes [^\n]*: install Terraform 1\.15\.2 or newer[^\n]*\nError: organization\.accountId/,
  );
});

describe("a release that lacks what bootstrap-stack is written with", () => {
  const LACKS =
    /aws_ssm_parameter\.layout-version\.value_wo: got OpenTofu 1\.10\.10, .* expected OpenTofu 1\.11 or newer/;
  const run = async (...args: string[]) => {
    const engine = await engineThatSays("OpenTofu v1.10.10");
    return groundwork(args, { ...accessTo(emulator.endpoint, ACCOUNT), ...AS_IN_AWS, ...engine });
  };

  test("stops it before anything is made", async () => {
    const { code, stderr } = await run("bootstrap", "--yes");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(LACKS) });
    await expectNothingMade();
  });

  test("is named behind what it says itself where a command fails", async () => {
    const { code, stderr } = await run("pull", "bootstrap-stack");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(LACKS) });
    expect(stderr).toContain("Error: no");
  });
});

test("a backend that a newer checkout has set up", async () => {
  const { ssm } = clientsOf(emulator.endpoint);
  const Name = "/groundwork/bootstrap/version";
  const newer = String(LAYOUT_VERSION + 1);
  await ssm.send(new PutParameterCommand({ Name, Value: newer, Type: "String" }));
  inTheWay.push(() => ssm.send(new DeleteParameterCommand({ Name })));
  const { code, stderr } = await command();
  expect(code).toBe(1);
  expect(stderr).toContain(
    `${Name}: got layout ${newer}, expected at most ${LAYOUT_VERSION}; a newer checkout`,
  );
  await expectNothingMade();
});

test.each([
  ['{"encrypted_data":"x","encryption_version":"v0"}', "a state encrypted by OpenTofu"],
  ["{", "text that begins as JSON and is none"],
])("what is no state that Terraform reads, where its own lies: %s", async (text, what) => {
  const clients = clientsOf(emulator.endpoint);
  await makeBackend(clients, LOCATION);
  inTheWay.push(
    () => emptyBackend(clients, LOCATION),
    () => clients.s3.send(new DeleteBucketCommand({ Bucket: BUCKET })),
    () => clients.dynamodb.send(new DeleteTableCommand({ TableName: TABLE })),
  );
  const Key = "bootstrap/terraform.tfstate";
  await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: text }));
  const { code, stderr } = await command();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `Error: state ${Key}: got ${what}, expected that of bootstrap-stack; ` +
      "npx --no -- groundwork doctor bootstrap-stack says what to do\n",
  );
});

test("a question that nobody can answer", async () => {
  const { code, stdout, stderr } = await command([]);
  expect(code).toBe(1);
  expect(stdout).toContain(`bucket ${BUCKET}: is made, versioned and private`);
  expect(stdout).toContain(`table ${TABLE}: is made`);
  expect(stderr).toContain("add --yes");
  await expectNothingMade();
});
