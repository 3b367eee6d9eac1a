import {
  judgeState,
  type StateFacts,
  type StateToJudge,
} from "../../../src/state/doctor/judge-state";
import { stateFormat, type StateFormat } from "../../../src/terraform/state-format";
import { ownersIn, ownerTag } from "../../../src/state/doctor/owner-tags";

const ALIAS = "arn:aws:kms:eu-west-1:111111111111:alias/state";
const KEY_ARN = "arn:aws:kms:eu-west-1:111111111111:key/k";

type ObjectFacts = NonNullable<StateFacts["object"]>;

/** A state that holds these. */
const holdingOf = (addresses: readonly string[], terraformVersion = "1.11.4"): StateFormat => {
  const state = { serial: 3, lineage: "l", terraformVersion, addresses, bytes: 100 };
  return { kind: "state", words: "a state, serial 3", readByTerraform: true, state };
};

const object = (changes: Partial<ObjectFacts> = {}): ObjectFacts => ({
  bytes: 100,
  format: holdingOf(["aws_vpc.main"]),
  owners: new Map(),
  versionId: "v1",
  lastModified: new Date(),
  encryption: "aws:kms",
  encryptionKey: KEY_ARN,
  ...changes,
});

const state = (
  facts: Partial<StateFacts> = {},
  changes: Partial<StateToJudge> = {},
): StateToJudge => ({
  stack: "dev-stack",
  key: "dev/terraform.tfstate",
  facts: {
    object: object(),
    earlierVersions: 0,
    digest: { stored: "d", calculated: "d" },
    ...facts,
  },
  location: {
    bucket: "states",
    logBucket: "states-logs",
    lockTable: "locks",
    lock: "both",
    kmsAlias: "alias/state",
    kmsAliasArn: ALIAS,
    region: "eu-west-1",
    accountId: "111111111111",
  },
  keyArn: KEY_ARN,
  engine: { product: "Terraform", version: "1.11.4" },
  addresses: new Set(["aws_vpc.main"]),
  owner: "dev",
  ...changes,
});

const judged = (one: StateToJudge) =>
  judgeState(one).map(({ severity, check }) => `${severity} ${check}`);

const withLock = (lock: "s3" | "dynamodb") => ({ location: { ...state().location, lock } });

test("a sound state needs no word, nor one that was never written", () => {
  expect(judged(state())).toEqual([]);
  const none = { object: undefined, digest: { stored: undefined, calculated: undefined } };
  expect(judged(state(none))).toEqual([]);
});

/** What lies there, the digest its own or that of another object. */
describe("what is no state of format 4", () => {
  const found = (content: string | Uint8Array, stored: string | undefined = "d") => {
    const [finding] = judgeState(
      state({
        object: object({ format: stateFormat(content) }),
        digest: { stored, calculated: "d" },
      }),
    );
    return finding!;
  };
  const encrypted = JSON.stringify({ serial: 9, lineage: "l", encryption_version: "v0" });

  test.each<[string, string | Uint8Array, string, string]>([
    ["encrypted", encrypted, "error state-format", "is a state encrypted by OpenTofu, serial 9"],
    ["of a format to come", '{"version":5}', "error state-format", "is a state of format 5"],
    ["in UTF-16", Buffer.from("\ufeff{}", "utf16le"), "error state-format", "in UTF-16LE"],
    ["of format 3", '{"version":3,"serial":5}', "warning state-format", "is a state of format 3"],
    ["not known, but with its digest", "?", "error state-format", "is no JSON"],
  ])("%s is named, and no older one recommended", (_name, content, judgement, words) => {
    const { severity, check, what, why, repair } = found(content);
    expect(`${severity} ${check}`).toBe(judgement);
    expect(what).toContain(words);
    expect(what + why + repair).not.toMatch(/no state of|damaged|restore/);
    if (content === "?") return;
    expect(found(content, "x").check).toBe("state-format");
    expect(found(content, "x").repair).not.toContain("restore");
  });

  test("what is nothing that is known, and has no digest, may be replaced by an older one", () => {
    expect(found("?", "x")).toMatchObject({
      check: "state-garbage",
      repair: expect.stringContaining("npx --no -- groundwork restore"),
    });
  });

  test("an empty object is no state to Terraform", () => {
    expect(found("", "x")).toMatchObject({ check: "state-empty", severity: "error" });
  });

  test("a state without a lineage is one, and what OpenTofu wrote counts its own versions", () => {
    const written = (more: object) =>
      judged(
        state({
          object: object({
            format: stateFormat(
              JSON.stringify({ version: 4, serial: 1, terraform_version: "1.12.6", ...more }),
            ),
          }),
        }),
      );
    expect(written({})).toEqual(["warning state-newer"]);
  });
});

describe("the digest", () => {
  const digest = (stored: string | undefined, changes = {}) =>
    judged(state({ digest: { stored, calculated: "d" } }, changes));

  test("that differs stops Terraform", () => expect(digest("x")).toEqual(["error digest-differs"]));
  test("that is missing does not", () =>
    expect(digest(undefined)).toEqual(["warning digest-missing"]));
  test("of a state that is gone stops it too", () => {
    const gone = { object: undefined, digest: { stored: "d", calculated: undefined } };
    expect(judged(state(gone))).toEqual(["error digest-differs"]);
  });
  test("is of no use where only lock files are used, but may stop others", () => {
    expect(digest("x", withLock("s3"))).toEqual(["warning digest-stale"]);
    expect(digest(undefined, withLock("s3"))).toEqual([]);
  });
});

test.each([
  ["null", ["error state-unversioned"]],
  [undefined, ["error state-unversioned"]],
  ["v1", []],
])("a state whose version is %s", (versionId, expected) => {
  expect(judged(state({ object: object({ versionId }) }))).toEqual(expected);
});

test.each([
  ["the key", { encryptionKey: KEY_ARN }, []],
  ["the key by its alias, as emulators repeat it", { encryptionKey: ALIAS }, []],
  ["another key", { encryptionKey: "arn:other" }, ["warning state-encryption"]],
  [
    "S3's own keys",
    { encryption: "AES256", encryptionKey: undefined },
    ["warning state-encryption"],
  ],
])("a state that is encrypted with %s", (_, changes, expected) => {
  expect(judged(state({ object: object(changes) }))).toEqual(expected);
});

test("bootstrap's own state is older than the key", () => {
  const own = object({ encryption: "AES256", encryptionKey: undefined });
  expect(judged(state({ object: own }, { key: "bootstrap/terraform.tfstate" }))).toEqual([]);
});

describe("whose resources are in it", () => {
  const holding = (addresses: string[], changes = {}) =>
    judged(state({ object: object({ format: holdingOf(addresses) }) }, changes));

  test("none of the stack's: another stack's state", () => {
    expect(holding(["aws_eip.other", "aws_vpc.other"])).toEqual(["error state-foreign"]);
  });
  test("one of the stack's is enough, with an index or in a module", () => {
    expect(holding(["aws_eip.gone", 'aws_vpc.main["a"]'])).toEqual([]);
    expect(holding(['module.m["x"].aws_vpc.y'], { addresses: new Set(["module.m"]) })).toEqual([]);
  });
  test.each(["logs[0].archive", "a]b.c", String.raw`\"]`, "$${x}"])(
    "a key is any text: %s",
    (key) => {
      expect(holding([`aws_vpc.main["${key}"]`])).toEqual([]);
      expect(holding([`aws_vpc.other["${key}"]`])).toEqual(["error state-foreign"]);
      const addresses = new Set(["module.m", `aws_eip.old["${key}"]`]);
      expect(holding([`module.m["${key}"].aws_vpc.y["${key}"]`], { addresses })).toEqual([]);
      expect(holding([`aws_eip.old["${key}"]`], { addresses })).toEqual([]);
    },
  );
  test("nothing is said of an empty state, or without the configuration", () => {
    expect(holding([])).toEqual([]);
    expect(holding(["aws_eip.other"], { addresses: new Set() })).toEqual([]);
  });
  test("tags of another environment: two stacks with one key", () => {
    const mixed = object({
      owners: new Map([
        ["dev", 4],
        ["prod", 2],
      ]),
    });
    const [finding, ...others] = judgeState(state({ object: mixed }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ check: "state-mixed", severity: "error" });
    expect(finding!.what).toContain("2 of prod");
    expect(judged(state({ object: mixed }, { owner: undefined }))).toEqual([]);
  });
});

test("owners are counted by the tags that this project puts on resources, and no others", () => {
  const tagged = (tags_all: object | null, mode = "managed") => ({
    mode,
    instances: [{ attributes: { tags_all } }],
  });
  const resources = [
    tagged({ ManagedBy: "groundwork", Environment: "dev" }),
    tagged({ ManagedBy: "groundwork", Environment: "dev" }),
    tagged({ ManagedBy: "hand", Environment: "prod" }),
    tagged({ ManagedBy: "groundwork", Environment: "prod" }, "data"),
    tagged(null),
    { mode: "managed", instances: [{}] },
    { mode: "managed" },
    { mode: "managed", instances: null },
  ];
  expect([...ownersIn(JSON.stringify({ resources }))]).toEqual([["dev", 2]]);
  expect(ownersIn("no JSON").size).toBe(0);
  const provider = {
    aws: [{ default_tags: [{ tags: { ManagedBy: "groundwork", Environment: "dev" } }] }],
  };
  expect(ownerTag({ provider })).toBe("dev");
  expect(ownerTag({})).toBeUndefined();
});
