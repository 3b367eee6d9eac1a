import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { AwsClients } from "../../../src/state/clients";
import { StateLocks } from "../../../src/state/lock/locks";
import { findStates } from "../../../src/state/migration/found-states";
import { S3Source } from "../../../src/state/migration/source-s3";

const KEY = "dev/terraform.tfstate";
const location = {
  bucket: "states",
  logBucket: "logs",
  lockTable: "locks",
  lock: "both",
  kmsAlias: "alias/state",
  kmsAliasArn: "",
  region: "eu-west-1",
  accountId: "111111111111",
} as const;

const state = JSON.stringify({ version: 4, serial: 7, lineage: "l", outputs: {}, resources: [] });

/** A bucket with one object, and the row with its digest in the lock table. */
function holding(content: Uint8Array) {
  const Digest = { S: createHash("md5").update(content).digest("hex") };
  const row = { LockID: { S: `states/${KEY}-md5` }, Digest };
  const ask = async ({ constructor: { name }, input }: any) => {
    if (name === "ScanCommand") return { Items: [row] };
    if (name === "ListObjectsV2Command") {
      return { Contents: [{ Key: KEY, LastModified: new Date(0) }] };
    }
    if (name === "GetItemCommand") return { Item: input.Key.LockID.S.endsWith("-md5") && row };
    if (input.Key === KEY) return { Body: { transformToByteArray: async () => content } };
    throw Object.assign(new Error(name), { name: "NoSuchKey" });
  };
  const clients = { s3: { send: ask }, dynamodb: { send: ask } } as unknown as AwsClients;
  return { clients, location, locks: new StateLocks(location, clients) };
}

describe("the digest of what is compressed is that of its bytes, not of what they are as text", () => {
  const backend = holding(gzipSync(state));

  test("of a source in S3", async () => {
    await expect(new S3Source({ key: KEY, backend, env: {} }).read()).resolves.toContain("\u001f");
  });

  test("of what is found in a bucket", async () => {
    await expect(findStates(backend)).resolves.toMatchObject({
      states: [{ digest: "matches", words: "something compressed as gzip" }],
    });
  });
});
