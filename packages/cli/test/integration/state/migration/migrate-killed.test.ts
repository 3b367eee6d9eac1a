import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { digestOf } from "../../../../src/state/state-digest";
import { withSerial } from "../../../../src/terraform/state-file";
import { accessTo } from "../../../support/emulated";
import { killPoints } from "../../../support/kill-points";
import { LocalFolder } from "../../../support/local-folder";
import {
  Backends,
  BY_HAND,
  folderAt,
  HAND_KEY,
  KEY,
  migration,
  planAt,
  type Place,
} from "../../../support/migration";
import { groundwork, killTree, startGroundwork } from "@groundwork/testing/project";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(400_000);

let backends: Backends;
let home: Place;
let hand: Place;
beforeAll(async () => {
  backends = await Backends.create("migrate-killed");
  ({ home, hand } = backends);
});
beforeEach(() => backends.empty());
afterAll(() => backends?.close());

/** How many writes a migration makes. */
async function countWrites(args: string[]): Promise<string[]> {
  const counter = await startWriteProxy(backends.endpoint);
  const { code, stderr } = await groundwork(args, accessTo(counter.endpoint));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  counter.close();
  return counter.writes.map(({ what }) => what);
}

/** Kills it when its write of that number has been made, and runs it again as it was. */
async function killAndRepeat(args: string[], last: number, check: () => Promise<void>) {
  const proxy = await startWriteProxy(backends.endpoint, async ({ number }) => {
    if (number === last) await killTree(victim.pid!);
  });
  const victim = startGroundwork(args, accessTo(proxy.endpoint));
  const [, signal] = await once(victim, "exit");
  const died = proxy.writes.at(last - 1)?.what;
  expect({ died, signal }).toEqual({ died, signal: "SIGKILL" });
  await check();
  const { code, stderr } = await groundwork(args, accessTo(proxy.endpoint));
  proxy.close();
  expect({ died, code, stderr }).toEqual({ died, code: 0, stderr: "" });
}

test("a move of a local state, killed after any of its writes, is run again and done", async () => {
  const local = await LocalFolder.create();
  await local.apply();
  const text = await local.text();
  const writes = await countWrites(migration(local.file));
  // Two locks, the copy of the source, state, digest, two locks back, the copy of its backup.
  expect(writes).toHaveLength(8);

  for (const last of killPoints(writes)) {
    await backends.empty();
    await local.begin({ text, backup: withSerial(text, 1) });
    await killAndRepeat(migration(local.file), last, async () => {
      // Nothing is lost: the source is there, and with it all that is not yet at the destination.
      expect(await local.text()).toBe(text);
    });
    const moved = (await home.read())!;
    expect(withSerial(moved, 0)).toBe(withSerial(text, 0));
    expect(await home.digest()).toBe(digestOf(moved));
    expect(await home.locks()).toEqual({});
    expect(await readdir(local.dir)).toEqual(["main.tf.json"]);
    expect(Object.values(await home.backups())).toEqual(
      expect.arrayContaining([text, withSerial(text, 1)]),
    );
  }
  expect(await planAt(backends.endpoint)).toBe(0);
  await local.remove();
});

test("a move between buckets, over an older state, retired, killed after any of its writes: the same", async () => {
  const url = `s3://${BY_HAND.bucket}/${HAND_KEY}?table=${BY_HAND.lockTable}`;
  const args = migration(url, "--retire");
  const folder = await folderAt(backends.endpoint, BY_HAND, HAND_KEY, "dynamodb");
  await folder.succeed("apply", "-target=terraform_data.role");
  const older = (await hand.read(HAND_KEY))!;
  await folder.succeed("apply");
  const text = (await hand.read(HAND_KEY))!;
  await folder.remove();
  await home.writeWithDigest(older);
  const writes = await countWrites(args);
  // Two locks on either side, two copies, state, digest, two locks back, the source deleted, two.
  expect(writes).toHaveLength(13);

  for (const last of killPoints(writes)) {
    await backends.empty();
    await home.writeWithDigest(older);
    await hand.writeWithDigest(older, HAND_KEY);
    await hand.writeWithDigest(text, HAND_KEY);
    const versions = await hand.versions(HAND_KEY);
    await killAndRepeat(args, last, async () => {
      expect(await hand.versions(HAND_KEY)).toBe(versions);
      expect([await hand.read(HAND_KEY), await home.read()].map(contentOf)).toContain(
        contentOf(text),
      );
    });
    const moved = (await home.read())!;
    expect(contentOf(moved)).toBe(contentOf(text));
    expect(await home.digest()).toBe(digestOf(moved));
    expect([await home.locks(), await hand.locks(HAND_KEY)]).toEqual([{}, {}]);
    // Deleted, its versions kept, and its digest, which stops Terraform with the old configuration.
    expect(await hand.read(HAND_KEY)).toBeUndefined();
    expect(await hand.versions(HAND_KEY)).toBe(versions);
    expect(await hand.digest(HAND_KEY)).toBe(digestOf(text));
    expect(Object.values(await home.backups())).toEqual(expect.arrayContaining([text, older]));
  }
  expect(await planAt(backends.endpoint, KEY)).toBe(0);
});

const contentOf = (text: string | undefined) => text && withSerial(text, 0);

describe("killed while it removes", () => {
  let local: LocalFolder;
  let applied: Awaited<ReturnType<LocalFolder["left"]>>;
  let moved: string;
  beforeAll(async () => {
    await backends.empty();
    local = await LocalFolder.create();
    await local.apply();
    applied = await local.left();
    const { code, stderr } = await backends.command(...migration(local.file, "--keep-local"));
    if (code !== 0) throw new Error(stderr);
    moved = (await home.read())!;
  });
  beforeEach(async () => {
    await local.begin(applied);
    await home.writeWithDigest(moved);
  });
  afterAll(() => local?.remove());

  const again = () => backends.command(...migration(local.file));

  test("a copy removed, the state itself there: the next run finishes", async () => {
    await rm(`${local.file}.backup`);
    const { code, stdout, stderr } = await again();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Removed: ${local.file}`);
    expect(await readdir(local.dir)).toEqual(["main.tf.json"]);
  });

  test("all removed: the next run says that it is done", async () => {
    await rm(`${local.file}.backup`);
    await rm(local.file);
    const { code, stdout, stderr } = await again();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Already done");
  });

  test("what it moved is gone from the destination since: nothing is said to be done", async () => {
    await rm(local.file);
    await home.write(withSerial(moved, 9).replace(/"lineage": ?"./, '"lineage": "x'));
    const { code, stderr } = await again();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("is gone: it was moved"),
    });
    expect(await readdir(local.dir)).toContain("terraform.tfstate.backup");
  });
});
