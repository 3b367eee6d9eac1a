import { once } from "node:events";
import { CheckoutBackend } from "../../../support/checkout-backend";
import { accessTo } from "../../../support/emulated";
import { killPoints } from "../../../support/kill-points";
import { killTree, startGroundwork } from "@groundwork/testing/project";
import type { StackFolder } from "../../../support/stack-folder";
import { until } from "../../../support/until";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(300_000);

const STACK = "registry-stack";
const KEY = "registry/terraform.tfstate";

let backend: CheckoutBackend;
let stack: StackFolder;
let begin: () => Promise<void>;
beforeAll(async () => {
  backend = await CheckoutBackend.create("restore-disturbed");
  ({ stack, begin } = await backend.stackOfTwoVersions(STACK));
});
beforeEach(() => begin());
afterAll(() => backend?.close());

const serialOf = (id: string) => backend.serialOf(KEY, id);
const versions = () => backend.stateVersions(KEY);

/** What Terraform says of a state that another run has locked. */
const LOCKED = "Error acquiring the state lock";

test("several restores and a real apply at once: each wins wholly or says so", async () => {
  const before = await backend.recoverable();
  const versionsBefore = await versions();
  const [policy] = await stack.addresses("aws_iam_policy");
  const run = (version: string) =>
    backend.runOnly(["restore", STACK, version, "--yes", "--no-plan", "--json"]);
  const apply = stack.terraform(
    "apply",
    "-auto-approve",
    "-input=false",
    "-no-color",
    `-replace=${policy}`,
  );
  const restores = await Promise.all(["1", "1", versionsBefore[1]!, "1", "1"].map(run));
  const applied = await apply;

  const won = restores.filter(({ code }) => code === 0);
  const lost = restores.filter(({ code }) => code !== 0);
  for (const { code, stdout, stderr } of lost) {
    expect([3, 7]).toContain(code);
    expect(stderr).toMatch(code === 7 ? /is locked/ : /got a new version since it was shown/);
    expect(JSON.parse(stdout)).not.toHaveProperty("made");
  }
  expect(applied.code === 0 ? LOCKED : applied.stderr).toContain(LOCKED);
  expect(won.length + Number(applied.code === 0)).toBeGreaterThan(0);

  // Nothing is lost, and each that won has a version of its own, in the order of the serials.
  expect(await backend.recoverable()).toEqual(expect.arrayContaining(before));
  const after = await versions();
  for (const { stdout } of won) {
    const { made } = JSON.parse(stdout);
    expect(after).toContain(made.versionId);
    expect(await serialOf(made.versionId)).toBe(made.serial);
  }
  const serials = await Promise.all(after.map((id) => serialOf(id)));
  expect(serials).toEqual([...serials].toSorted((a, b) => b - a));
  expect(new Set(serials).size).toBe(serials.length);
  expect(await backend.locks.read(KEY)).toEqual({});
  await stack.apply();
  await stack.expectNoChanges();
});

test("killed after any of its writes it loses nothing, and a second run restores", async () => {
  const [, first] = await versions();
  const good = (await versions())[0]!;
  const args = ["restore", STACK, first!, "--yes", "--no-plan"];
  const counter = await startWriteProxy(backend.endpoint);
  expect((await backend.command(args, counter.endpoint)).code).toBe(0);
  counter.close();
  const { writes } = counter;
  // Lock file and row, backup, state, digest, row and file released.
  expect(
    writes.map(({ what }) =>
      what.replace(/^(PUT|DELETE) .*?\/registry\/(.*?)(\/.*)?(\?.*)?$/, "$1 $2"),
    ),
  ).toEqual([
    "PUT terraform.tfstate.tflock",
    "DynamoDB PutItem",
    "PUT terraform.tfstate.backups",
    "PUT terraform.tfstate",
    "DynamoDB PutItem",
    "DynamoDB DeleteItem",
    "DELETE terraform.tfstate.tflock",
  ]);
  for (const last of killPoints(writes.map(({ what }) => what))) {
    const before = await backend.recoverable();
    const proxy = await startWriteProxy(backend.endpoint, async ({ number }) => {
      if (number === last) await killTree(victim.pid!);
    });
    const victim = startGroundwork(args, accessTo(proxy.endpoint));
    const [, signal] = await once(victim, "exit");
    proxy.close();
    const died = proxy.writes.at(last - 1)?.what;
    expect({ died, signal }).toEqual({ died, signal: "SIGKILL" });
    expect(await backend.recoverable()).toEqual(expect.arrayContaining(before));

    const left = Object.values(await backend.locks.read(KEY)).filter((lock) => lock);
    const { code, stdout, stderr } = await backend.command(["restore", STACK, good, "--yes"]);
    // 0: its own plan has no changes.
    expect({ died, code, stderr }).toEqual({ died, code: 0, stderr: "" });
    expect(stdout.match(/left by a command that was killed/g) ?? []).toHaveLength(left.length);
    expect(await backend.locks.read(KEY)).toEqual({});
  }
});

test("the lock of one that is stopped, but lives, is respected", async () => {
  const [, first] = await versions();
  const proxy = await startWriteProxy(backend.endpoint, ({ number }) => {
    if (number === 2) process.kill(stopped.pid!, "SIGSTOP");
  });
  const args = ["restore", STACK, first!, "--yes", "--no-plan"];
  const stopped = startGroundwork(args, accessTo(proxy.endpoint));
  const held = await until("both locks", async () => {
    const { row, file } = await backend.locks.read(KEY);
    return row && file;
  });
  const other = await backend.command(args);
  expect(other).toMatchObject({ code: 7, stderr: expect.stringContaining(held.ID) });
  expect(await backend.locks.read(KEY)).toMatchObject({ row: held, file: held });
  process.kill(stopped.pid!, "SIGCONT");
  const [code] = await once(stopped, "exit");
  proxy.close();
  expect(code).toBe(0);
});
