import type { AwsClients } from "../../../src/state/clients";
import { judgeStrays } from "../../../src/state/doctor/judge-strays";
import { findStrays } from "../../../src/state/doctor/strays";
import { LOCATION } from "../../support/emulated";

/** Clients that know these objects of the bucket and these rows of the table. */
function clientsOf(
  objects: Readonly<Record<string, string>>,
  rows: readonly object[] = [],
): AwsClients {
  const s3 = async ({ constructor: { name }, input }: any) =>
    name === "ListObjectsV2Command"
      ? { Contents: Object.keys(objects).map((Key) => ({ Key })) }
      : { Body: { transformToString: async () => objects[input.Key]!.slice(0, 4096) } };
  return { s3: { send: s3 }, dynamodb: { send: async () => ({ Items: rows }) } } as never;
}

test("the lineage of a state is its own, whatever stands before it", async () => {
  const compact = JSON.stringify({ version: 4, serial: 1, lineage: "own", resources: [] });
  const sorted = JSON.stringify({
    check_results: { lineage: "a value" },
    lineage: "own",
    outputs: { a: { value: "x".repeat(10_000) } },
  });
  const objects = { "a/terraform.tfstate": compact, "b/terraform.tfstate": sorted };
  const strays = await findStrays(clientsOf(objects), LOCATION, new Set(), []);
  expect(strays.otherStates.map(({ lineage }) => lineage)).toEqual(["own", "own"]);
});

test("a digest's row that was emptied, as Terraform's message says, is no lock", async () => {
  const row = (end: string, more: object = {}) => ({
    LockID: { S: `${LOCATION.bucket}/gone/terraform.tfstate${end}` },
    ...more,
  });
  const rows = [row("-md5"), row("", { Info: { S: "{}" } })];
  const strays = await findStrays(clientsOf({}, rows), LOCATION, new Set(), []);
  expect(strays.lockRows.map(({ key }) => key)).toEqual(["gone/terraform.tfstate"]);
  expect(strays.digestRows).toEqual([]);
});

test("a split that was not finished is told by its note, which is no state", async () => {
  const note = { "dev/terraform.tfstate.moving": "{}" };
  const strays = await findStrays(clientsOf(note), LOCATION, new Set(), []);
  expect(strays).toMatchObject({ moving: ["dev/terraform.tfstate"], otherStates: [] });
  expect(judgeStrays(strays, LOCATION)).toMatchObject([
    { check: "move-unfinished", severity: "error", repair: expect.stringContaining("split dev") },
  ]);
});
