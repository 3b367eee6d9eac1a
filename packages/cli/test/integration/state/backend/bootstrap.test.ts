import { once } from "node:events";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { DescribeTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { LAYOUT_VERSION } from "@groundwork/configuration/names";
import type { Emulator } from "../../../../src/emulator/emulator";
import {
  ACCOUNT,
  accessTo,
  clientsOf,
  makeBackend,
  makeTable,
  ownEmulator,
  REGION,
} from "../../../support/emulated";
import {
  groundwork,
  killTree,
  ProjectCopy,
  startGroundwork,
  type Ended,
} from "@groundwork/testing/project";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(300_000);

const BUCKET = `groundwork-${ACCOUNT}-${REGION}-tfstate`;
const TABLE = "groundwork-terraform-locks";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await ownEmulator("bootstrap");
});
afterEach(() => emulator.stop());

/** The real bootstrap and a real apply of bootstrap-stack, with stand-ins for what it adds. */
const bootstrap = (endpoint = emulator.endpoint): Promise<Ended> =>
  groundwork(["rehearse", "bootstrap-stack"], { AWS_ENDPOINT_URL: endpoint });

/** `npm run bootstrap` itself, as far as it comes without the AWS provider. */
const command = (args: string[] = ["--yes"], account = ACCOUNT): Promise<Ended> =>
  groundwork(["bootstrap", ...args], accessTo(emulator.endpoint, account));

test("makes a private, versioned bucket and a table, and keeps its own state in them", async () => {
  const { code, stderr } = await bootstrap();
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const { s3, dynamodb } = clientsOf(emulator.endpoint);
  expect(await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).toMatchObject({
    Status: "Enabled",
  });
  const access = await s3.send(new GetPublicAccessBlockCommand({ Bucket: BUCKET }));
  expect(access.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table).toMatchObject({ KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }] });
  const { Versions } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: "bootstrap/terraform.tfstate" }),
  );
  expect(Versions?.some(({ Key }) => Key === "bootstrap/terraform.tfstate")).toBe(true);
});

test("run again it writes no state: nothing has changed", async () => {
  await bootstrap();
  const proxy = await startWriteProxy(emulator.endpoint);
  expect(await bootstrap(proxy.endpoint)).toMatchObject({ code: 0, stderr: "" });
  proxy.close();
  const states = proxy.writes.filter(({ what }) => /terraform\.tfstate(\?|$)/.test(what));
  expect(states).toEqual([]);
});

test("killed after any of its writes it is run again, and done", async () => {
  const counter = await startWriteProxy(emulator.endpoint);
  expect(await bootstrap(counter.endpoint)).toMatchObject({ code: 0 });
  counter.close();
  // The last four are the two locks of the rehearsal's second plan, taken and released.
  const writes = counter.writes.slice(0, -4).map(({ what }) => what.replace(/ .*\.|\?.*/g, " "));
  expect(writes.slice(3)).toEqual([
    "DynamoDB CreateTable",
    ...["PUT tflock ", "DynamoDB PutItem", "DELETE tflock ", "DynamoDB DeleteItem"], // plan
    ...["PUT tflock ", "DynamoDB PutItem", "PUT tfstate ", "DynamoDB PutItem"], // apply
    ...["DELETE tflock ", "DynamoDB DeleteItem"],
  ]);
  // These leave what others leave: the plan's two locks, none again, the apply's first.
  const asAfter: Record<number, number> = { 6: 10, 8: 4, 9: 5 };

  for (let last = 1; last <= writes.length; last++) {
    if (last in asAfter) continue;
    await emulator.stop();
    emulator = await ownEmulator("bootstrap");
    const proxy = await startWriteProxy(emulator.endpoint, async ({ number }) => {
      if (number === last) await killTree(victim.pid!);
    });
    const victim = startGroundwork(["rehearse", "bootstrap-stack"], {
      AWS_ENDPOINT_URL: proxy.endpoint,
    });
    const [, signal] = await once(victim, "exit");
    const died = proxy.writes.at(last - 1)?.what;
    expect({ died, signal }).toEqual({ died, signal: "SIGKILL" });

    const { code, stderr } = await bootstrap(proxy.endpoint);
    proxy.close();
    expect({ died, code, stderr }).toEqual({ died, code: 0, stderr: "" });
  }
  // Eleven bootstraps that are killed, and as many after them.
}, 900_000);

describe("a backend made by hand", () => {
  const names = { bucket: "tf101-team-apne2-tfstate", lockTable: "terraform-lock", region: REGION };
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await ProjectCopy.create();
    await copy.edit(
      "environments/organization.ts",
      '{ type: "s3", lock: "both" }',
      `{ type: "s3", bucket: "${names.bucket}", lockTable: "${names.lockTable}" }`,
    );
    await copy.build();
  });
  afterAll(() => copy.remove());

  const adopt = () =>
    copy.groundwork(["rehearse", "bootstrap-stack"], { AWS_ENDPOINT_URL: emulator.endpoint });

  test("is adopted with what lies in it", async () => {
    const clients = clientsOf(emulator.endpoint);
    await makeBackend(clients, names);
    const Key = "Dev/terraform/iam/terraform.tfstate";
    await clients.s3.send(new PutObjectCommand({ Bucket: names.bucket, Key, Body: "{}" }));
    expect(await adopt()).toMatchObject({ code: 0, stderr: "" });

    const { Versions } = await clients.s3.send(
      new ListObjectVersionsCommand({ Bucket: names.bucket }),
    );
    const keys = Versions?.map(({ Key }) => Key);
    expect(keys).toEqual(expect.arrayContaining([Key, "bootstrap/terraform.tfstate"]));
    const { TableNames } = await clients.dynamodb.send(new ListTablesCommand({}));
    expect(TableNames).toEqual([names.lockTable]);
  });

  test("gets the versions it may lack before anything is written into it", async () => {
    const clients = clientsOf(emulator.endpoint);
    await clients.s3.send(
      new CreateBucketCommand({
        Bucket: names.bucket,
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    expect(await adopt()).toMatchObject({ code: 0, stderr: "" });
    expect(
      await clients.s3.send(new GetBucketVersioningCommand({ Bucket: names.bucket })),
    ).toMatchObject({ Status: "Enabled" });
  });
});

describe("is refused, with nothing changed", () => {
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
    const { code, stderr } = await command();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: table ${TABLE}: got the key id (HASH, S), expected LockID (HASH, S), which Terraform demands; ` +
        "choose another name in environments/organization.ts, backend.lockTable\n",
    );
  });

  test("another account's bucket", async () => {
    const other = clientsOf(emulator.endpoint, "999999999999");
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

  test("a backend that a newer checkout has set up", async () => {
    const { ssm } = clientsOf(emulator.endpoint);
    const Name = "/groundwork/bootstrap/version";
    const newer = String(LAYOUT_VERSION + 1);
    await ssm.send(new PutParameterCommand({ Name, Value: newer, Type: "String" }));
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
    await makeBackend(clients, { bucket: BUCKET, lockTable: TABLE, region: REGION });
    const Key = "bootstrap/terraform.tfstate";
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: text }));
    const { code, stderr } = await command();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: state ${Key}: got ${what}, expected that of bootstrap-stack; ` +
        "npm run doctor bootstrap-stack says what to do\n",
    );
  });

  test("a question that nobody can answer", async () => {
    const { code, stdout, stderr } = await command([]);
    expect(code).toBe(1);
    expect(stdout).toContain(`bucket ${BUCKET}: is made, versioned and private`);
    expect(stdout).toContain(`table ${TABLE}: is made`);
    expect(stderr).toContain("add -- --yes");
    await expectNothingMade();
  });
});
