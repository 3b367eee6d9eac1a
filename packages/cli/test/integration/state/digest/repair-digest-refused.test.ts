import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { digestOf } from "../../../../src/state/state-digest";
import { makeCurrent } from "../../../../src/state/history/make-current";
import { commandOnDev } from "../../../support/command-on-dev";
import { accessTo } from "../../../support/emulated";
import { groundwork, type Ended } from "@groundwork/testing/project";
import { BUCKET, type Rehearsed } from "../../../support/rehearsed";

jest.setTimeout(120_000);

const on = commandOnDev("repair-digest");
const { proxy, expectUntouched, withSerialOff } = on;
let dev: Rehearsed;
beforeAll(() => {
  ({ dev } = on);
});

const SECRET = "hunter2-do-not-show";

/** A state with a secret output. */
const withSecret = (serialOff: number): string => {
  const state = JSON.parse(withSerialOff(serialOff));
  const s = { value: SECRET, type: "string", sensitive: true };
  return JSON.stringify({ ...state, outputs: { ...state.outputs, s } });
};

/** The command; no value of the state is ever shown. */
async function repair(...args: string[]): Promise<Ended> {
  const ended = await on.run(...args);
  expect(ended.stdout + ended.stderr).not.toContain(SECRET);
  return ended;
}

test("a write that is under way settles by itself", async () => {
  const next = withSecret(1);
  await dev.setDigest(digestOf(next));
  // The object comes when the first look has been taken.
  const { endpoint } = await afterFirst(/^GET .*[?&]versions/, dev.endpoint, () => dev.put(next));
  const ended = await dev.groundwork("repair-digest", ["--yes", "--json"], accessTo(endpoint));
  expect({ code: ended.code, document: JSON.parse(ended.stdout) }).toMatchObject({
    code: 0,
    document: { diagnosis: "passing", problem: false },
  });
  expect(ended.stdout + ended.stderr).not.toContain(SECRET);
  expect(await dev.read()).toBe(next);
});

describe("is refused, with nothing changed", () => {
  const mismatch = async () => {
    await dev.put(withSecret(1));
    expect(await dev.read()).toContain(SECRET);
    await dev.delete();
  };

  test("while the state is locked", async () => {
    await mismatch();
    await dev.lockFile(JSON.stringify({ ID: "L", Who: "kim@elsewhere", Operation: "apply" }));
    await expectUntouched(async () => {
      const { code, stderr } = await repair("--yes");
      expect(code).toBe(7);
      expect(stderr).toContain("is locked by kim@elsewhere");
      expect(stderr).toContain("npx --no -- groundwork unlock dev-stack");
    });
  });

  test("while something that is no lock of Terraform's lies in its place", async () => {
    await mismatch();
    await dev.lockRow("garbage");
    await expectUntouched(async () => {
      const { code, stderr } = await repair("--yes");
      expect({ code, stderr }).toEqual({
        code: 7,
        stderr: expect.stringContaining("Next: npx --no -- groundwork unlock dev-stack"),
      });
    });
  });

  test("when nobody is there to answer", async () => {
    await mismatch();
    await expectUntouched(async () => {
      const { code, stdout, stderr } = await repair();
      expect(code).toBe(4);
      expect(stdout).toContain("(recommended)");
      expect(stderr).toContain("--yes");
    });
  });

  test("when the state changes before it is locked", async () => {
    await mismatch();
    const { endpoint } = await proxy(async ({ number }) => {
      if (number === 1) await dev.put(withSerialOff(9)); // the lock file is written, the row not yet
    });
    const { code, stderr } = await dev.groundwork("repair-digest", ["--yes"], accessTo(endpoint));
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
    [["--use-current", "--yes"], 4, "--use-current: the current object is "],
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
        stderr: expect.stringContaining("groundwork restore"),
      });
    });
  });

  test("where no version is a state: nothing can repair that", async () => {
    const args = ["repair-digest", "registry-stack", "--yes"];
    await dev.put("garbage", "registry/terraform.tfstate");
    const { code, stderr } = await groundwork(args, dev.env);
    await dev.delete("registry/terraform.tfstate");
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: "Error: nothing here can repair that\n",
    });
  });
});

test("encrypted by OpenTofu, with its digest: nothing is recommended, nothing done", async () => {
  const { serial, lineage } = JSON.parse(dev.state);
  const encrypted = {
    serial: serial + 1,
    lineage,
    encrypted_data: "AA==",
    encryption_version: "v0",
  };
  await dev.put(JSON.stringify(encrypted));
  await dev.setDigest(digestOf(JSON.stringify(encrypted)));
  await expectUntouched(async () => {
    const { code, stdout, stderr } = await repair("--yes");
    expect(code).toBe(1);
    expect(stdout).toContain(
      `The current object is a state encrypted by OpenTofu, serial ${serial + 1}`,
    );
    expect(stdout).toMatch(/current, has the digest, a state encrypted by OpenTofu/);
    expect(stdout + stderr).not.toMatch(/--restore|of none of its versions/);
    const older = await repair("--restore", "1", "--yes");
    expect(older).toMatchObject({ code: 1, stderr: expect.stringContaining("groundwork restore") });
  });
});

test("a digest of nothing known: the person has to say that the state is the right one", async () => {
  await dev.put(withSecret(2));
  await dev.setDigest("0".repeat(32));
  await expectUntouched(async () => {
    const { code, stdout, stderr } = await repair("--yes");
    expect(code).toBe(4);
    expect(stdout).toContain("is of none of the versions");
    expect(stderr).toContain("--use-current --yes");
  });
  const { code, stdout } = await repair("--use-current", "--yes");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringContaining("Terraform accepts the state: serial"),
  });
  expect(await dev.digest()).toBe(digestOf(withSecret(2)));
  expect(await dev.locks()).toEqual({});
});

test("a digest without any state is removed", async () => {
  const prod = { LockID: { S: `${BUCKET}/prod/terraform.tfstate-md5` } };
  await dev.setDigest(digestOf("gone"), prod);
  const { code, stdout } = await groundwork(
    ["repair-digest", "prod-stack", "--json", "--yes"],
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

describe("making a state current", () => {
  test("does not replace what a client that does not lock writes meanwhile", async () => {
    const stranger = withSerialOff(7);
    const { endpoint } = await proxy(async ({ what }) => {
      if (what.includes(".backups/")) await dev.put(stranger);
    });
    const clients = dev.clientsAt(endpoint);
    await expect(
      makeCurrent({ clients, location: dev.location, key: dev.key }, withSerialOff(1), "restore"),
    ).rejects.toThrow("was changed while this ran, by a client that does not lock");
    expect(await dev.read()).toBe(stranger);
  });

  test("refuses what is not a state", async () => {
    const where = { clients: dev.clients, location: dev.location, key: dev.key };
    await expect(makeCurrent(where, "{}", "restore")).rejects.toThrow(
      "got JSON, but without the version of a state's format",
    );
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
  on.closeAfterTest({ close });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
