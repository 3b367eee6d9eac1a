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

const foreign = (): string => dev.state.replace(/"lineage": "[^"]*"/, '"lineage": "another-stack"');

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

test("killed while it holds the lock, it is run again and done", async () => {
  const args = ["--use-current", "--yes"];
  // Both locks are taken; the digest is written, and neither is given back; one is.
  for (const write of ["DynamoDB PutItem 1", "DynamoDB PutItem 2", "DynamoDB DeleteItem 1"]) {
    await dev.heal();
    await dev.setDigest("0".repeat(32));
    const seen: string[] = [];
    const { endpoint } = await proxy(async ({ what }) => {
      const number = seen.push(what) && seen.filter((one) => one === what).length;
      if (`${what} ${number}` === write) await killTree(victim.pid!);
    });
    const command = ["repair-digest", dev.stack, "--stand-ins", ...args];
    const victim = startGroundwork(command, accessTo(endpoint));
    const [, signal] = await once(victim, "exit");
    expect({ write, signal }).toEqual({ write, signal: "SIGKILL" });
    expect(Object.keys(await dev.locks())).toContain("file");
    const { code, stdout, stderr } = await repair(...args);
    expect({ write, code, stderr }).toEqual({ write, code: 0, stderr: "" });
    expect(stdout).toContain("left by a command that was killed: groundwork repair-digest");
    expect(await dev.locks()).toEqual({});
  }
  await expectRepaired();
});

// Terraform refuses it, after trying for 10 s: locking.test.ts.
test("deleted by hand: the version with the digest is restored", async () => {
  await dev.delete();
  const { code, document } = await repairJson("--yes");
  expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
  expect(document).toMatchObject({
    diagnosis: "deleted",
    losesNothing: true,
    recommended: { action: "restore" },
    done: { action: "restore" },
    accepted: { planChanges: false },
  });
  expect(document.versions[0]).toMatchObject({ current: true, deleted: true });
  expect(document.versions[1]).toMatchObject({
    versionId: document.done.version,
    hasDigest: true,
    serial: JSON.parse(dev.state).serial,
  });
  expect(await serialOf()).toBe(document.accepted.serial);
  await expectRepaired();
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
  await expectUntouched(async () => {
    const { code, stdout } = await repair("--yes");
    expect(code).toBe(4);
    expect(stdout).toContain(`serial ${JSON.parse(dev.state).serial}, in UTF-16LE`);
    expect(stdout).not.toContain("(recommended)");
  });
  const { document: seen } = await repairJson("--yes");
  const [restoring] = seen.choices;
  const { code, document } = await repairJson("--restore", restoring.version, "--yes");
  expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
  const { Body } = await dev.clients.s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: backupKey(document.backedUp[1]) }),
  );
  expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes)).toBe(true);
  await expectRepaired();
});

test("emptied: restored too", async () => {
  await dev.put("");
  expect(await repairJson("--yes")).toMatchObject({ code: 0, document: { diagnosis: "deleted" } });
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
      expect(stderr).toContain(`npm run repair-digest dev-stack -- --restore ${good} --yes`);
      expect(stderr).toContain("npm run repair-digest dev-stack -- --use-current --yes");
    });
    expect(await repair("--restore", good, "--yes")).toMatchObject({ code: 0 });
    expect(await serialOf()).toBe(JSON.parse(dev.state).serial + 6);
    await expectRepaired();
  });

  test("by an older one that was put back by hand: --use-current takes it", async () => {
    await dev.put(withSerialOff(2));
    await dev.setDigest(digestOf(withSerialOff(2)));
    await dev.put(dev.state);
    await expectUntouched(async () => {
      const { code, stdout } = await repair("--yes");
      expect(code).toBe(4);
      expect(stdout).toContain("overwritten by an older one");
      expect(stdout).toContain("somebody may have put it back by hand");
    });
    const { code, document } = await repairJson("--use-current", "--yes");
    expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
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
    const [address] = Object.keys(json.resource.terraform_data);
    for (const args of [
      ["init", "-input=false"],
      ["taint", `terraform_data.${address}`],
      ["untaint", `terraform_data.${address}`],
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

describe("no digest", () => {
  beforeEach(() => dev.removeDigest());

  test("is harmless; nobody there to answer, it is left so", async () => {
    await expectUntouched(async () => {
      const { code, stdout } = await repair();
      expect(code).toBe(0);
      expect(stdout).toContain("That is harmless");
      expect(stdout).toContain("To do it: npm run repair-digest dev-stack -- --use-current --yes");
    });
    await dev.expectClean();
  });

  test("is written with --yes", async () => {
    expect(await repairJson("--yes")).toMatchObject({
      code: 0,
      document: { diagnosis: "missing-digest", done: { action: "use-current" } },
    });
    await expectRepaired();
  });

  test("and the state deleted: not restored without a word, as it may have been meant", async () => {
    await dev.delete();
    await expectUntouched(async () => {
      const { code, stdout } = await repair("--yes");
      expect(code).toBe(4);
      expect(stdout).toContain("would make every resource again");
    });
    const { document } = await repairJson();
    expect(document).toMatchObject({ diagnosis: "deleted", recommended: { action: "restore" } });
    expect(await repair("--restore", document.recommended.version, "--yes")).toMatchObject({
      code: 0,
    });
    await expectRepaired();
  });
});

test("a digest can be removed, and Terraform then takes the state as it is", async () => {
  await dev.setDigest("0".repeat(32));
  expect(await repair("--remove", "--yes")).toMatchObject({ code: 0, stderr: "" });
  expect(await dev.digest()).toBeUndefined();
  await dev.expectClean();
});
