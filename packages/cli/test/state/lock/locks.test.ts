import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { AwsClients } from "../../../src/state/clients";
import { ownInfo } from "../../../src/state/lock/lock-process";
import { StateLocks } from "../../../src/state/lock/locks";

const KEY = "dev/terraform.tfstate";
const location = {
  bucket: "states",
  logBucket: "logs",
  lockTable: "locks",
  lock: "both",
  kmsAlias: "alias/state",
  kmsAliasArn: "arn:aws:kms:eu-west-1:111111111111:alias/state",
  region: "eu-west-1",
  accountId: "111111111111",
} as const;

const lockText = (id: string) => JSON.stringify({ ID: id, Who: "kim@elsewhere" });
const etagOf = (text: string) => createHash("md5").update(text).digest("hex");
const answer = (name: string, status: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

const seenIn = ({ ExpressionAttributeValues: values }: any) => values[":seen"].S;

/** What lies in the two places of a lock, with S3 and DynamoDB around it as far as locks ask them. */
class TwoPlaces {
  row: { Info?: { S: string } } | undefined;
  file: string | undefined;
  hasTable = true;
  deletions = 0;
  /** What others do when a lock has been read, and before it is deleted. */
  meanwhile: () => void = () => {};

  /** What a person is told. */
  readonly told: string[] = [];
  readonly locks: StateLocks;

  constructor(lock: "both" | "s3" = "both", lockTable: string = location.lockTable) {
    const clients = { s3: { send: this.ask }, dynamodb: { send: this.ask } };
    const where = { ...location, lock, lockTable };
    this.locks = new StateLocks(where, clients as unknown as AwsClients, {
      tell: (text) => this.told.push(text),
    });
  }

  set(row: string, file: string): void {
    this.row = { Info: { S: lockText(row) } };
    this.file = lockText(file);
  }

  private readonly ask = async ({ constructor, input }: any): Promise<unknown> => {
    switch (constructor.name) {
      case "GetItemCommand":
        if (!this.hasTable) throw answer("ResourceNotFoundException", 400);
        return { Item: this.row };
      case "GetObjectCommand": {
        const text = this.file;
        if (text === undefined) throw answer("NoSuchKey", 404);
        return { Body: { transformToString: async () => text }, ETag: etagOf(text) };
      }
      case "DeleteItemCommand":
        this.meanwhile();
        if (input.ConditionExpression && this.row?.Info?.S !== seenIn(input)) {
          throw answer("ConditionalCheckFailedException", 400);
        }
        this.row = undefined;
        return {};
      case "DeleteObjectCommand":
        this.meanwhile();
        if (input.IfMatch && this.file === undefined) throw answer("NoSuchKey", 404);
        if (input.IfMatch && etagOf(this.file!) !== input.IfMatch) {
          throw answer("PreconditionFailed", 412);
        }
        this.deletions++;
        this.file = undefined;
        return {};
      case "PutObjectCommand":
        if (this.file !== undefined) throw answer("PreconditionFailed", 412);
        this.file = input.Body;
        return {};
      case "PutItemCommand":
        if (this.row) throw answer("ConditionalCheckFailedException", 400);
        this.row = input.Item;
        return {};
      default:
        throw new Error(`nothing here answers ${constructor.name}`);
    }
  };
}

describe("release", () => {
  test("takes away what the id has locked, in both places", async () => {
    const places = new TwoPlaces();
    places.set("mine", "mine");
    await places.locks.release(KEY, "mine");
    expect(await places.locks.read(KEY)).toEqual({});
  });

  test("leaves what another id has locked", async () => {
    const places = new TwoPlaces();
    places.set("mine", "other");
    await places.locks.release(KEY, "mine");
    expect(await places.locks.read(KEY)).toMatchObject({ row: undefined, file: { ID: "other" } });
    expect(places.deletions).toBe(0);
  });

  test("leaves a lock that somebody takes between the look and the deletion", async () => {
    const places = new TwoPlaces();
    places.set("mine", "mine");
    places.meanwhile = () => {
      places.set("other", "other");
      places.meanwhile = () => {};
    };
    await places.locks.release(KEY, "mine");
    expect(await places.locks.read(KEY)).toMatchObject({
      row: { ID: "other" },
      file: { ID: "other" },
    });
  });

  test("is done where somebody else was faster", async () => {
    const places = new TwoPlaces();
    places.set("mine", "mine");
    places.meanwhile = () => {
      places.row = undefined;
      places.file = undefined;
    };
    await places.locks.release(KEY, "mine");
    expect(await places.locks.read(KEY)).toEqual({});
  });

  test("tries again where others ask for the lock file at the same moment", async () => {
    const places = new TwoPlaces("s3");
    places.file = lockText("mine");
    let conflicts = 0;
    places.meanwhile = () => {
      if (conflicts++ < 2) throw answer("ConditionalRequestConflict", 409);
    };
    await places.locks.release(KEY, "mine");
    expect({ conflicts, file: places.file }).toEqual({ conflicts: 3, file: undefined });
  });
});

describe("take", () => {
  /** A lock of the process of that start, on this machine. */
  const ofProcess = (id: string, started: (own: string) => string) =>
    JSON.stringify({
      ID: id,
      Operation: "groundwork restore",
      Who: `me@${hostname()}`,
      Created: new Date().toISOString(),
      Info: ownInfo().replace(/(?<=started )(.+)(?= on )/, started),
    });
  const dead = (id: string) => ofProcess(id, (own) => `${own}0`);
  const living = (id: string) => ofProcess(id, (own) => own);

  test.each([
    ["both places", dead("left"), dead("left")],
    ["the lock file, killed before it had the row", undefined, dead("left")],
    ["the row, killed when it had given back the file", dead("left"), undefined],
  ])("what a command that was killed has left is released first: %s", async (_, row, file) => {
    const places = new TwoPlaces();
    places.row = row === undefined ? undefined : { Info: { S: row } };
    places.file = file;
    const { ID } = await places.locks.take(KEY, "groundwork restore");
    expect(await places.locks.read(KEY)).toMatchObject({ row: { ID }, file: { ID } });
    expect(places.told.join()).toContain("the lock left of dev/terraform.tfstate");
  });

  test("of one that lives, it is not", async () => {
    const places = new TwoPlaces();
    places.row = { Info: { S: living("held") } };
    await expect(places.locks.take(KEY, "migrate")).rejects.toMatchObject({ exitCode: 7 });
    expect(await places.locks.read(KEY)).toEqual({
      row: expect.objectContaining({ ID: "held" }),
      file: undefined,
    });
    expect(places.told).toEqual([]);
  });

  test("a lock that somebody takes in place of the dead one stays", async () => {
    const places = new TwoPlaces("s3");
    places.file = dead("left");
    places.meanwhile = () => {
      places.file = living("held");
      places.meanwhile = () => {};
    };
    await expect(places.locks.take(KEY, "migrate")).rejects.toMatchObject({ exitCode: 7 });
    expect(await places.locks.read(KEY)).toMatchObject({ file: { ID: "held" } });
  });
});

test.each([
  ["a row without Info", undefined],
  ["a row that is no lock of Terraform's", { S: "garbage" }],
])("%s counts as a lock, as no client takes a place that is not free", async (_, Info) => {
  const places = new TwoPlaces();
  places.row = { ...(Info && { Info }) };
  expect(await places.locks.read(KEY)).toMatchObject({ row: { ID: "unreadable" } });
});

test("only a backend that does not lock in the table can do without it", async () => {
  const [without, needing] = [new TwoPlaces("s3"), new TwoPlaces("both")];
  without.hasTable = false;
  needing.hasTable = false;
  expect(await without.locks.read(KEY)).toEqual({});
  await expect(needing.locks.read(KEY)).rejects.toThrow("ResourceNotFoundException");
});

test("a backend that names no table is asked for its lock file alone", async () => {
  const places = new TwoPlaces("s3", "");
  places.set("mine", "mine");
  expect(await places.locks.read(KEY)).toMatchObject({ row: undefined, file: { ID: "mine" } });
});
