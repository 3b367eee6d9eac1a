import { createServer, request } from "node:http";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { digestOf } from "../../operations/state/digest";
import { makeCurrent } from "../../operations/state/make-current";
import { withSerial } from "../../operations/state/state-file";
import { accessTo } from "../support/emulated";
import { groundwork, run, type Ended } from "../support/project";
import { BUCKET, Rehearsed } from "../support/rehearsed";
import { startWriteProxy, type Write, type WriteProxy } from "../support/write-proxy";

jest.setTimeout(120_000);

let dev: Rehearsed;
const proxies: { close(): void }[] = [];
beforeAll(async () => {
  dev = await Rehearsed.create("dev-stack", "dev/terraform.tfstate");
});
afterEach(async () => {
  proxies.splice(0).forEach((proxy) => proxy.close());
  await dev.heal();
});
afterAll(() => dev.close());

const repair = (...args: string[]): Promise<Ended> => dev.groundwork("repair-digest", args);

/** The one JSON document on standard output. */
async function repairJson(...args: string[]): Promise<{ code: number; document: any }> {
  const { code, stdout } = await repair("--json", ...args);
  return { code, document: JSON.parse(stdout) };
}

/** A way to the emulator on which something happens at each write. */
async function writeProxy(onWritten?: (write: Write) => Promise<void>): Promise<WriteProxy> {
  const proxy = await startWriteProxy(dev.endpoint, onWritten);
  proxies.push(proxy);
  return proxy;
}

const backupKey = (url: string): string => url.slice(`s3://${BUCKET}/`.length);

const serialOf = async (): Promise<number> => JSON.parse((await dev.read())!).serial;

/** The state as it is, under another serial. */
const withSerialOff = (by: number): string =>
  withSerial(dev.state, JSON.parse(dev.state).serial + by);

const foreign = (): string => dev.state.replace(/"lineage": "[^"]*"/, '"lineage": "another-stack"');

/** State and digest agree, and Terraform finds nothing to change. */
async function expectRepaired(): Promise<void> {
  expect(await dev.digest()).toBe(digestOf((await dev.read())!));
  expect(await dev.locks()).toEqual({});
  await dev.expectClean();
}

/** Neither state nor digest nor lock is touched. */
async function expectUntouched(work: () => Promise<unknown>): Promise<void> {
  const look = async () => [await dev.read(), await dev.digest(), await dev.locks()];
  const before = await look();
  await work();
  expect(await look()).toEqual(before);
}

test("healthy: says so, and changes nothing", async () => {
  const proxy = await writeProxy();
  const ended = await dev.groundwork("repair-digest", ["--yes"], accessTo(proxy.endpoint));
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout).toContain("The digest in the lock table is that of the state.");
  expect(proxy.writes).toEqual([]);
});

test("deleted by hand: Terraform refuses it; the version with the digest is restored", async () => {
  await dev.delete();
  const refused = await dev.terraform("plan", "-input=false");
  expect(refused.stderr).toContain("state data in S3 does not have the expected content");

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

test("a digest without any state is removed", async () => {
  const prod = { LockID: { S: `${BUCKET}/prod/terraform.tfstate-md5` } };
  await dev.setDigest(digestOf("gone"), prod);
  const { code, stdout } = await groundwork(
    ["repair-digest", "prod-stack", "--stand-ins", "--json", "--yes"],
    dev.env,
  );
  expect({ code, document: JSON.parse(stdout) }).toMatchObject({
    code: 0,
    document: {
      diagnosis: "orphan",
      done: { action: "remove" },
      accepted: { resources: 0, planChanges: true },
    },
  });
  expect(await dev.digest(prod)).toBeUndefined();
});

test("a digest of nothing known: the person has to say that the state is the right one", async () => {
  await dev.setDigest("0".repeat(32));
  await expectUntouched(async () => {
    const { code, stdout, stderr } = await repair("--yes");
    expect(code).toBe(4);
    expect(stdout).toContain("is of none of the versions");
    expect(stderr).toContain("-- --use-current --yes");
  });
  expect(await repair("--use-current", "--yes")).toMatchObject({ code: 0 });
  await expectRepaired();
});

test("a digest can be removed, and Terraform then takes the state as it is", async () => {
  await dev.setDigest("0".repeat(32));
  expect(await repair("--remove", "--yes")).toMatchObject({ code: 0, stderr: "" });
  expect(await dev.digest()).toBeUndefined();
  await dev.expectClean();
});

test("a write that is under way settles by itself", async () => {
  const next = withSerialOff(1);
  await dev.setDigest(digestOf(next));
  // The object comes when the first look has been taken.
  const proxy = await afterFirst(/^GET .*[?&]versions/, dev.endpoint, () => dev.put(next));
  const ended = await dev.groundwork(
    "repair-digest",
    ["--yes", "--json"],
    accessTo(proxy.endpoint),
  );
  expect({ code: ended.code, document: JSON.parse(ended.stdout) }).toMatchObject({
    code: 0,
    document: { diagnosis: "passing", problem: false },
  });
  expect(await dev.read()).toBe(next);
});

describe("is refused, with nothing changed", () => {
  const mismatch = () => dev.delete();

  test("while the state is locked", async () => {
    await mismatch();
    await dev.lockFile(JSON.stringify({ ID: "L", Who: "kim@elsewhere", Operation: "apply" }));
    await expectUntouched(async () => {
      const { code, stderr } = await repair("--yes");
      expect(code).toBe(7);
      expect(stderr).toContain("is locked by kim@elsewhere");
      expect(stderr).toContain("npm run unlock dev-stack");
    });
  });

  test("while something that is no lock of Terraform's lies in its place", async () => {
    await mismatch();
    await dev.lockRow("garbage");
    await expectUntouched(async () => {
      const { code, stderr } = await repair("--yes");
      expect({ code, stderr }).toEqual({
        code: 7,
        stderr: expect.stringContaining("Next: npm run unlock dev-stack"),
      });
    });
  });

  test("when nobody is there to answer", async () => {
    await mismatch();
    await expectUntouched(async () => {
      const { code, stdout, stderr } = await repair();
      expect(code).toBe(4);
      expect(stdout).toContain("(recommended)");
      expect(stderr).toContain("-- --yes");
    });
  });

  test("when the state changes before it is locked", async () => {
    await mismatch();
    const proxy = await writeProxy(async ({ number }) => {
      if (number === 1) await dev.put(withSerialOff(9)); // the lock file is written, the row not yet
    });
    const { code, stderr } = await dev.groundwork(
      "repair-digest",
      ["--yes"],
      accessTo(proxy.endpoint),
    );
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining("has changed since it was looked at; nothing was repaired"),
    });
    expect(await dev.read()).toBe(withSerialOff(9));
    expect(await dev.locks()).toEqual({});
  });

  test.each<[string[], number, string]>([
    [["--remove", "--use-current"], 1, "got --use-current and --remove, expected one of them"],
    [
      ["--restore", "no-such-version", "--yes"],
      4,
      "--restore: got no-such-version, expected one of",
    ],
    [["--use-current", "--yes"], 4, "the current object is not a Terraform state"],
  ])("%j", async (args, expected, message) => {
    await mismatch();
    await expectUntouched(async () => {
      const { code, stderr } = await repair(...args);
      expect({ code, stderr }).toEqual({
        code: expected,
        stderr: expect.stringContaining(message),
      });
    });
  });

  test("--restore where nothing is wrong", async () => {
    await expectUntouched(async () => {
      const { code, stderr } = await repair("--restore", "x", "--yes");
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining("npm run restore"),
      });
    });
  });

  test("where no version is a state: nothing can repair that", async () => {
    const args = ["repair-digest", "registry-stack", "--stand-ins", "--yes"];
    await dev.put("garbage", "registry/terraform.tfstate");
    const { code, stderr } = await groundwork(args, dev.env);
    await dev.delete("registry/terraform.tfstate");
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: "Error: nothing here can repair that\n",
    });
  });
});

test("no value of the state is ever shown", async () => {
  const secret = "hunter2-do-not-show";
  await dev.put(
    withSerialOff(2).replace(
      '"outputs": {',
      `"outputs": {"s": {"value": "${secret}", "type": "string", "sensitive": true},`,
    ),
  );
  expect((await dev.read())!).toContain(secret);
  for (const args of [[], ["--json"], ["--use-current", "--yes"]]) {
    const { stdout, stderr } = await repair(...args);
    expect(stdout + stderr).not.toContain(secret);
  }
});

describe("making a state current", () => {
  test("does not replace what a client that does not lock writes meanwhile", async () => {
    const stranger = withSerialOff(7);
    const proxy = await writeProxy(async ({ what }) => {
      if (what.includes(".backups/")) await dev.put(stranger);
    });
    const clients = dev.clientsAt(proxy.endpoint);
    await expect(
      makeCurrent({ clients, location: dev.location, key: dev.key }, withSerialOff(1), "restore"),
    ).rejects.toThrow("was changed while this ran, by a client that does not lock");
    expect(await dev.read()).toBe(stranger);
  });

  test("refuses what is not a state", async () => {
    const where = { clients: dev.clients, location: dev.location, key: dev.key };
    await expect(makeCurrent(where, "{}", "restore")).rejects.toThrow("not a Terraform state");
    expect(await dev.read()).toBe(dev.state);
  });
});

/** Stands between, and does something when the first such request has been answered. */
async function afterFirst(pattern: RegExp, target: string, then: () => Promise<unknown>) {
  let done = false;
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url!, target), { method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      if (!done && pattern.test(`${method} ${url}`)) {
        done = true;
        await then();
      }
      outgoing.writeHead(answer.statusCode!, answer.headers);
      outgoing.end(Buffer.concat(chunks));
    });
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  proxies.push({ close });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
