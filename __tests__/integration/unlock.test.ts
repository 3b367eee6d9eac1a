import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { readLockPlaces } from "../../operations/state/lock-places";
import { StateLocks } from "../../operations/state/locks";
import { RunRecords } from "../../operations/terraform/run-record";
import { accessTo } from "../support/emulated";
import { ProjectCopy, projectRoot, type Ended } from "../support/project";
import { BUCKET, Rehearsed, TABLE } from "../support/rehearsed";
import { startWriteProxy, type Write, type WriteProxy } from "../support/write-proxy";

jest.setTimeout(120_000);

let dev: Rehearsed;
let proxy: WriteProxy | undefined;
beforeAll(async () => {
  dev = await Rehearsed.create("dev-stack", "dev/terraform.tfstate");
});
afterEach(async () => {
  proxy?.close();
  await dev.heal();
});
afterAll(() => dev.close());

const unlock = (...args: string[]): Promise<Ended> => dev.groundwork("unlock", args);

/** The one JSON document on standard output. */
async function unlockJson(...args: string[]): Promise<{ code: number; document: any }> {
  const { code, stdout } = await unlock("--json", ...args);
  return { code, document: JSON.parse(stdout) };
}

/** A lock of somebody on another machine. */
const lockText = (id: string, minutesAgo: number, who = "kim@elsewhere"): string =>
  JSON.stringify({
    ID: id,
    Operation: "OperationTypeApply",
    Info: "",
    Who: who,
    Version: "1.11.4",
    Created: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    Path: `${BUCKET}/${dev.key}`,
  });

const expectFree = async () => {
  expect(await dev.locks()).toEqual({});
  await dev.expectClean();
};

test("no lock: says so, and changes nothing", async () => {
  proxy = await startWriteProxy(dev.endpoint);
  const ended = await dev.groundwork("unlock", [], accessTo(proxy.endpoint));
  expect(ended).toMatchObject({
    code: 0,
    stdout: "dev/terraform.tfstate is not locked; nothing was changed.\n",
    stderr: "",
  });
  expect(proxy.writes).toEqual([]);
  expect(await unlockJson()).toMatchObject({ code: 0, document: { locks: [], free: true } });
});

describe("an apply that was killed has left both locks", () => {
  test("young: refused, as its holder may be alive; shown with all that is known of it", async () => {
    const lock = await dev.killedApply();
    const before = await dev.locks();
    const { code, stdout, stderr } = await unlock("--yes");
    expect(code).toBe(7);
    for (const shown of [lock.ID, lock.Who, "OperationTypeApply", lock.Version, " s ago)"]) {
      expect(stdout).toContain(shown);
    }
    expect(stdout).toContain(`table row: row ${BUCKET}/dev/terraform.tfstate of table ${TABLE}`);
    expect(stdout).toContain(`lock file: s3://${BUCKET}/dev/terraform.tfstate.tflock`);
    expect(stderr).toContain("younger than 15 min, its holder may be alive");
    expect(stderr).toContain("-- --force");
    expect(await dev.locks()).toEqual(before);
  });

  test("--force releases it through Terraform, and the next plan changes nothing", async () => {
    const lock = await dev.killedApply();
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
    await dev.killedApply();
    expect(await unlock("--older-than", "0", "--yes")).toMatchObject({ code: 0, stderr: "" });
    await expectFree();
  });

  test("without a terminal and without --yes nothing is done", async () => {
    await dev.killedApply();
    const before = await dev.locks();
    const { code, stderr } = await unlock("--force");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("-- --yes") });
    expect(await dev.locks()).toEqual(before);
  });

  test("and the state was deleted as well: released all the same", async () => {
    await dev.killedApply();
    await dev.delete();
    const { code, stdout } = await unlock("--force", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("Next: npm run repair-digest dev-stack");
    expect(await dev.locks()).toEqual({});
  });

  test("and Terraform is not to be had: each place is released by itself", async () => {
    await dev.killedApply();
    const env = { ...dev.env, PATH: "/nonexistent" };
    const { code, stdout } = await dev.groundwork("unlock", ["--force", "--yes"], env);
    expect(code).toBe(0);
    expect(stdout).toContain("Terraform could not do it: Terraform is missing");
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
    end = await new RunRecords(path.join(projectRoot, ".cache/runs", host)).begin("dev-stack", pid);
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
    const dir = path.join(projectRoot, "cdktf.out/stacks/dev-stack");
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

  test("--force releases even that", async () => {
    const { victim } = await dev.slowApply();
    await note(victim.pid!);
    const { code, stdout } = await unlock("--force", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("With --force it is released all the same.");
    expect(await dev.locks()).toEqual({});
  });
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
    proxy = await startWriteProxy(dev.endpoint, async ({ what }: Write) => {
      if (done || !what.includes(".backups/")) return;
      done = true;
      await then();
    });
    const ended = await dev.groundwork("unlock", ["--yes"], accessTo(proxy.endpoint));
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
      ["unlock", "dev-stack", "--stand-ins", "--json", "--yes", ...args],
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

describe("says in one line what is wrong", () => {
  test("an age that is no number", async () => {
    const { code, stderr } = await dev.groundwork("unlock", ["--older-than", "soon"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "Error: --older-than: got NaN, expected a number of minutes\n",
    });
  });

  test("a bucket that is missing", async () => {
    const empty = { ...dev.env, AWS_ACCESS_KEY_ID: "333333333333" };
    const { code, stderr } = await dev.groundwork("unlock", [], empty);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: (bucket|table) .*\n$/);
  });
});

const backupKey = (url: string): string => url.slice(`s3://${BUCKET}/`.length);
