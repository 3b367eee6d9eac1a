import { readLockPlaces } from "../../../../src/state/lock/lock-places";
import { commandOnDev } from "../../../support/command-on-dev";
import { accessTo } from "../../../support/emulated";
import { lockText } from "../../../support/lock-text";
import { ProjectCopy, type Ended } from "@groundwork/testing/project";
import type { Rehearsed } from "../../../support/rehearsed";

jest.setTimeout(120_000);

const on = commandOnDev("unlock");
const { run: unlock, json: unlockJson, proxy, expectFree } = on;
let dev: Rehearsed;
beforeAll(() => {
  ({ dev } = on);
});

describe("what Terraform cannot release is deleted by itself", () => {
  const OLD = 60;
  test.each<[string, { row?: string | undefined; file?: string }, string[]]>([
    ["the row alone", { row: "R" }, ["row R"]],
    ["the lock file alone", { file: "F" }, ["file F"]],
    ["row and file of different runs", { row: "R", file: "F" }, ["row R", "file F"]],
  ])("%s", async (_, ids, expected) => {
    if (ids.row) await dev.lockRow(lockText(ids.row, OLD));
    if (ids.file) await dev.lockFile(lockText(ids.file, OLD));
    const { code, document } = await unlockJson("--yes");
    expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
    expect(document.released.map(({ place, id }: any) => `${place} ${id}`)).toEqual(expected);
    expect(document.released.every(({ by }: any) => by === "groundwork")).toBe(true);
    await expectFree();
  });

  test("a row that is no lock of Terraform's, shown as it is", async () => {
    await dev.lockRow("!garbage!");
    const { code, stdout } = await unlock("--yes");
    expect(stdout).toContain("not what Terraform writes: !garbage!");
    expect(code).toBe(0);
    await expectFree();
  });

  test("a row without Info", async () => {
    await dev.lockRow(undefined);
    expect(await unlockJson("--yes")).toMatchObject({
      code: 0,
      document: { locks: [{ place: "row", raw: "" }], free: true },
    });
    await expectFree();
  });

  test("a lock file that is no JSON, once it is old enough", async () => {
    await dev.lockFile("{");
    expect(await unlockJson("--yes")).toMatchObject({
      code: 7,
      document: { locks: [{ place: "file", raw: "{", releasable: false }], free: false },
    });
    expect(await unlock("--older-than", "0", "--yes")).toMatchObject({ code: 0 });
    await expectFree();
  });

  test("garbage in both, and one of the two is young: neither is released", async () => {
    await dev.lockRow("garbage");
    await dev.lockFile("garbage");
    const before = await dev.locks();
    expect(await unlock("--yes")).toMatchObject({ code: 7 });
    expect(await dev.locks()).toEqual(before);
  });
});

describe("a lock that somebody takes meanwhile is never released", () => {
  /** Runs unlock, and does something when it has made its backup, right before it releases. */
  async function unlockAndThen(then: () => Promise<void>): Promise<Ended> {
    let done = false;
    const { endpoint } = await proxy(async ({ what }) => {
      if (done || !what.includes(".backups/")) return;
      done = true;
      await then();
    });
    const ended = await dev.groundwork("unlock", ["--yes"], accessTo(endpoint));
    expect(done).toBe(true);
    return ended;
  }

  test.each(["both places of one run", "row and file of two runs"])("%s", async (which) => {
    await dev.lockRow(lockText("old", 60));
    await dev.lockFile(lockText(which.startsWith("both") ? "old" : "older", 60));
    const fresh = lockText("fresh", 0);
    const { code, stderr } = await unlockAndThen(async () => {
      await dev.lockRow(fresh);
      await dev.lockFile(fresh);
    });
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: expect.stringContaining("is locked by kim@elsewhere since"),
    });
    expect(await dev.locks()).toEqual({ row: fresh, file: fresh });
  });

  test("released by its holder meanwhile: nothing is left to do", async () => {
    await dev.lockRow(lockText("old", 60));
    const { code, stdout } = await unlockAndThen(() => dev.unlockRow());
    expect(code).toBe(0);
    expect(stdout).toContain("It was released meanwhile");
  });

  test("each place goes only as it was seen", async () => {
    await dev.lockRow(lockText("old", 60));
    await dev.lockFile(lockText("old", 60));
    const seen = await readLockPlaces(dev.clients, dev.location, dev.key);
    const fresh = { row: lockText("fresh", 0), file: lockText("fresh", 0) };
    await dev.lockRow(fresh.row);
    await dev.lockFile(fresh.file);
    expect(await Promise.all(seen.map((place) => place.release()))).toEqual([false, false]);
    expect(await dev.locks()).toEqual(fresh);
  });
});

describe.each(["dynamodb", "s3"] as const)("a backend with lock %s alone", (lock) => {
  const used = lock === "s3" ? "file" : "row";
  const unused = lock === "s3" ? "row" : "file";
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await ProjectCopy.create();
    await copy.edit("environments/organization.ts", 'lock: "both"', `lock: "${lock}"`);
    await copy.build();
  });
  afterAll(() => copy.remove());

  const lockAt = (place: "row" | "file", text: string) =>
    place === "row" ? dev.lockRow(text) : dev.lockFile(text);

  const inCopy = async (...args: string[]) => {
    const { code, stdout } = await copy.groundwork(
      ["unlock", "dev-stack", "--json", "--yes", ...args],
      dev.env,
    );
    return { code, document: JSON.parse(stdout) };
  };

  test("its lock is released through Terraform, one of the other kind by itself", async () => {
    await lockAt(used, lockText("mine", 60));
    await lockAt(unused, lockText("other", 60));
    const { code, document } = await inCopy();
    expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
    expect(document.released).toEqual([
      { place: used, id: "mine", by: "terraform" },
      { place: unused, id: "other", by: "groundwork" },
    ]);
    expect(document.locks).toContainEqual(expect.objectContaining({ place: unused, used: false }));
    await expectFree();
  });

  test("a leftover of the other kind alone is shown and released too", async () => {
    await lockAt(unused, lockText("other", 60));
    expect(await inCopy()).toMatchObject({
      code: 0,
      document: { released: [{ place: unused, id: "other", by: "groundwork" }], free: true },
    });
    await expectFree();
  });
});
