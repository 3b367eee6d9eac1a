import { emptyBackend, LOCATION } from "../../../support/emulated";
import { CONTRACTS, LAYER_KEYS, Layered, NOTE, OF_LAYERS } from "../../../support/layered";
import { refused } from "../../../support/delivery";

jest.setTimeout(300_000);

const [NETWORK, CLUSTER, SERVICES] = LAYER_KEYS;
const ALL = Object.values(OF_LAYERS).flat();

let dev: Layered;
let one: string;
beforeAll(async () => {
  dev = await Layered.create("layers-found");
  await dev.apply("dev-stack");
  one = (await dev.delivery.stateText("dev"))!;
  await dev.layers("layers");
});
beforeEach(async () => {
  await emptyBackend(dev.delivery.clients, LOCATION, "dev/");
  await dev.delivery.haveState("dev", one);
});
afterAll(() => dev?.close());

const haveNetwork = (resources: object[]) =>
  dev.delivery.haveState(
    "dev/network",
    JSON.stringify({ ...JSON.parse(one), lineage: "another", outputs: {}, resources }, null, 2),
  );

const resource = (name: string, id: string, more: object = {}) => ({
  mode: "managed",
  type: "terraform_data",
  name,
  provider: 'provider["terraform.io/builtin/terraform"]',
  instances: [{ schema_version: 0, attributes: { id }, ...more }],
});

describe("a plan that does more than the move explains", () => {
  beforeAll(() => dev.change("second"));
  afterAll(() => dev.change("first"));

  test("has all put back where it was: 2", async () => {
    const { code, document, stderr } = await dev.json("split", "dev", "--yes");
    expect({ code, stderr }).toMatchObject({ code: 2 });
    expect(document.places).toMatchObject([
      {
        outcome: "put back",
        findings: [
          {
            stack: "dev-stack",
            findings: { resources: [{ address: "terraform_data.service", action: "update" }] },
          },
        ],
      },
    ]);
    expect(stderr).toContain("to look at it where it would be: --keep");
    // What was made meanwhile is in a state as well.
    expect(await dev.addresses(SERVICES)).toEqual([...ALL, ...Object.values(CONTRACTS)].toSorted());
    expect(await dev.objects()).toEqual([SERVICES]);
    expect(Object.keys((await dev.state(SERVICES))!.outputs!).toSorted()).toEqual(["url", "vpc"]);
    expect((await dev.state(SERVICES))!.lineage).toBe(JSON.parse(one).lineage);
  });

  test("leaves it moved with --keep, and closed, until a split is run on code that fits", async () => {
    expect(await dev.json("split", "dev", "--yes", "--keep")).toMatchObject({
      code: 2,
      document: { places: [{ outcome: "kept" }] },
    });
    expect(await dev.addresses(SERVICES)).toEqual(OF_LAYERS.services);
    expect(await dev.objects()).toContain(NOTE);
    expect(await dev.run("plan", "dev-stack")).toMatchObject(refused(7, "groundwork split dev"));
    await dev.change("first");
    expect(await dev.json("split", "dev", "--yes")).toMatchObject({
      code: 0,
      document: { places: [{ outcome: "moved", moves: [] }] },
    });
    expect(await dev.objects()).toEqual([CLUSTER, NETWORK, SERVICES]);
  });
});

test("a plan that does more than to make parameters makes none of them: 2", async () => {
  await dev.change("first", "second");
  try {
    const { code, document } = await dev.json("split", "dev", "--yes");
    expect({ code, places: document.places }).toMatchObject({
      code: 2,
      places: [{ outcome: "put back", contracts: [], findings: [{ stack: "dev-network-stack" }] }],
    });
    expect(await dev.addresses(SERVICES)).toEqual([...ALL].toSorted());
  } finally {
    await dev.change("first");
  }
});

test("nor does a plan of a join that does more end one of them: 2", async () => {
  await dev.change("second");
  // The layers have the second value, and the one stack the first.
  expect(await dev.json("split", "dev", "--yes", "--keep")).toMatchObject({ code: 2 });
  await dev.run("join", "dev", "--dry-run");
  const service = JSON.parse((await dev.delivery.stateText("dev"))!);
  service.resources.find(
    ({ name }: { name: string }) => name === "service",
  ).instances[0].attributes.input.value = "second";
  await dev.delivery.haveState("dev", JSON.stringify(service, null, 2));
  expect(await dev.json("split", "dev", "--yes")).toMatchObject({ code: 0 });
  const before = await Promise.all(LAYER_KEYS.map((key) => dev.addresses(key)));
  await dev.layers("one");
  try {
    const { code, document } = await dev.json("join", "dev", "--yes");
    expect({ code, places: document.places }).toMatchObject({
      code: 2,
      places: [{ outcome: "put back", contracts: [], findings: [{ stack: "dev-stack" }] }],
    });
    expect(await Promise.all(LAYER_KEYS.map((key) => dev.addresses(key)))).toEqual(before);
  } finally {
    await dev.layers("layers");
    await dev.change("first");
  }
});

test("what no stack declares stays with the services, is said, and is left for the next apply: 2", async () => {
  const state = JSON.parse(one);
  state.resources.push(resource("forgotten", "kept"));
  state.serial += 1;
  await dev.delivery.haveState("dev", JSON.stringify(state, null, 2));
  const { code, document, stderr } = await dev.json("split", "dev", "--yes");
  expect({ code, stderr }).toMatchObject({ code: 2 });
  expect(document.places).toMatchObject([
    { outcome: "moved", undeclared: ["terraform_data.forgotten"] },
  ]);
  expect(stderr).toContain("destroys what no stack declares: terraform_data.forgotten");
  expect(await dev.addresses(SERVICES)).toContain("terraform_data.forgotten");
  await dev.layers("one");
  try {
    // The plan that ends the parameters would end it as well.
    expect(await dev.run("join", "dev", "--yes")).toMatchObject(
      refused(1, "terraform_data.forgotten: got it in dev/terraform.tfstate"),
    );
    expect(await dev.objects()).toEqual([CLUSTER, NETWORK, SERVICES]);
  } finally {
    await dev.layers("layers");
  }
});

test.each([
  [
    "one that is somebody else's under the same address",
    () => haveNetwork([resource("vpc", "another")]),
    1,
    "terraform_data.vpc: got one in dev/network/terraform.tfstate and another one in dev/terraform.tfstate",
  ],
  [
    "one that the stack does not declare",
    () => haveNetwork([resource("theirs", "another")]),
    1,
    "terraform_data.theirs: got it in dev/network/terraform.tfstate",
  ],
  [
    "an object that is still to be destroyed",
    async () => {
      const state = JSON.parse(one);
      state.resources
        .find(({ name }: { name: string }) => name === "vpc")
        .instances.push({ schema_version: 0, attributes: { id: "old" }, deposed: "0a1b2c3d" });
      await dev.delivery.haveState("dev", JSON.stringify(state));
    },
    1,
    "got an object that is still to be destroyed",
  ],
  [
    "a state that is not that of its digest",
    () => dev.delivery.putState("dev", one.replace(/"serial": \d+/, '"serial": 99')),
    4,
    "repair-digest dev-stack",
  ],
  [
    "something that is no state",
    () => dev.delivery.haveState("dev/network", "{}"),
    1,
    "expected a state of format 4",
  ],
])("%s is refused before anything is changed", async (_, have, code, text) => {
  await have();
  const before = await Promise.all(
    LAYER_KEYS.map((key) => dev.delivery.read(key, LOCATION.bucket)),
  );
  expect(await dev.run("split", "dev", "--yes")).toMatchObject(refused(code, text));
  expect(
    await Promise.all(LAYER_KEYS.map((key) => dev.delivery.read(key, LOCATION.bucket))),
  ).toEqual(before);
  expect(await dev.objects()).not.toContain(NOTE);
});

test("in production a person does it: 6 for an agent, who may look", async () => {
  const edit = (from: string, to: string) =>
    dev.delivery.copy.edit("environments/prod.ts", from, to);
  await edit('"name":"prod",', '"name":"prod","layers":["network","cluster","services"],');
  await dev.delivery.commit("layers of prod");
  const agent = { ...dev.kim, CLAUDECODE: "1", GROUNDWORK_STAND_INS: "", AWS_ENDPOINT_URL: "" };
  expect(await dev.delivery.run(agent, "split", "prod", "--yes")).toMatchObject(
    refused(6, "split of prod-stack, which is production, is for a person to decide"),
  );
  expect(await dev.run("split", "prod", "--dry-run")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing to move"),
  });
});
