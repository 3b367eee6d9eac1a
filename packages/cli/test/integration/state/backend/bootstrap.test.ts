import { once } from "node:events";
import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { DescribeTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import type { Emulator } from "../../../../src/emulator/emulator";
import { clientsOf, LOCATION, makeBackend, ownEmulator, REGION } from "../../../support/emulated";
import { killPoints } from "../../../support/kill-points";
import {
  groundwork,
  killTree,
  ProjectCopy,
  startGroundwork,
  type Ended,
} from "@groundwork/testing/project";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(300_000);

const { bucket: BUCKET, lockTable: TABLE } = LOCATION;

let emulator: Emulator;
/** What a bootstrap writes, one after another; the first test takes it down for the second. */
let writes: string[] | undefined;
beforeEach(async () => {
  emulator = await ownEmulator("bootstrap");
});
afterEach(() => emulator.stop());

/** The real bootstrap and a real apply of bootstrap-stack, with stand-ins for what it adds. */
const bootstrap = (endpoint = emulator.endpoint): Promise<Ended> =>
  groundwork(["rehearse", "bootstrap-stack"], { AWS_ENDPOINT_URL: endpoint });

/** What a first bootstrap writes. */
async function takenDown(): Promise<string[]> {
  const proxy = await startWriteProxy(emulator.endpoint);
  expect(await bootstrap(proxy.endpoint)).toMatchObject({ code: 0, stderr: "" });
  proxy.close();
  // The last four are the two locks of the rehearsal's second plan, taken and released.
  return proxy.writes.slice(0, -4).map(({ what }) => what.replace(/ .*\.|\?.*/g, " "));
}

test("makes a private, versioned bucket and a table, and keeps its own state in them", async () => {
  writes = await takenDown();
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

  // Run again it writes no state: nothing has changed.
  const second = await startWriteProxy(emulator.endpoint);
  expect(await bootstrap(second.endpoint)).toMatchObject({ code: 0, stderr: "" });
  second.close();
  expect(second.writes.filter(({ what }) => /terraform\.tfstate(\?|$)/.test(what))).toEqual([]);
});

test("killed after any of its writes it is run again, and done", async () => {
  writes ??= await takenDown();
  expect(writes.slice(3)).toEqual([
    "DynamoDB CreateTable",
    ...["PUT tflock ", "DynamoDB PutItem", "DELETE tflock ", "DynamoDB DeleteItem"], // plan
    ...["PUT tflock ", "DynamoDB PutItem", "PUT tfstate ", "DynamoDB PutItem"], // apply
    ...["DELETE tflock ", "DynamoDB DeleteItem"],
  ]);
  // These leave what others leave: the plan's two locks, none again, the apply's first.
  const asAfter: Record<number, number> = { 6: 10, 8: 4, 9: 5 };

  for (const last of killPoints(writes)) {
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
  // Each is a bootstrap that is killed, and one after it.
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
