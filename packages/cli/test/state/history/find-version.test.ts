import { setImmediate } from "node:timers/promises";
import { findVersion, shortIds } from "../../../src/state/history/find-version";
import type { StateVersion } from "../../../src/state/history/versions";

const version = (versionId: string, changes: Partial<StateVersion> = {}): StateVersion => ({
  versionId,
  lastModified: new Date("2026-11-21T03:35:00Z"),
  bytes: 100,
  current: false,
  deleted: false,
  ...changes,
});

const versions = [
  version("deadbeef-3", { deleted: true }),
  version("abcd-2"),
  version("abce-1"),
  version("12"),
  version("null"),
];

/** Serials by id. */
const serials: Record<string, number> = { "abcd-2": 7, "abce-1": 3, "12": 3, null: 12 };

const find = async (wanted: string) =>
  (await findVersion(versions, wanted, async ({ versionId }) => serials[versionId])).versionId;

test.each([
  ["an id", "abcd-2", "abcd-2"],
  ["the beginning of one id", "abcd", "abcd-2"],
  ["a serial", "7", "abcd-2"],
  ["an id that could be a serial", "12", "12"],
  ["the id of what was written without versioning", "null", "null"],
])("%s leads to the version", async (_, wanted, found) => {
  expect(await find(wanted)).toBe(found);
});

test.each([
  ["the beginning of two ids", "abc", /abcd-2[^]*abce-1/],
  ["a serial that was written twice", "3", /abce-1[^]*12/],
  ["a serial that is none's", "99", /expected the id of one, its beginning, or a serial/],
  ["an id that is none's", "zzz", /npx --no -- groundwork history <stack> lists them/],
  ["the mark of a deletion", "dead", /only S3's mark that it was deleted at 2026-11-21T03:35:00/],
])("%s does not", async (_, wanted, message) => {
  await expect(find(wanted)).rejects.toThrow(message);
});

test("marks of deletion are not asked for a serial", async () => {
  const asked: string[] = [];
  await findVersion(versions, "7", async ({ versionId }) => {
    asked.push(versionId);
    return serials[versionId];
  });
  expect(asked).not.toContain("deadbeef-3");
});

test("after one that cannot be read no others are asked for", async () => {
  const many = Array.from({ length: 40 }, (_, index) => version(`version-${index}`));
  let asked = 0;
  const found = findVersion(many, "7", async () => {
    if (asked++ === 0) throw new Error("AWS refused");
    return 1;
  });
  await expect(found).rejects.toThrow("AWS refused");
  await setImmediate();
  expect(asked).toBeLessThanOrEqual(10);
});

test("short ids are as long as they must be, and at least eight letters", () => {
  const ids = ["aaaaaaaa-b1-x", "aaaaaaaa-b2-x", "zz"];
  const short = shortIds(ids.map((id) => version(id)));
  expect(ids.map(short)).toEqual(["aaaaaaaa-b1", "aaaaaaaa-b2", "zz"]);
  expect(shortIds([version("abcdefghijk")])("abcdefghijk")).toBe("abcdefgh");
});

test("a short id is never digits alone, which would be taken for a serial", () => {
  const short = shortIds([version("2296877123-ac"), version("abcd")]);
  expect(short("2296877123-ac")).toBe("2296877123-");
});
