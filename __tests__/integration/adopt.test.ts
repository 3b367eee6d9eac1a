import type { Emulator } from "../../operations/rehearsal/emulator";
import { accessTo, ownEmulator } from "../support/emulated";
import { BY_HAND, folderAt, KEY, LOCATION, Place, planAt, SECRET } from "../support/migration";
import { groundwork, type Ended } from "../support/project";

jest.setTimeout(180_000);

const DEV = "Dev/terraform/iam/terraform.tfstate";
const PROD = "Prod/terraform/iam/terraform.tfstate";
const PROD_KEY = "prod/terraform.tfstate";

let emulator: Emulator;
let home: Place;
let hand: Place;
beforeEach(async () => {
  emulator = await ownEmulator("adopt");
  home = new Place(emulator.endpoint, LOCATION);
  hand = new Place(emulator.endpoint, BY_HAND);
  await Promise.all([home.make(), hand.make()]);
  for (const key of [DEV, PROD]) await apply(BY_HAND, key);
});
afterEach(() => emulator.stop());

async function apply(location: typeof LOCATION, key: string) {
  const folder = await folderAt(emulator.endpoint, location, key, "dynamodb");
  await folder.succeed("apply");
  await folder.remove();
}

const adopt = (...args: string[]): Promise<Ended> =>
  groundwork(["adopt", "--stand-ins", ...args], accessTo(emulator.endpoint));

const BACKEND = ["--bucket", BY_HAND.bucket, "--table", BY_HAND.lockTable];

test("lists what it finds, proposes what belongs together, and changes nothing", async () => {
  await hand.write("{}", "other.tfstate");
  const { code, stdout, stderr } = await adopt(...BACKEND);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const row = stdout.split("\n").find((line) => line.startsWith(DEV));
  expect(row).toMatch(/ 1 +2 +1\.\S+ +[0-9a-f-]{36} +\d{4}-\d\d-\d\d \d\d:\d\d +matches +no/);
  expect(stdout).toMatch(/other\.tfstate +- .*not a state/);
  expect(stdout).toContain(`--map dev=${DEV} --map prod=${PROD}`);
  expect(stdout).toContain("What adoption means");
  expect(stdout).not.toContain(SECRET);

  const json = await adopt(...BACKEND, "--json");
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
  const dry = await adopt(...BACKEND, ...maps, "--dry-run");
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was changed") });
  expect(await home.read()).toBeUndefined();

  const { code, stdout, stderr } = await adopt(...BACKEND, ...maps, "--yes", "--json");
  expect(code).toBe(0);
  expect(stderr).toContain("What adoption means");
  expect(JSON.parse(stdout).migrations).toMatchObject([
    { stack: "dev-stack", outcome: "moved", serial: 2, resources: 2 },
    { stack: "prod-stack", outcome: "moved", serial: 2, resources: 2 },
  ]);
  expect(await planAt(emulator.endpoint, KEY)).toBe(0);
  expect(await planAt(emulator.endpoint, PROD_KEY)).toBe(0);
  expect([await hand.locks(DEV), await home.locks()]).toEqual([{}, {}]);

  const again = await adopt(...BACKEND, ...maps, "--yes");
  expect(again.code).toBe(0);
  expect(again.stdout.match(/moved to \S+-stack before/g)).toHaveLength(2);
  expect(again.stdout.match(/Already done/g)).toHaveLength(2);
  expect(await home.versions()).toBe(1);
});

test("in this project's own bucket only keys move", async () => {
  await apply(LOCATION, DEV);
  await apply(LOCATION, PROD_KEY);
  const { code, stdout, stderr } = await adopt("--map", `dev=${DEV}`, "--yes", "--retire");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/prod\/terraform\.tfstate .*prod-stack's own/);
  expect(await home.read(DEV)).toBeUndefined();
  expect(await home.versions(DEV)).toBe(1);
  expect(await planAt(emulator.endpoint)).toBe(0);
});

test("one that cannot be moved stops all of them before any is", async () => {
  await apply(LOCATION, PROD_KEY);
  const maps = ["--map", `dev=${DEV}`, "--map", `prod=${PROD}`];
  const { code, stderr } = await adopt(...BACKEND, ...maps, "--yes");
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
  const { code, stderr } = await adopt(...BACKEND, ...args);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
});
