import { stateText } from "@groundwork/testing/states";
import { hindranceOf, HindranceError } from "../../src/core/aws/hindrance";
import { readDigestFacts } from "../../src/state/digest/digest-facts";
import { historyOf } from "../../src/state/history/entries";
import { readHead } from "../../src/state/history/versions";
import type { OpenBackend } from "../../src/state/open";
import { LOCATION } from "../support/emulated";

const refusal = (name: string): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 403 } });

const KEY = "dev/terraform.tfstate";

/** A state's versions, newest first; of an error AWS says that instead of the content. */
function placeOf(...contents: readonly (string | Error)[]): OpenBackend {
  const s3 = async ({ constructor: { name }, input }: any) => {
    if (name === "ListObjectVersionsCommand") {
      if (input.Prefix !== KEY) return {};
      const Versions = contents.map((_, index) => ({
        Key: KEY,
        VersionId: `v${index}`,
        LastModified: new Date(Date.UTC(2026, 10, 28 - index)),
        Size: 100,
        IsLatest: index === 0,
      }));
      return { Versions };
    }
    if (name === "GetBucketVersioningCommand") return { Status: "Enabled" };
    if (name === "ListObjectsV2Command") return {};
    const content = contents[Number(input.VersionId.slice(1))]!;
    if (content instanceof Error) throw content;
    return {
      Body: {
        transformToByteArray: async () => Buffer.from(content),
        transformToString: async () => content,
      },
    };
  };
  const clients = { s3: { send: s3 }, dynamodb: { send: async () => ({}) } };
  return { clients, location: LOCATION } as never;
}

const ARCHIVED = refusal("InvalidObjectState");

test("the history has every version that can be read, and says of others why not", async () => {
  const place = placeOf(stateText({ serial: 5 }), ARCHIVED, stateText({ serial: 3 }));
  const { entries } = await historyOf(place, KEY, 20);
  expect(entries.map(({ state, unread }) => [state?.serial, unread])).toEqual([
    [5, undefined],
    [undefined, "InvalidObjectState: it is archived"],
    [3, undefined],
  ]);
  expect(entries[0]!.state).toMatchObject({ added: 0, removed: 0, changed: 0 });
});

test("a digest is looked for in all versions that can be read", async () => {
  const place = { ...placeOf("{", ARCHIVED, stateText()), key: KEY };
  const { versions, unread } = await readDigestFacts(place);
  expect(versions.map(({ versionId }) => versionId)).toEqual(["v0", "v2"]);
  expect(unread).toBe(1);
});

test("of a current object that cannot be read nothing is concluded", async () => {
  const place = { ...placeOf(ARCHIVED, stateText()), key: KEY };
  await expect(readDigestFacts(place)).rejects.toThrow("InvalidObjectState");
});

test("the serial of what cannot be read is unknown; without credentials or a bucket nothing is", async () => {
  const serial = (error: Error) => {
    const { clients, location } = placeOf(error);
    const version = { versionId: "v0", bytes: 100, current: true, deleted: false };
    return readHead(clients, location, KEY, { ...version, lastModified: new Date() });
  };
  expect(await serial(ARCHIVED)).toBeUndefined();
  const ended = new HindranceError(hindranceOf(refusal("ExpiredToken"))!);
  for (const error of [ended, refusal("NoSuchBucket")]) {
    await expect(serial(error)).rejects.toBe(error);
  }
});
