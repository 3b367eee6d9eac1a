import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { digestOf } from "../../../../src/state/state-digest";
import { commandOnDev } from "../../../support/command-on-dev";
import { accessTo } from "../../../support/emulated";
import { killTree, run, startGroundwork } from "@groundwork/testing/project";
import { BUCKET, type Rehearsed } from "../../../support/rehearsed";

jest.setTimeout(120_000);

const on = commandOnDev("repair-digest");
const { run: repair, json: repairJson, proxy, expectFree, expectUntouched, withSerialOff } = on;
let dev: Rehearsed;
beforeAll(() => {
  ({ dev } = on);
});

const backupKey = (url: string): string => url.slice(`s3://${BUCKET}/`.length);

const serialOf = async (): Promise<number> => JSON.parse((await dev.read())!).serial;

const foreign = (): string =>
  dev.state.replace(/"lineage": ?"[^"]*"/, '"lineage": "another-stack"');

/** State and digest agree, and Terraform finds nothing to change. */
async function expectRepaired(): Promise<void> {
  expect(await dev.digest()).toBe(digestOf((await dev.read())!));
  await expectFree();
}

test("healthy: says so, and changes nothing", async () => {
  const { endpoint, writes } = await proxy();
  const ended = await dev.groundwork("repair-digest", ["--yes"], accessTo(endpoint));
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout).toContain("The digest in the lock table is that of the state.");
  expect(writes).toEqual([]);
});

describe("killed while it holds the lock, it is run again and done", () => {
  /** Kills it at a write, and runs it again. */
  async function killAndRepeat(write: string, args: string[]) {
    const seen: string[] = [];
    const { endpoint } = await proxy(async ({ what }) => {
      const number = seen.push(what) && seen.filter((one) => one === what).length;
      if (`${what} ${number}` === write) await killTree(victim.pid!);
    });
    const command = ["repair-digest", dev.stack, ...args];
    const victim = startGroundwork(command, accessTo(endpoint));
    let said = "";
    victim.stdout!.on("data", (part) => (said += part));
    const [, signal] = await once(victim, "close");
    expect(signal).toBe("SIGKILL");
    expect(Object.keys(await dev.locks())).toContain("file");
    const ended = await repair("--json", ...args);
    const { code, stderr } = ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/^Error/m) });
    expect(await dev.locks()).toEqual({});
    await expectRepaired();
    return { said, document: JSON.parse(ended.stdout) };
  }

  // Terraform refuses it, after trying for 10 s: locking.test.ts.
  test("both locks taken; deleted by hand: the version with the digest is restored", async () => {
    await dev.delete();
    const { document } = await killAndRepeat("DynamoDB PutItem 1", ["--yes"]);
    expect(document).toMatchObject({
      diagnosis: "deleted",
      losesNothing: true,
      recommended: { action: "restore" },
      done: { action: "restore" },
      accepted: { planChanges: false },
    });
    expect(document.error).toBeUndefined();
    expect(document.versions[0]).toMatchObject({ current: true, deleted: true });
    expect(document.versions[1]).toMatchObject({
      versionId: document.done.version,
      hasDigest: true,
      serial: JSON.parse(dev.state).serial,
    });
    expect(await serialOf()).toBe(document.accepted.serial);
  });

  test("the digest written, no lock given back; emptied: restored too", async () => {
    await dev.put("");
    const { said, document } = await killAndRepeat("DynamoDB PutItem 2", ["--yes"]);
    expect(said).toMatch(/--restore \S+ .*\(recommended\)/);
    expect(document).toMatchObject({ diagnosis: "healthy" });
  });

  test("one lock given back; a digest of nothing known: the state is taken", async () => {
    await dev.setDigest("0".repeat(32));
    const args = ["--use-current", "--yes"];
    const { said } = await killAndRepeat("DynamoDB DeleteItem 1", args);
    expect(said).toContain("is of none of the versions");
    expect(await dev.read()).toBe(dev.state);
  });
});

test("overwritten with something that is no state: restored, and what lay there is kept", async () => {
  await dev.put(dev.state.slice(0, 1000));
  const { code, document } = await repairJson("--yes");
  expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
  expect(document).toMatchObject({ diagnosis: "overwritten", done: { action: "restore" } });
  const [row, object] = document.backedUp;
  expect(JSON.parse((await dev.read(backupKey(row)))!)).toEqual({
    LockID: `${BUCKET}/dev/terraform.tfstate-md5`,
    Digest: digestOf(dev.state),
  });
  expect(await dev.read(backupKey(object))).toBe(dev.state.slice(0, 1000));
  await expectRepaired();
});

test("in UTF-16, without a digest of its own: named, and kept byte for byte where it is replaced", async () => {
  const bytes = Buffer.from(`\ufeff${dev.state}`, "utf16le");
  await dev.put(bytes);
  let version = "";
  await expectUntouched(async () => {
    const { code, document } = await repairJson("--yes");
    expect({ code, recommended: document.recommended }).toEqual({
      code: 4,
      recommended: undefined,
    });
    expect(document.what).toContain(`serial ${JSON.parse(dev.state).serial}, in UTF-16LE`);
    ({ version } = document.choices[0]);
  });
  const { code, document } = await repairJson("--restore", version, "--yes");
  expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
  const { Body } = await dev.clients.s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: backupKey(document.backedUp[1]) }),
  );
  expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes)).toBe(true);
  await expectRepaired();
});

describe("overwritten by another state", () => {
  test("of another lineage: --yes alone does not decide; --restore does, above all serials", async () => {
    await dev.put(withSerialOff(5));
    const good = await dev.put(withSerialOff(3));
    await dev.setDigest(digestOf(withSerialOff(3)));
    await dev.put(foreign());
    await expectUntouched(async () => {
      const { code, stdout, stderr } = await repair("--yes");
      expect(code).toBe(4);
      expect(stdout).toContain("overwritten by one of another lineage (another-stack, not ");
      expect(stderr).toContain(
        `npx --no -- groundwork repair-digest dev-stack --restore ${good} --yes`,
      );
      expect(stderr).toContain(
        "npx --no -- groundwork repair-digest dev-stack --use-current --yes",
      );
    });
    expect(await repair("--restore", good, "--yes")).toMatchObject({ code: 0 });
    expect(await serialOf()).toBe(JSON.parse(dev.state).serial + 6);
    await expectRepaired();
  });

  test("by an older one that was put back by hand: --use-current takes it", async () => {
    await dev.put(withSerialOff(2));
    await dev.setDigest(digestOf(withSerialOff(2)));
    await dev.put(dev.state);
    const { code, document } = await repairJson("--use-current", "--yes");
    expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
    // --yes alone does not decide that either.
    expect(document.losesNothing).toBe(false);
    expect(document.what).toContain("overwritten by an older one");
    expect(document.what).toContain("somebody may have put it back by hand");
    expect(document.backedUp).toHaveLength(2);
    expect(await dev.read()).toBe(dev.state);
    await expectRepaired();
  });
});

test("written by a real client that keeps no digests: its state is taken", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-other-client-"));
  try {
    await cp(dev.dir, dir, { recursive: true });
    await rm(path.join(dir, ".terraform"), { recursive: true, force: true });
    const file = path.join(dir, "cdk.tf.json");
    const json = JSON.parse(await readFile(file, "utf8"));
    delete json.terraform.backend.s3.dynamodb_table;
    await writeFile(file, JSON.stringify(json));
    const pushed = path.join(dir, "pushed.tfstate");
    await writeFile(pushed, withSerialOff(1));
    for (const args of [
      ["init", "-input=false"],
      ["state", "push", pushed],
    ]) {
      expect(await run("terraform", args, { cwd: dir, env: dev.env })).toMatchObject({ code: 0 });
    }
    const written = await dev.read();
    expect(digestOf(written!)).not.toBe(await dev.digest());

    const { code, document } = await repairJson("--yes");
    expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
    expect(document).toMatchObject({
      diagnosis: "written-without-digest",
      done: { action: "use-current" },
    });
    expect(await dev.read()).toBe(written);
    await expectRepaired();
  } finally {
    await rm(dir, { recursive: true });
  }
});

test("a digest can be removed, Terraform then takes the state as it is, and it is written again", async () => {
  await dev.setDigest("0".repeat(32));
  expect(await repair("--remove", "--yes")).toMatchObject({ code: 0, stderr: "" });
  expect(await dev.digest()).toBeUndefined();
  await dev.expectClean();

  // Nobody there to answer, it is left so.
  await expectUntouched(async () => {
    const { code, stdout } = await repair();
    expect(code).toBe(0);
    expect(stdout).toContain("That is harmless");
    expect(stdout).toContain(
      "To do it: npx --no -- groundwork repair-digest dev-stack --use-current --yes",
    );
  });

  expect(await repairJson("--yes")).toMatchObject({
    code: 0,
    document: { diagnosis: "missing-digest", done: { action: "use-current" } },
  });
  await expectRepaired();
});

test("no digest, and the state deleted: not restored without a word, as it may have been meant", async () => {
  await dev.removeDigest();
  await dev.delete();
  let version = "";
  await expectUntouched(async () => {
    const { code, document } = await repairJson("--yes");
    expect(code).toBe(4);
    expect(document).toMatchObject({
      diagnosis: "deleted",
      what: expect.stringContaining("would make every resource again"),
      recommended: { action: "restore" },
    });
    ({ version } = document.recommended);
  });
  expect(await repair("--restore", version, "--yes")).toMatchObject({ code: 0 });
  await expectRepaired();
});
