import { CONTRACTS, LAYER_KEYS, Layered, OF_LAYERS } from "../../../support/layered";
import { refused } from "../../../support/delivery";

jest.setTimeout(300_000);

let dev: Layered;
beforeAll(async () => {
  dev = await Layered.create("layers-split");
  await dev.apply("dev-stack");
});
afterAll(() => dev?.close());

const [NETWORK, CLUSTER, SERVICES] = LAYER_KEYS;

test("what the option says is what is done: 1 where it says otherwise, and nothing to move is no error", async () => {
  expect(await dev.run("split", "dev")).toMatchObject(
    refused(1, 'dev.layers: got "one", expected that of the code after the split'),
  );
  expect(await dev.run("join", "dev")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing to move"),
  });
});

test("a split moves all, makes the parameters of contracts, and leaves plans that are empty", async () => {
  const before = await dev.state(SERVICES);
  const ids = await dev.ids();
  await dev.layers("layers");
  expect(await dev.run("plan", "dev-network-stack")).toMatchObject(
    refused(1, "groundwork split dev"),
  );
  const shown = await dev.json("split", "dev", "--dry-run");
  expect(shown.code).toBe(0);
  expect(shown.document.places[0].moves).toEqual(
    expect.arrayContaining([
      ...OF_LAYERS.network.map((address) => ({ address, from: SERVICES, to: NETWORK })),
      ...OF_LAYERS.cluster.map((address) => ({ address, from: SERVICES, to: CLUSTER })),
    ]),
  );
  expect(await dev.objects()).toEqual([SERVICES]);

  const { code, document, stderr } = await dev.json("split", "dev", "--yes");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(document.places).toMatchObject([
    { services: SERVICES, outcome: "moved", copies: { [NETWORK]: null, [CLUSTER]: null } },
  ]);
  expect(await dev.addresses(NETWORK)).toEqual([CONTRACTS.network, ...OF_LAYERS.network]);
  expect(await dev.addresses(CLUSTER)).toEqual(
    [CONTRACTS.cluster, ...OF_LAYERS.cluster].toSorted(),
  );
  expect(await dev.addresses(SERVICES)).toEqual(OF_LAYERS.services);
  expect(await dev.ids()).toEqual(ids);
  expect(await dev.objects()).toEqual([CLUSTER, NETWORK, SERVICES]);

  const [network, cluster, services] = await Promise.all(LAYER_KEYS.map((key) => dev.state(key)));
  expect(Object.keys(network!.outputs!)).toEqual(["vpc"]);
  expect(Object.keys(services!.outputs!)).toEqual(["url"]);
  expect(services!.lineage).toBe(before!.lineage);
  expect(services!.serial).toBeGreaterThan(before!.serial);
  expect(new Set([network!.lineage, cluster!.lineage, services!.lineage]).size).toBe(3);
  // The copy is what was there, byte for byte.
  expect(JSON.parse(await dev.text(document.places[0].copies[SERVICES]))).toEqual(before);

  for (const stack of ["dev-network-stack", "dev-cluster-stack", "dev-stack"]) {
    expect({ stack, ...(await dev.run("plan", stack)) }).toMatchObject({
      stack,
      code: 0,
      stdout: expect.stringContaining("nothing to change"),
    });
  }
  expect(await dev.run("split", "dev")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing to move"),
  });
});

test("a join brings all back, and ends the parameters last", async () => {
  const ids = await dev.ids();
  await dev.layers("one");
  expect(await dev.run("plan", "dev-stack")).toMatchObject(
    refused(1, "has resources of a layer of its own as before"),
  );
  expect(await dev.run("plan", "dev-stack")).toMatchObject(refused(1, "groundwork join dev"));
  expect(await dev.run("drift", "dev-stack")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("groundwork join dev"),
  });
  const { code, document, stderr } = await dev.json("join", "dev", "--yes");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(document.places).toMatchObject([{ outcome: "moved", contracts: expect.any(Array) }]);
  expect(document.places[0].contracts).toHaveLength(2);
  expect(await dev.addresses(SERVICES)).toEqual(Object.values(OF_LAYERS).flat().toSorted());
  expect(await dev.ids()).toEqual(ids);
  expect(await dev.objects()).toEqual([SERVICES]);
  expect(await dev.run("plan", "dev-stack")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("nothing to change"),
  });
});
