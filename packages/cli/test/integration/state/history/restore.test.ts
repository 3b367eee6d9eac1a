import { digestOf, storedDigest } from "../../../../src/state/state-digest";
import { CheckoutBackend } from "../../../support/checkout-backend";
import type { Ended } from "@groundwork/testing/project";
import type { StackFolder } from "../../../support/stack-folder";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(300_000);

const STACK = "registry-stack";
const KEY = "registry/terraform.tfstate";

let backend: CheckoutBackend;
let stack: StackFolder;
/** Every address of the stack, which its second version holds. */
let all: string[];
/** Those of the first version. */
let some: string[];

let begin: () => Promise<void>;

beforeAll(async () => {
  backend = await CheckoutBackend.create("restore");
  ({ stack, some, all, begin } = await backend.stackOfTwoVersions(STACK));
});
beforeEach(() => begin());
afterAll(() => backend?.close());

const restore = (version: string, ...args: string[]): Promise<Ended> =>
  backend.command(["restore", STACK, version, "--yes", ...args]);

const serialOf = () => backend.serialOf(KEY);
const versions = () => backend.stateVersions(KEY);

const expectUnlocked = async () => expect(await backend.locks.read(KEY)).toEqual({});

/** Nothing was written: neither state nor backup. */
async function expectUntouched(work: () => Promise<void>): Promise<void> {
  const before = await backend.recoverable();
  await work();
  expect(await backend.recoverable()).toEqual(before);
}

describe("an old version", () => {
  test("becomes current as a new one, with what it brings and takes shown, and the plan that follows", async () => {
    const [second, first] = await versions();
    const text = await backend.read(KEY);
    const { code, stdout, stderr } = await restore("1");
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });

    const [made, ...others] = await versions();
    expect(others).toEqual([second, first]);
    expect(await serialOf()).toBe(3);
    expect(await stack.list()).toEqual(some);
    expect(await storedDigest(backend.clients, backend.location, KEY)).toBe(
      digestOf(await backend.read(KEY)),
    );
    await expectUnlocked();

    expect(stdout).toContain(`version ${first}, 1 resource, as a new version`);
    const gone = all.filter((address) => !some.includes(address));
    expect(stdout).toContain(`stays there, unmanaged:\n    ${gone[0]}\n`);
    expect(stdout).toContain(`Restored: serial 3, version ${made}.`);
    expect(stdout).toContain(`Plan: ${gone.length} to add`);
    for (const address of gone) expect(stdout).toContain(`    + ${address}\n`);
    const backup = /also kept in s3:\/\/[^/]+\/(\S+)/.exec(stdout)![1]!;
    expect(await backend.read(backup)).toBe(text);

    // And back again, after which nothing is to be done.
    const back = await restore("2");
    expect({ code: back.code, stderr: back.stderr }).toEqual({ code: 0, stderr: "" });
    expect(back.stdout).toContain("Plan: nothing to change");
    expect(await serialOf()).toBe(4);
    await stack.expectNoChanges();
  });

  test("is told as one JSON document, named by the beginning of its id", async () => {
    const [second, first] = await versions();
    // Digits alone would be a serial.
    const [beginning] = /^\d*.{8}/.exec(first!)!;
    const { code, stdout, stderr } = await restore(beginning, "--json");
    expect(code).toBe(2);
    expect(stderr).toContain("to be made current: serial 1");
    const [made] = await versions();
    const gone = all.filter((address) => !some.includes(address));
    expect(JSON.parse(stdout)).toEqual({
      stack: STACK,
      key: KEY,
      version: first,
      serial: 1,
      replaces: { serial: 2, versionId: second },
      comesBack: [],
      goes: expect.arrayContaining(gone),
      changed: [],
      made: { serial: 3, versionId: made, backup: expect.stringContaining(`${KEY}.backups/`) },
      plan: {
        resources: expect.arrayContaining(gone.map((address) => ({ address, action: "create" }))),
        outputs: expect.any(Array),
      },
    });
  });

  test("without a plan ends once Terraform has read it", async () => {
    const { code, stdout } = await restore("1", "--no-plan");
    expect(code).toBe(0);
    expect(stdout).not.toContain("Plan:");
    expect(await serialOf()).toBe(3);
  });
});

describe("brings back a state", () => {
  // Terraform refuses it, after trying for 10 s: locking.test.ts.
  const repaired = async (version: string) => {
    const { code, stdout, stderr } = await restore(version);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await stack.expectNoChanges();
    expect(await serialOf()).toBe(3);
    return stdout;
  };

  test("that was deleted by hand", async () => {
    await backend.delete(KEY);
    expect(await repaired("2")).toMatch(/current: nothing: the state was deleted at \d{4}-/);
  });

  test("that was cut short", async () => {
    const text = await backend.read(KEY);
    await backend.put(KEY, text.slice(0, text.length / 2));
    const stdout = await repaired((await versions())[1]!);
    expect(stdout).toContain("current: text that begins as JSON and is none");
    expect(stdout).toMatch(/also kept in s3:/);
  });
});

describe("is refused, with nothing changed", () => {
  test("another lineage, unless it is meant", async () => {
    const mine = JSON.parse(await backend.read(KEY));
    const other = { ...mine, lineage: "5e7a9d3a-0000-0000-0000-000000000000", serial: 9 };
    await backend.put(KEY, JSON.stringify(other));
    await expectUntouched(async () => {
      const { code, stderr } = await restore("2");
      expect(code).toBe(1);
      expect(stderr).toContain(
        `got the lineage ${mine.lineage}, expected ${other.lineage}, the current one's`,
      );
      expect(stderr).toContain("add --force");
    });
    const { code, stdout } = await restore("2", "--force");
    expect(code).toBe(0);
    expect(stdout).toContain(`another lineage: ${mine.lineage} instead of ${other.lineage}`);
    await stack.expectNoChanges();
  });

  test("a locked state: exit 7, naming the holder", async () => {
    await backend.whileLocked(stack, KEY, ({ row }) =>
      expectUntouched(async () => {
        const { code, stderr } = await restore("1");
        expect(code).toBe(7);
        expect(stderr).toContain(`${KEY} is locked by ${row.Who} since ${row.Created}`);
        expect(stderr).toContain(`npx --no -- groundwork unlock ${STACK}`);
      }),
    );
  });

  test("a state that changed since it was shown: exit 3", async () => {
    // Written by a client that does not lock, just when the restore has taken its lock.
    let done = false;
    const proxy = await startWriteProxy(backend.endpoint, async ({ what }) => {
      if (done || !what.includes("tflock")) return;
      done = true;
      const state = JSON.parse(await backend.read(KEY));
      await backend.put(KEY, JSON.stringify({ ...state, serial: state.serial + 1 }));
    });
    const args = ["restore", STACK, "1", "--yes"];
    const { code, stderr } = await backend.command(args, proxy.endpoint);
    proxy.close();
    expect(code).toBe(3);
    expect(stderr).toContain("got a new version since it was shown");
    expect(await versions()).toHaveLength(3);
    expect(await serialOf()).toBe(3);
    expect(await backend.versions(`${KEY}.backups/`)).toEqual([]);
    await expectUnlocked();
  });

  test.each([
    [
      "what is not a state",
      async () => backend.put(KEY, "{"),
      "got text that begins as JSON and is none",
    ],
    ["the mark of a deletion", async () => backend.delete(KEY), "only S3's mark"],
  ])("%s", async (_, make, message) => {
    await make();
    const { stdout } = await backend.command(["history", STACK, "--json"]);
    const { versionId } = JSON.parse(stdout).versions[0];
    await expectUntouched(async () => {
      const { code, stderr } = await restore(versionId);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
    });
  });

  test("while versioning is suspended, when a write would replace a version", async () => {
    await backend.setVersioning("Suspended");
    await expectUntouched(async () => {
      const { code, stderr } = await restore("1");
      expect(code).toBe(1);
      expect(stderr).toContain("got Suspended, expected Enabled");
      expect(stderr).toContain("npx --no -- groundwork bootstrap turns it on");
    });
  });

  test("a question that nobody can answer", async () => {
    await expectUntouched(async () => {
      const args = ["restore", STACK, "1"];
      const { code, stdout, stderr } = await backend.command(args);
      expect(code).toBe(1);
      expect(stdout).toContain("to be made current: serial 1");
      expect(stderr).toContain("add --yes");
    });
  });

  test("the current version, as it is that already", async () => {
    await expectUntouched(async () => {
      const { code, stdout } = await restore("2");
      expect(code).toBe(0);
      expect(stdout).toContain("is the current one already; nothing was changed");
    });
  });
});

test("says so when Terraform does not work after it; the version is current all the same", async () => {
  const nobodys = {
    mode: "managed",
    type: "nobodys_thing",
    name: "t",
    provider: 'provider["registry.example.com/nobody/nobodys"]',
    instances: [{ schema_version: 0, attributes: { id: "1" } }],
  };
  const good = await backend.read(KEY);
  const state = JSON.parse(good);
  await backend.put(KEY, JSON.stringify({ ...state, serial: 8, resources: [nobodys] }));
  await backend.put(KEY, good);
  const { code, stderr, stdout } = await restore("8", "--json");
  expect(code).toBe(1);
  expect(stderr).toContain("the version is restored, but was not seen to work");
  expect(stderr).toContain(`Next: npx --no -- groundwork doctor ${STACK}`);
  expect(JSON.parse(stdout)).toMatchObject({ made: { serial: 9 }, error: expect.any(String) });
  expect(await serialOf()).toBe(9);
  await expectUnlocked();
});
