import { LOCATION } from "../../../support/emulated";
import {
  Backends,
  BY_HAND,
  HAND_KEY as DEV,
  KEY,
  planAt,
  SECRET,
  type Place,
} from "../../../support/migration";
import type { Ended } from "@groundwork/testing/project";

jest.setTimeout(180_000);

const PROD = "Prod/terraform/iam/terraform.tfstate";
const PROD_KEY = "prod/terraform.tfstate";

let backends: Backends;
let home: Place;
let hand: Place;
/** Texts of the states of two real applies. */
let states: { dev: string; prod: string };
beforeAll(async () => {
  backends = await Backends.create("migrate-bucket");
  ({ home, hand } = backends);
  states = { dev: await backends.applied(DEV), prod: await backends.applied(PROD) };
});
beforeEach(async () => {
  await backends.empty();
  await hand.writeWithDigest(states.dev, DEV);
  await hand.writeWithDigest(states.prod, PROD);
});
afterAll(() => backends?.close());

const migrate = (from: string, ...args: string[]): Promise<Ended> =>
  backends.command("migrate", "--from", from, ...args);

const BACKEND = `s3://${BY_HAND.bucket}?table=${BY_HAND.lockTable}`;

test("lists what it finds, proposes what belongs together, and changes nothing", async () => {
  await hand.write("{}", "other.tfstate");
  const { code, stdout, stderr } = await migrate(BACKEND);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const row = stdout.split("\n").find((line) => line.startsWith(DEV));
  expect(row).toMatch(/ 1 +2 +1\.\S+ +[0-9a-f-]{36} +\d{4}-\d\d-\d\d \d\d:\d\d +matches +no/);
  expect(stdout).toMatch(/other\.tfstate +- .*not a state/);
  expect(stdout).toContain(`--from '${BACKEND}' --map dev=${DEV} --map prod=${PROD}`);
  expect(stdout).toContain("What adoption means");
  expect(stdout).not.toContain(SECRET);

  const json = await migrate(BACKEND, "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({
    bucket: BY_HAND.bucket,
    table: BY_HAND.lockTable,
    states: [
      { key: DEV, serial: 1, resources: 2, digest: "matches", lock: null, movedTo: null },
      { key: PROD, serial: 1, resources: 2, digest: "matches", lock: null, movedTo: null },
      { key: "other.tfstate", serial: null },
    ],
    proposed: [
      { stack: "dev-stack", key: DEV },
      { stack: "prod-stack", key: PROD },
    ],
    migrations: [],
  });
  expect([await home.read(), await home.read(PROD_KEY)]).toEqual([undefined, undefined]);
});

test("moves what is mapped, one after another; Terraform then has nothing to change", async () => {
  const maps = ["--map", `dev=${DEV}`, "--map", `prod-stack=${PROD}`];
  const dry = await migrate(BACKEND, ...maps, "--dry-run");
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was changed") });
  expect(await home.read()).toBeUndefined();

  const { code, stdout, stderr } = await migrate(BACKEND, ...maps, "--yes", "--json");
  expect(code).toBe(0);
  expect(stderr).toContain("What adoption means");
  expect(JSON.parse(stdout).migrations).toMatchObject([
    { stack: "dev-stack", outcome: "moved", serial: 2, resources: 2 },
    { stack: "prod-stack", outcome: "moved", serial: 2, resources: 2 },
  ]);
  expect(await planAt(backends.endpoint, KEY)).toBe(0);
  expect(await planAt(backends.endpoint, PROD_KEY)).toBe(0);
  expect([await hand.locks(DEV), await home.locks()]).toEqual([{}, {}]);

  const again = await migrate(BACKEND, ...maps, "--yes");
  expect(again.code).toBe(0);
  expect(again.stdout.match(/moved to \S+-stack before/g)).toHaveLength(2);
  expect(again.stdout.match(/Already done/g)).toHaveLength(2);
  expect(await home.versions()).toBe(1);
});

test("in this project's own bucket only keys move", async () => {
  await backends.applied(DEV, LOCATION);
  await backends.applied(PROD_KEY, LOCATION);
  const { code, stdout, stderr } = await migrate(
    `s3://${LOCATION.bucket}`,
    ...["--map", `dev=${DEV}`, "--yes", "--retire"],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/prod\/terraform\.tfstate .*prod-stack's own/);
  expect(await home.read(DEV)).toBeUndefined();
  expect(await home.versions(DEV)).toBe(1);
  expect(await planAt(backends.endpoint)).toBe(0);
});

test("one that cannot be moved stops all of them before any is", async () => {
  await backends.applied(PROD_KEY, LOCATION);
  const maps = ["--map", `dev=${DEV}`, "--map", `prod=${PROD}`];
  const { code, stderr } = await migrate(BACKEND, ...maps, "--yes");
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining("prod/terraform.tfstate holds another state"),
  });
  expect(await home.read()).toBeUndefined();
});

test.each([
  [["--yes"], "--yes: got no --map"],
  [["--map", `dve=${DEV}`], "expected <stack>=<key> with one of bootstrap, registry, "],
  [["--map", "dev=no/such"], `expected one of ${DEV}, ${PROD}`],
  [["--map", `dev=${DEV}`, "--map", `dev=${PROD}`], "got dev-stack twice"],
  [["--map", `dev=${DEV}`, "--map", `prod=${DEV}`], `got ${DEV} twice`],
])("%j is refused", async (args, message) => {
  const { code, stderr } = await migrate(BACKEND, ...args);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
});

test.each([
  [["dev-stack", "--from", "s3://some"], "got the stack dev-stack with --from s3://some"],
  [["--from", "s3://some/key"], "got no stack with --from s3://some/key"],
  [["dev-stack", "--from", "a.tfstate", "--map", "dev=x"], "--from a.tfstate and --map"],
])("%j names one state or several, not both", async (args, message) => {
  const { code, stderr } = await backends.command("migrate", ...args);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
});

test("of one state --dry-run only looks, too", async () => {
  const from = `s3://${BY_HAND.bucket}/${DEV}?table=${BY_HAND.lockTable}`;
  const dry = await backends.command("migrate", "dev-stack", "--from", from, "--dry-run");
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was changed") });
  expect(dry.stdout).toMatch(/^Moves a state of 2 resources .*\n +from s3:/m);
  expect(await home.read()).toBeUndefined();
});
