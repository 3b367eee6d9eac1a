import { once } from "node:events";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { CheckoutBackend } from "../../../support/checkout-backend";
import { accessTo } from "../../../support/emulated";
import { smallRoot, startGroundwork } from "@groundwork/testing/project";
import type { StackFolder } from "../../../support/stack-folder";
import { until } from "../../../support/until";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(120_000);

const STACK = "registry-stack";
const KEY = "registry/terraform.tfstate";
const SCRATCH = `${KEY}.drill/`;

let backend: CheckoutBackend;
let stack: StackFolder;
let begin: () => Promise<void>;

beforeAll(async () => {
  backend = await CheckoutBackend.create("drill");
  ({ stack, begin } = await backend.stackOfTwoVersions(STACK));
});
beforeEach(() => begin());
afterAll(() => backend?.close());

const drill = (...args: string[]) => backend.command(["drill", ...args]);

const versions = () => backend.stateVersions(KEY);

/** Keys of what lies there now. */
const scratch = async () =>
  (await backend.versions(SCRATCH)).filter(({ current }) => current).map(({ key }) => key);

const rows = async () => {
  const { Items } = await backend.clients.dynamodb.send(
    new ScanCommand({ TableName: backend.location.lockTable }),
  );
  return Items!.map((row) => JSON.stringify(row)).toSorted();
};

const leftFolders = (pid: number) =>
  readdir(path.join(smallRoot(), ".cache/drills")).then((names) => names.includes(String(pid)));

test("the newest versions restore and plan on a copy; nothing else is written", async () => {
  const before = { versions: await versions(), rows: await rows() };
  const proxy = await startWriteProxy(backend.endpoint);
  const { code, stdout, stderr } = await backend.command(["drill", STACK], proxy.endpoint);
  proxy.close();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [second, first] = before.versions;
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(
    new RegExp(
      `^${STACK}: version ${second} of .*, serial 2: restores .* Plan: nothing to change$`,
    ),
  );
  expect(lines[1]).toMatch(
    new RegExp(`^${STACK}: version ${first} of .*, serial 1: restores .* Plan: \\d+ to add`),
  );
  expect(lines[2]).toBe("2 versions restore.");

  expect(proxy.writes.map(({ what }) => what.replace(/\/\d{4}-.*$/, "/…"))).toEqual([
    `PUT /${backend.location.bucket}/${SCRATCH}…`,
    `PUT /${backend.location.bucket}/${SCRATCH}…`,
    `DELETE /${backend.location.bucket}/${SCRATCH}…`,
  ]);
  expect({ versions: await versions(), rows: await rows() }).toEqual(before);
  expect(await scratch()).toEqual([]);
  await stack.expectNoChanges();
});

test("runs beside a run that holds the lock, and does not touch it", async () => {
  await backend.whileLocked(stack, KEY, async (held) => {
    const { code } = await drill(STACK);
    expect(code).toBe(0);
    expect(await backend.locks.read(KEY)).toEqual(held);
  });
});

describe("a version that does not restore is named, and the others are tried", () => {
  /** A state that is sound but for a resource of a provider that nobody has. */
  const withUnknownProvider = async () => {
    const state = JSON.parse(await backend.read(KEY));
    const nobodys = {
      mode: "managed",
      type: "nobodys_thing",
      name: "t",
      provider: 'provider["registry.example.com/nobody/nobodys"]',
      instances: [{ schema_version: 0, attributes: { id: "1" } }],
    };
    return JSON.stringify({ ...state, serial: 3, resources: [...state.resources, nobodys] });
  };

  test.each([
    ["cut short", async () => '{"version": 4, "seri', /it is text that begins as JSON and is none/],
    ["of a provider that is gone", withUnknownProvider, /terraform init failed/],
  ])("%s", async (_, text, problem) => {
    const id = (await backend.put(KEY, await text()))!;
    const { code, stdout, stderr } = await drill(STACK, "--json");
    expect(code).toBe(1);
    expect(stderr).toMatch(`Error: ${STACK}: version ${id} does not restore: `);
    expect(stderr).toMatch(problem);
    const { stacks } = JSON.parse(stdout);
    expect(stacks).toEqual([{ stack: STACK, key: KEY, versions: expect.any(Array) }]);
    const [bad, good, first] = stacks[0].versions;
    expect(bad).toMatchObject({ versionId: id, problem: expect.stringMatching(problem) });
    expect(good).toMatchObject({ serial: 2, plan: { resources: [], outputs: [] } });
    expect(first).toMatchObject({ serial: 1, resources: 1 });
    expect([good.problem, first.problem]).toEqual([undefined, undefined]);
    expect(await scratch()).toEqual([]);
  });

  test("but what was no state for a while is passed over, and does not count", async () => {
    const good = await backend.read(KEY);
    const id = await backend.put(KEY, "{");
    await backend.put(KEY, good);
    const { code, stdout } = await drill(STACK, "--versions", "2");
    expect(code).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines.map((line) => /restores|passed over|restore/.exec(line)?.[0])).toEqual([
      "restores",
      "passed over",
      "restores",
      "restore",
    ]);
    expect(lines[1]).toMatch(
      new RegExp(`version ${id} of .* is passed over: it is text that begins as JSON and is none`),
    );
    expect(lines[3]).toBe("2 versions restore.");
  });
});

test("interrupted, it removes its copies, and blames no version", async () => {
  const args = ["drill", STACK, "--versions", "1"];
  const running = startGroundwork(args, accessTo(backend.endpoint));
  let stdout = "";
  running.stdout!.on("data", (text) => (stdout += text));
  await until("a copy", async () => (await scratch()).length > 0);
  process.kill(-running.pid!, "SIGINT");
  const [code] = await once(running, "close");
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(await scratch()).toEqual([]);
  expect(await leftFolders(running.pid!)).toBe(false);
});

test("what a killed drill has left goes with one a day later; what is not a drill's stays", async () => {
  const copy = (time: string) =>
    `${SCRATCH}${time}_00000000-0000-4000-8000-000000000000/terraform.tfstate`;
  const recent = copy(new Date().toISOString().replaceAll(":", "-"));
  const other = `${SCRATCH}2020-01-01T00-00-00.000Z/notes`;
  for (const key of [copy("2020-01-01T00-00-00.000Z"), recent, other]) await backend.put(key, "{}");
  expect((await drill(STACK)).code).toBe(0);
  expect(await scratch()).toEqual([other, recent].toSorted());
});

test("without a stack it is all stacks; one without a state is said to be without", async () => {
  const { code, stdout, stderr } = await drill("--versions", "1");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trim().split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "bootstrap-stack: no state yet",
      expect.stringMatching(/^registry-stack: version .* restores/),
      "dev-stack: no state yet",
      "prod-stack: no state yet",
    ]),
  );
  expect(lines.at(-1)).toBe("1 version restores.");
  const named = await drill("dev-stack");
  expect(named.code).toBe(1);
  expect(named.stderr).toContain("dev-stack: got no version of s3://");
});

test("a state that was deleted is drilled from what is left of it", async () => {
  await backend.delete(KEY);
  const { code, stdout } = await drill(STACK);
  expect(code).toBe(0);
  expect(stdout).toContain(`${STACK}: its state was deleted`);
  expect(stdout).toContain("2 versions restore.");
});

test("no value of a state is shown", async () => {
  const secret = "correct-horse-battery-staple";
  const [key] = await stack.addresses("aws_kms_key");
  const name = key!.replace("terraform_data.", "");
  const text = await backend.read(KEY);
  const state = JSON.parse(text);
  const instance = state.resources.find((one: { name: string }) => one.name === name).instances[0];
  instance.attributes.output = { value: { secret }, type: ["object", { secret: "string" }] };
  await backend.put(KEY, JSON.stringify({ ...state, serial: 3 }));
  const { stdout, stderr } = await drill(STACK, "--json");
  expect(stdout).toContain('"serial": 3');
  expect(stdout + stderr).not.toContain(secret);
});
