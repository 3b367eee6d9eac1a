import { refused } from "../../support/delivery";
import { ForeignNetwork } from "../../support/foreign-network";

jest.setTimeout(240_000);

let foreign: ForeignNetwork;
beforeAll(async () => {
  foreign = await ForeignNetwork.create("contract-split");
  await foreign.teamApplies();
});
afterAll(() => foreign?.close());

const layers = async (from: string, to: string) => {
  await foreign.delivery.copy.edit("environments/dev.ts", from, to);
  await foreign.delivery.commit("layers");
};
const [THREE, ONE] = ['[{ network }, "cluster", "services"]', '[{ network }, "one"]'];

const expectEmpty = async (...stacks: string[]) => {
  for (const stack of stacks)
    expect(await foreign.delivery.run(foreign.delivery.kim, "plan", stack)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("nothing to change"),
    });
};

test("what stands on a network of others is split into its two layers, and joined again", async () => {
  const { delivery } = foreign;
  await layers(THREE, ONE);
  expect(await foreign.contract("--yes")).toMatchObject({ code: 0 });
  expect(await delivery.apply(await delivery.plan("dev-stack"))).toMatchObject({ code: 0 });
  await expectEmpty("dev-stack");
  const before = await foreign.state();

  await layers(ONE, THREE);
  const refused = await delivery.run(delivery.kim, "plan", "dev-stack");
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("groundwork split dev"),
  });
  const split = await delivery.run(delivery.kim, "split", "dev", "--yes");
  expect({ code: split.code, stderr: split.stderr }).toEqual({ code: 0, stderr: "" });
  expect(split.stdout).toContain(
    'To go back: layers: [{ network: { key: "Dev/terraform/vpc/terraform.tfstate", ... } }, "one"] in environments/dev.ts',
  );
  await expectEmpty("dev-cluster-stack", "dev-stack");
  expect(await delivery.stateText("dev/network")).toBeUndefined();

  await layers(THREE, ONE);
  const joined = await delivery.run(delivery.kim, "join", "dev", "--yes");
  expect({ code: joined.code, stderr: joined.stderr }).toEqual({ code: 0, stderr: "" });
  await expectEmpty("dev-stack");
  expect(await foreign.state()).toEqual(before);
});

test("beside the network's layer of before nothing is written, planned or moved", async () => {
  const { delivery } = foreign;
  await layers(ONE, THREE);
  await delivery.haveState("dev/network", (await delivery.stateText("dev"))!);
  const left = "dev/network/terraform.tfstate has the network's layer of before";
  for (const line of ["contract dev --yes", "plan dev-cluster-stack", "split dev --yes"])
    expect(await delivery.run(delivery.kim, ...line.split(" "))).toMatchObject(refused(1, left));
});
