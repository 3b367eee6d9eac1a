import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { digestOf } from "../../../../src/state/state-digest";
import { withSerial } from "../../../../src/terraform/state-file";
import { accessTo, LOCATION } from "../../../support/emulated";
import { LocalFolder } from "../../../support/local-folder";
import {
  Backends,
  folderAt,
  KEY,
  planAt,
  SECRET,
  slowChange,
  type Place,
} from "../../../support/migration";
import { groundwork, type Ended } from "@groundwork/testing/project";
import { startHoldingProxy } from "../../../support/holding-proxy";
import { until } from "../../../support/until";

jest.setTimeout(120_000);

let backends: Backends;
let home: Place;
let local: LocalFolder;
let applied: Awaited<ReturnType<LocalFolder["left"]>>;
beforeAll(async () => {
  backends = await Backends.create("migrate");
  ({ home } = backends);
  local = await LocalFolder.create();
  await local.apply();
  applied = await local.left();
});
beforeEach(() => Promise.all([backends.empty(), local.begin(applied)]));
afterAll(() => Promise.all([backends?.close(), local?.remove()]));

const migrate = (from: string, ...args: string[]): Promise<Ended> =>
  backends.command("migrate", "dev-stack", "--from", from, ...args);

const serialOf = (text: string | undefined): number => JSON.parse(text!).serial;

/** Everything that a refusal must leave as it was. */
const everything = async () => ({
  state: await home.read(),
  digest: await home.digest(),
  versions: await home.versions(),
  backups: await home.backups(),
  source: await local.text(),
});

/** Tries a move, and whether it left any trace. */
async function attempt(from = local.file) {
  const before = JSON.stringify(await everything());
  const { code, stderr } = await migrate(from, "--yes");
  return { code, stderr, changed: JSON.stringify(await everything()) !== before };
}

/** What comes of one that is refused: one line, without a secret in it. */
const refused = (code: number, message: RegExp) => ({
  code,
  stderr: expect.stringMatching(
    new RegExp(`^Error: (?!.*${SECRET})[^\\n]*${message.source}[^\\n]*\\n$`),
  ),
  changed: false,
});

describe("a local state", () => {
  test("is moved, backed up, verified and removed; Terraform then has nothing to change", async () => {
    const text = await local.text();
    const { code, stdout, stderr } = await migrate(local.file, "--yes");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("dev-stack does not declare 2 of its resources");
    expect(stdout).not.toContain(SECRET);

    const moved = await home.read();
    expect(moved).toBe(withSerial(text, serialOf(text) + 1));
    expect(await home.digest()).toBe(digestOf(moved!));
    expect(await home.locks()).toEqual({});
    const backups = await home.backups();
    expect(Object.keys(backups).toSorted()).toEqual(["migrate-local-copy-1", "migrate-source"]);
    expect(backups["migrate-source"]).toBe(text);
    expect(await readdir(local.dir)).toEqual(["main.tf.json"]);
    expect(await planAt(backends.endpoint)).toBe(0);

    const again = await migrate(local.file, "--yes");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Already done") });
    expect(await home.versions()).toBe(1);
  });

  test("stays where --keep-local says so, and a second run has nothing to do", async () => {
    const text = await local.text();
    const first = await migrate(local.dir, "--yes", "--keep-local", "--json");
    expect(JSON.parse(first.stdout)).toMatchObject({
      stack: "dev-stack",
      from: local.file,
      to: `s3://${LOCATION.bucket}/${KEY}`,
      outcome: "moved",
      serial: serialOf(text) + 1,
      resources: 2,
      backups: [expect.stringContaining(`${KEY}.backups/`)],
      removed: [],
      kept: [`${local.file}.backup`, local.file],
      retired: false,
    });
    expect(await local.text()).toBe(text);

    // Without a terminal and without --yes: nothing has to be asked.
    const second = await migrate(local.file, "--json");
    expect({ code: second.code, ...JSON.parse(second.stdout) }).toMatchObject({
      code: 0,
      outcome: "already there",
      backups: [],
      kept: [`${local.file}.backup`, local.file],
    });
    expect(await home.versions()).toBe(1);
    const third = await migrate(local.file, "--yes");
    expect(third.stdout).toContain(`Removed: ${local.file}.backup, ${local.file}`);
  });

  test("replaces an older state of its own lineage, which is kept", async () => {
    await migrate(local.file, "--yes", "--keep-local");
    const older = (await home.read())!;
    await local.terraform("apply", "-auto-approve", "-input=false", "-replace=terraform_data.role");
    await local.terraform("apply", "-auto-approve", "-input=false", "-replace=terraform_data.user");
    const { code, stdout, stderr } = await migrate(local.file, "--yes");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("whose older state of 2 resources");
    expect(serialOf(await home.read())).toBeGreaterThan(serialOf(older));
    expect(Object.values(await home.backups())).toContain(older);
    expect(await home.versions()).toBe(2);
    expect(await planAt(backends.endpoint)).toBe(0);
  });

  test("is asked about first; without a terminal that ends it, with nothing changed", async () => {
    const { code, stdout, stderr } = await migrate(local.file);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("add --yes") });
    expect(stdout).toContain("Moves a state of 2 resources");
    expect(await home.read()).toBeUndefined();
    expect(await home.locks()).toEqual({});
  });
});

describe("is refused, with nothing changed", () => {
  const anothers = async () =>
    (await local.text()).replace(/"lineage": ?"[^"]+"/, '"lineage": "another"');
  // Terraform and OpenTofu count differently up to here.
  const serial = async (): Promise<number> => JSON.parse(await local.text()).serial;

  test("a destination with a state of another lineage", async () => {
    await home.write(await anothers());
    expect(await attempt()).toEqual(
      refused(1, /dev\/terraform\.tfstate holds another state: got lineage/),
    );
  });

  test("a destination that is newer", async () => {
    await home.write(withSerial(await local.text(), 40).replace("admin", "guest"));
    expect(await attempt()).toEqual(
      refused(1, new RegExp(`is newer: got serial 40, expected less than ${await serial()}`)),
    );
  });

  test("a destination of the same serial with another content", async () => {
    await home.write((await local.text()).replace("admin", "guest"));
    expect(await attempt()).toEqual(
      refused(1, new RegExp(`has the same serial ${await serial()} .*but another content`)),
    );
  });

  test("a destination that is not a state", async () => {
    await home.write((await local.text()).slice(0, 200));
    expect(await attempt()).toEqual(refused(1, /got something that is not a Terraform state/));
  });

  test("a destination that its digest does not match", async () => {
    const text = await anothers();
    await home.writeWithDigest(text);
    await home.write(withSerial(text, 7));
    expect(await attempt()).toEqual(refused(4, /npx --no -- groundwork repair-digest dev-stack/));
  });

  test.each([
    ["an empty file", "", /it is empty, so there is nothing to migrate/],
    [
      "a state without anything in it",
      '{"version":4,"serial":1,"lineage":"x","outputs":{},"resources":[]}',
      /neither resources nor outputs, so there is nothing to migrate/,
    ],
    ["something else", "# README", /expected a Terraform state of format 4/],
  ])("%s", async (_, text, message) => {
    const from = path.join(local.dir, "other.tfstate");
    await writeFile(from, text);
    expect(await attempt(from)).toEqual(refused(1, message));
  });

  test("a file that is not there, and a folder without Terraform", async () => {
    expect(await attempt(path.join(local.dir, "missing.tfstate"))).toEqual(
      refused(1, /got nothing there/),
    );
    expect(await attempt(path.dirname(__filename))).toEqual(
      refused(1, /expected one in which terraform init has run/),
    );
  });

  test("a destination that somebody is working on", async () => {
    const folder = await folderAt(backends.endpoint, LOCATION, KEY, "both", slowChange());
    const apply = folder.start("apply");
    await until("a lock", async () => (await home.locks()).row);
    expect(await attempt()).toEqual(refused(7, /dev\/terraform\.tfstate is locked by/));
    apply.kill("SIGINT");
    await once(apply, "exit");
    await folder.remove();
  });

  test("a file that Terraform is working on", async () => {
    await local.configure(slowChange());
    const apply = spawn("terraform", ["apply", "-auto-approve"], { cwd: local.dir });
    const info = path.join(local.dir, ".terraform.tfstate.lock.info");
    await until("a lock", () => stat(info).catch(() => undefined));
    expect(await attempt()).toEqual(refused(7, /terraform\.tfstate is locked by/));
    apply.kill("SIGINT");
    await once(apply, "exit");
  });
});

test("Terraform keeps off a local state while it is moved", async () => {
  const proxy = await startHoldingProxy(backends.endpoint, /dev\/terraform\.tfstate(\?|$)/);
  const running = groundwork(
    ["migrate", "dev-stack", "--from", local.file, "--yes"],
    accessTo(proxy.endpoint),
  );
  await until("the write of the state", () => proxy.held);
  try {
    const copy = await local.text();
    await expect(
      local.terraform("apply", "-auto-approve", "-replace=terraform_data.role"),
    ).rejects.toThrow("Error acquiring the state lock");
    expect(await local.text()).toBe(copy);
  } finally {
    proxy.release();
  }
  expect(await running).toMatchObject({ code: 0 });
  proxy.close();
});
