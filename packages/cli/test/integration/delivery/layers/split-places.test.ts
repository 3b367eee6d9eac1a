import { refused } from "../../../support/delivery";
import { LAYER_KEYS, Layered, OF_LAYERS } from "../../../support/layered";

jest.setTimeout(300_000);

const ELSEWHERE = LAYER_KEYS.map((key) => key.replace("dev/", "dev/eu-west-1/"));

let dev: Layered;
beforeAll(async () => {
  dev = await Layered.create(
    "layers-places",
    'places: [{ region: "eu-west-1" }], differences: (_, own) => ({ network: { ...own.network, cidr: "10.99.0.0/16" } }),',
  );
  // Where S3 alone locks, no state has a digest.
  await dev.delivery.copy.edit("environments/organization.ts", 'lock: "both"', 'lock: "s3"');
  await dev.delivery.commit("lock files");
  for (const stack of ["dev-stack", "dev-eu-west-1-stack"]) await dev.apply(stack);
  await dev.layers("layers");
});
afterAll(() => dev?.close());

test("each place is split on its own; where one fails those before are done, and the next run does the rest", async () => {
  const { locks } = dev;
  const lock = await locks.take(ELSEWHERE[1]!, "somebody's apply");
  // A lock of this process counts as one of somebody who lives.
  expect(await dev.run("split", "dev", "--yes")).toMatchObject(
    refused(7, "Done before: dev/terraform.tfstate"),
  );
  await locks.release(ELSEWHERE[1]!, lock.ID);
  expect(await dev.addresses(LAYER_KEYS[2])).toEqual(OF_LAYERS.services);
  expect(await dev.addresses(ELSEWHERE[2]!)).toEqual(Object.values(OF_LAYERS).flat().toSorted());

  const { code, document, stderr } = await dev.json("split", "dev", "--yes");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(document.places).toMatchObject([
    { services: LAYER_KEYS[2], outcome: "nothing to move" },
    { services: ELSEWHERE[2], outcome: "moved" },
  ]);
  expect(await dev.addresses(ELSEWHERE[2]!)).toEqual(OF_LAYERS.services);
  const network = await dev.state(ELSEWHERE[0]!);
  expect(JSON.stringify(network)).toContain("vpc of eu-west-1");

  await dev.layers("one");
  expect(await dev.json("join", "dev", "--yes")).toMatchObject({
    code: 0,
    document: { places: [{ outcome: "moved" }, { outcome: "moved" }] },
  });
  expect(await dev.objects()).toEqual([ELSEWHERE[2], LAYER_KEYS[2]]);
});

test("a place that is one stack is joined, while the layers of another are split", async () => {
  await dev.layers("layers");
  await dev.delivery.copy.edit("environments/dev.ts", "({ network:", '({ layers: "one", network:');
  await dev.delivery.commit("one stack in eu-west-1");
  expect(await dev.json("split", "dev", "--yes")).toMatchObject({
    code: 0,
    document: { places: [{ services: LAYER_KEYS[2], outcome: "moved" }] },
  });
  expect(await dev.objects()).toEqual([...LAYER_KEYS, ELSEWHERE[2]].toSorted());
  expect(await dev.json("join", "dev", "--yes")).toMatchObject({
    code: 0,
    document: { places: [{ services: ELSEWHERE[2], outcome: "nothing to move" }] },
  });
});

test("in an account of its own the role that applies there makes the parameters; states stay where they are", async () => {
  const away = await Layered.create("layers-account");
  try {
    const edit = (from: string, to: string) =>
      away.delivery.copy.edit("environments/dev.ts", from, to);
    await edit('"accountId":"111111111111"', '"accountId":"222222222222"');
    await away.delivery.commit("an account of its own");
    await away.apply("dev-stack");
    await away.layers("layers");
    expect(await away.run("split", "dev", "--yes")).toMatchObject({ code: 0, stderr: "" });
    const role = expect.stringMatching(
      /^arn:aws:iam::222222222222:role\/groundwork-delivery-\w+-dev$/,
    );
    expect(await away.roles()).toEqual([role, role]);
    expect(await away.objects()).toEqual([...LAYER_KEYS].toSorted());
  } finally {
    await away.close();
  }
});
