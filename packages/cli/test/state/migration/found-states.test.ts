import { stateText } from "@groundwork/testing/states";
import { hindranceOf, HindranceError } from "../../../src/core/aws/hindrance";
import type { OpenBackend } from "../../../src/state/open";
import { StateLocks } from "../../../src/state/lock/locks";
import { BucketStates } from "../../../src/state/migration/bucket-states";
import { findStates } from "../../../src/state/migration/found-states";
import type { ForeignBackend } from "../../../src/state/migration/source-s3";
import { LOCATION } from "../../support/emulated";

/** A refusal, as the SDK throws AWS's answer. */
const refusal = (name: string, httpStatusCode = 403): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

/** What hinders all of it, as our clients throw it (core/aws/client.ts). */
const hindrance = (error: Error): Error => new HindranceError(hindranceOf(error)!, error);

type Content = string | Error;

interface Aws {
  /** By `bucket/key`. */
  readonly objects: Readonly<Record<string, Content>>;
  /** Digests by `bucket/key`, as the lock table has them. */
  readonly rows?: Readonly<Record<string, Content>>;
  readonly scan?: Error;
}

/** Clients that know these objects and rows, and nothing else. */
function clientsOf({ objects, rows = {}, scan }: Aws): ForeignBackend["clients"] {
  const given = (content: Content | undefined) => {
    if (content instanceof Error) throw content;
    return content;
  };
  const s3 = async ({ constructor: { name }, input }: any) => {
    if (name === "ListObjectsV2Command") {
      const prefix = `${input.Bucket}/${input.Prefix ?? ""}`;
      const keys = Object.keys(objects).filter((path) => path.startsWith(prefix));
      const Contents = keys.map((path) => ({
        Key: path.slice(`${input.Bucket}/`.length),
        LastModified: new Date("2026-11-01T00:00:00Z"),
      }));
      return { Contents };
    }
    const text = given(objects[`${input.Bucket}/${input.Key}`]);
    if (text === undefined) throw refusal("NoSuchKey", 404);
    return {
      Body: {
        transformToByteArray: async () => Buffer.from(text),
        transformToString: async () => text,
      },
    };
  };
  const dynamodb = async ({ constructor: { name }, input }: any) => {
    if (name === "ScanCommand") {
      if (scan) throw scan;
      return {
        Items: Object.entries(rows).map(([path, digest]) => ({
          LockID: { S: `${path}-md5` },
          Digest: digest === "" ? undefined : { S: digest },
        })),
      };
    }
    const digest = given(rows[input.Key.LockID.S.replace(/-md5$/, "")]);
    return digest === undefined ? {} : { Item: { Digest: { S: digest } } };
  };
  return { s3: { send: s3 }, dynamodb: { send: dynamodb } } as never;
}

const HAND = { ...LOCATION, bucket: "hand", lockTable: "hand-locks", lock: "both" as const };

function backendOf(aws: Aws): ForeignBackend {
  const clients = clientsOf(aws);
  return { location: HAND, clients, locks: new StateLocks(HAND, clients) };
}

const homeOf = (aws: Aws): OpenBackend =>
  ({
    location: LOCATION,
    clients: clientsOf(aws),
    stacks: ["bootstrap-stack", "dev-stack", "prod-stack"],
  }) as never;

const listed = (
  objects: Aws["objects"],
  more: Omit<Aws, "objects"> = {},
  home: Aws = { objects },
) => BucketStates.find(backendOf({ objects, ...more }), homeOf(home));

const KEY = "dev/terraform.tfstate";
const PROD = "prod/terraform.tfstate";

test("one state that AWS keeps to itself is told of in its row; all others are listed", async () => {
  const states = await listed({
    [`hand/${KEY}`]: refusal("InvalidObjectState"),
    "hand/other/terraform.tfstate": refusal("AccessDenied"),
    [`hand/${PROD}`]: stateText(),
  });
  const lines = states.table().split("\n");
  expect(lines.find((line) => line.startsWith(KEY))).toMatch(
    / unknown +no +cannot be read: InvalidObjectState: it is archived$/,
  );
  expect(lines.find((line) => line.startsWith("other"))).toMatch(/cannot be read: AccessDenied$/);
  expect(lines.find((line) => line.startsWith(PROD))).toMatch(/ 3 .* none +no$/);
  expect(states.json().states[0]).toMatchObject({ key: KEY, serial: null, digest: "unknown" });
  // Also a name that leaves no doubt says nothing of what is in it.
  expect(states.json().proposed).toEqual([{ stack: "prod-stack", key: PROD }]);
  expect(states.others.get(KEY)).toContain("cannot be read");
});

test("a state whose digest or lock cannot be read is listed all the same", async () => {
  const states = await listed(
    {
      [`hand/${KEY}`]: stateText(),
      [`hand/${PROD}.tflock`]: refusal("AccessDenied"),
      [`hand/${PROD}`]: stateText(),
    },
    {
      rows: { [`hand/${KEY}`]: refusal("AccessDeniedException", 400) },
      scan: refusal("AccessDeniedException", 400),
    },
  );
  const table = states.table();
  expect(table).toMatch(
    /dev\/\S+ +3 .* unknown +unknown .*its digest cannot be read: AccessDeniedException/,
  );
  expect(table).toMatch(/prod\/\S+ +3 .* none +unknown +its lock cannot be read: AccessDenied/);
  expect(table).toMatch(/hand-locks may not be listed \(AccessDeniedException\)$/);
  expect(states.keys).toEqual([KEY, PROD]);
});

test.each([
  ["credentials that have ended", hindrance(refusal("ExpiredToken", 400))],
  ["no network", hindrance(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }))],
])("%s end the list", async (_, error) => {
  await expect(findStates(backendOf({ objects: { [`hand/${KEY}`]: error } }))).rejects.toThrow(
    /AWS|credentials/,
  );
});

test("a row without a digest is that of no state", async () => {
  const rows = { "hand/gone/terraform.tfstate": "", "hand/left/terraform.tfstate": "abc" };
  const { states } = await findStates(backendOf({ objects: {}, rows }));
  expect(states.map(({ key }) => key)).toEqual(["left/terraform.tfstate"]);
});

describe("two states of one lineage, of which one was moved to dev-stack", () => {
  const [dev, prod] = ["a", "b"].map((value) =>
    stateText({ outputs: { name: { value, type: "string" } } }),
  );
  const objects = { [`hand/${KEY}`]: dev!, [`hand/${PROD}`]: prod! };
  const remarks = async (home: Aws["objects"]) => {
    const states = await listed(objects, {}, { objects: home });
    const found = states.json().states.map(({ movedTo, relatedTo }) => [movedTo, relatedTo]);
    return { found, proposed: states.json().proposed, table: states.table() };
  };
  const there = `${LOCATION.bucket}/${KEY}`;
  const copy = `${there}.backups/2026-11-01T00-00-00-000Z-migrate-source`;
  const worked = stateText({ serial: 9, outputs: {} });

  test.each([
    ["and nothing was applied since", { [there]: stateText({ ...JSON.parse(dev!), serial: 4 }) }],
    ["and was worked on since", { [there]: worked, [copy]: dev! }],
  ])("%s: the other one was not moved, and is proposed", async (_, home) => {
    const { found, proposed, table } = await remarks(home);
    expect(found).toEqual([
      ["dev-stack", null],
      [null, "dev-stack"],
    ]);
    expect(proposed).toEqual([{ stack: "prod-stack", key: PROD }]);
    expect(table).toContain("has the lineage of dev-stack's state, with other content");
  });

  test("of which nothing tells any more: neither is said to have been moved", async () => {
    const { found } = await remarks({ [there]: worked });
    expect(found).toEqual([
      [null, "dev-stack"],
      [null, "dev-stack"],
    ]);
  });
});

test("the command that is proposed is one that a shell takes, whatever is in a key", async () => {
  const key = "dev/kim's/terraform.tfstate";
  const states = await listed({ [`hand/${key}`]: stateText() });
  expect(states.proposal("s3://hand?table=x")).toContain(
    String.raw`--from 's3://hand?table=x' --map dev='dev/kim'\''s/terraform.tfstate'`,
  );
});
