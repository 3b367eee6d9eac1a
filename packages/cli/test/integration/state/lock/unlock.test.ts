import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { digestOf } from "../../../../src/state/state-digest";
import { listVersions } from "../../../../src/state/history/versions";
import type { LockInfo } from "../../../../src/terraform/lock-info";
import { StateLocks } from "../../../../src/state/lock/locks";
import { RunRecords } from "../../../../src/terraform/run-record";
import { commandOnDev } from "../../../support/command-on-dev";
import { accessTo } from "../../../support/emulated";
import { lockText } from "../../../support/lock-text";
import { killTree, smallRoot, startGroundwork } from "@groundwork/testing/project";
import { BUCKET, TABLE, type Rehearsed } from "../../../support/rehearsed";

jest.setTimeout(120_000);

const on = commandOnDev("unlock");
const { run: unlock, json: unlockJson, proxy, expectFree } = on;
let dev: Rehearsed;
beforeAll(() => {
  ({ dev } = on);
});

test("no lock: says so, and changes nothing", async () => {
  const { endpoint, writes } = await proxy();
  const ended = await dev.groundwork("unlock", [], accessTo(endpoint));
  expect(ended).toMatchObject({
    code: 0,
    stdout: "dev/terraform.tfstate is not locked; nothing was changed.\n",
    stderr: "",
  });
  expect(writes).toEqual([]);
  expect(await unlockJson()).toMatchObject({ code: 0, document: { locks: [], free: true } });
});

describe("an apply that was killed has left both locks", () => {
  let lock: LockInfo;
  let left: Awaited<ReturnType<Rehearsed["locks"]>>;
  beforeAll(async () => {
    lock = await dev.killedApply();
    left = await dev.locks();
  });
  beforeEach(() => Promise.all([dev.lockRow(left.row), dev.lockFile(left.file!)]));

  test("young: refused, as its holder may be alive; shown with all that is known of it", async () => {
    const { code, stdout, stderr } = await unlock("--yes");
    expect(code).toBe(7);
    for (const shown of [lock.ID, lock.Who, "OperationTypeApply", lock.Version, " s ago)"]) {
      expect(stdout).toContain(shown);
    }
    expect(stdout).toContain(`table row: row ${BUCKET}/dev/terraform.tfstate of table ${TABLE}`);
    expect(stdout).toContain(`lock file: s3://${BUCKET}/dev/terraform.tfstate.tflock`);
    expect(stderr).toContain("younger than 15 min, its holder may be alive");
    expect(stderr).toContain("--force");
    expect(await dev.locks()).toEqual(left);
  });

  test("--force releases it through Terraform, and the next plan changes nothing", async () => {
    const { code, document } = await unlockJson("--force", "--yes");
    expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
    expect(document).toMatchObject({
      stack: "dev-stack",
      locks: [
        { place: "row", id: lock.ID, who: lock.Who, host: hostname(), version: lock.Version },
        { place: "file", id: lock.ID, since: new Date(lock.Created).toISOString() },
      ],
      released: [
        { place: "row", id: lock.ID, by: "terraform" },
        { place: "file", id: lock.ID, by: "terraform" },
      ],
      free: true,
    });
    expect(JSON.parse((await dev.read(backupKey(document.backup)))!)).toEqual([
      { where: expect.any(String), text: expect.stringContaining(lock.ID) },
      { where: expect.any(String), text: expect.stringContaining(lock.ID) },
    ]);
    await expectFree();
  });

  test("older than the limit: released without --force", async () => {
    expect(await unlock("--older-than", "0", "--yes")).toMatchObject({ code: 0, stderr: "" });
    await expectFree();
  });

  test("without a terminal and without --yes nothing is done", async () => {
    const { code, stderr } = await unlock("--force");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("--yes") });
    expect(await dev.locks()).toEqual(left);
  });

  test("and the state was deleted as well: released all the same", async () => {
    await dev.delete();
    const { code, stdout } = await unlock("--force", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("Next: npx --no -- groundwork repair-digest dev-stack");
    expect(await dev.locks()).toEqual({});
  });

  test("and the state is none that Terraform reads, with the digest of its own bytes", async () => {
    const compressed = gzipSync(dev.state);
    await dev.put(compressed);
    await dev.setDigest(digestOf(compressed));
    const { code, stdout } = await unlock("--force", "--yes");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.not.stringContaining("differ"),
    });
    expect(stdout.match(/Released by deleting it/g)).toHaveLength(2);
    expect(await dev.locks()).toEqual({});
  });

  test("and Terraform is not to be had: each place is released by itself", async () => {
    const env = { ...dev.env, PATH: "/nonexistent" };
    const { code, stdout } = await dev.groundwork("unlock", ["--force", "--yes"], env);
    expect(code).toBe(0);
    expect(stdout).toContain("Terraform could not do it (Terraform is missing: ");
    expect(stdout.match(/Released by deleting it/g)).toHaveLength(2);
    await expectFree();
  });
});

describe("a living holder", () => {
  let end = async () => {};
  afterEach(() => end());

  /** Notes the run of a process, as every command of this checkout does. */
  const note = async (pid: number) => {
    const host = new URL(dev.endpoint).host.replace(":", "-");
    end = await new RunRecords(path.join(smallRoot(), ".cache/runs", host)).begin("dev-stack", pid);
  };

  test("a run of this checkout is not unlocked while it lives, and at once when it was killed", async () => {
    const { victim } = await dev.slowApply();
    await note(victim.pid!);
    const before = await dev.locks();
    const refused = await unlock("--older-than", "0", "--yes");
    expect(refused).toMatchObject({ code: 7 });
    expect(refused.stderr).toContain(
      `its holder is alive: process ${victim.pid} on this machine, a run of this checkout`,
    );
    expect(await dev.locks()).toEqual(before);

    await dev.kill(victim);
    const released = await unlock("--yes");
    expect(released.stdout).toContain("a run of this checkout took it and was killed");
    expect(released.code).toBe(0);
    await expectFree();
  });

  test("terraform that works in the stack's folder", async () => {
    const dir = path.join(smallRoot(), "cdktf.out/stacks/dev-stack");
    await mkdir(dir, { recursive: true });
    // Waits for its standard input, and needs no init.
    const living = spawn("terraform", ["fmt", "-"], {
      cwd: dir,
      stdio: ["pipe", "ignore", "ignore"],
    });
    try {
      await dev.lockRow(lockText("here", 0, `me@${hostname()}`));
      const { code, stderr } = await unlock("--older-than", "0", "--yes");
      expect(code).toBe(7);
      expect(stderr).toContain(`process ${living.pid} on this machine, terraform in ${dir}`);
      // Taken before that process was: it is somebody else's.
      await dev.lockRow(lockText("here", 60, `me@${hostname()}`));
      expect(await unlock("--yes")).toMatchObject({ code: 0 });
    } finally {
      living.stdin.end();
    }
  });

  test("a command that holds the lock itself, without Terraform", async () => {
    const locks = new StateLocks(dev.location, dev.clients);
    await locks.holding(dev.key, "groundwork restore", async () => {
      const { code, stderr } = await unlock("--older-than", "0", "--yes");
      expect(code).toBe(7);
      expect(stderr).toContain(`process ${process.pid} on this machine, "groundwork restore"`);
    });
    expect(await dev.locks()).toEqual({});
  });

  test("such a command that was killed: at once, and no other than it", async () => {
    const older = (await listVersions(dev.clients, dev.location, dev.key))[0]!.versionId;
    await dev.put(on.withSerialOff(1));
    await dev.setDigest(digestOf((await dev.read())!));
    const { endpoint } = await proxy(async ({ number }) => {
      if (number === 2) await killTree(victim.pid!);
    });
    const args = ["restore", dev.stack, older, "--yes", "--no-plan"];
    const victim = startGroundwork(args, accessTo(endpoint));
    await once(victim, "exit");
    const { row } = await dev.locks();
    const { ID } = JSON.parse(row!);
    // The same lock, of a container with this host's name, for all that can be known.
    const elsewhere = row!.replaceAll(/\/(\d+)/g, "/9$1");
    await dev.lockRow(elsewhere);
    expect(await unlock("--yes")).toMatchObject({
      code: 7,
      stderr: expect.stringContaining("table row: it is"),
    });
    await dev.lockRow(row);
    const { code, stdout, stderr } = await unlock("--yes");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`process ${victim.pid} on this machine took it and was killed`);
    expect(stdout).toContain(`lock id ${ID}`);
    await expectFree();
  });

  test("--force releases even that", async () => {
    const { victim } = await dev.slowApply();
    await note(victim.pid!);
    const { code, stdout } = await unlock("--force", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("With --force it is released all the same.");
    expect(await dev.locks()).toEqual({});
  });
});

describe("says in one line what is wrong", () => {
  test("an age that is no number", async () => {
    const { code, stderr } = await dev.groundwork("unlock", ["--older-than", "soon"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "Error: --older-than: got soon, expected a number of minutes, such as 15\n",
    });
  });

  test("credentials of another account, where the bucket is missing", async () => {
    const other = { ...dev.env, AWS_ACCESS_KEY_ID: "333333333333" };
    const { code, stderr } = await dev.groundwork("unlock", [], other);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Error: organization\.accountId: got 111111111111, but the credentials are for 333333333333; .*\n$/,
    );
  });
});

const backupKey = (url: string): string => url.slice(`s3://${BUCKET}/`.length);
