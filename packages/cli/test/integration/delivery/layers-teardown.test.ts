import { Places } from "../../support/places";

jest.setTimeout(600_000);

describe("an environment of layers that goes", () => {
  let places: Places;
  beforeAll(async () => {
    places = await Places.create("dev", 2, { sizes: [2], tolerance: 0 }, true);
    const { code, stderr } = await places.deploy();
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => places?.close());

  const teardown = (...args: string[]) => places.delivery.json(places.kim, "teardown", ...args);
  const OWN = ["dev-stack", "dev-cluster-stack", "dev-network-stack"];
  const PLACE = "dev-af-south-1";
  const resourcesIn = async (folder: string) =>
    JSON.parse((await places.delivery.stateText(folder))!).resources.length;

  test("goes as a whole, its other places before it", async () => {
    const alone = await places.delivery.run(places.kim, "teardown", "dev-network");
    expect(alone).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("got dev-network, a layer of dev, expected dev"),
    });
    const early = await places.delivery.run(places.kim, "teardown", "dev", "--confirm", "dev");
    expect(early).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /dev has dev-af-south-1-network-stack, dev-af-south-1-cluster-stack, dev-af-south-1-stack as well.*teardown dev-af-south-1 first/,
      ),
    });
    const gone = await teardown(PLACE, "--confirm", PLACE);
    expect(gone).toMatchObject({ code: 0 });
    expect(gone.document.layers.map((one: { stack: string }) => one.stack)).toEqual([
      `${PLACE}-stack`,
      `${PLACE}-cluster-stack`,
      `${PLACE}-network-stack`,
    ]);
    expect(await resourcesIn("dev/af-south-1/network")).toBe(0);
    expect(await resourcesIn("dev/network")).toBe(1);
  });

  test("is looked at as a whole before anything is destroyed, and nothing is where one layer is protected", async () => {
    await places.delivery.copy.edit(
      "environments/dev.ts",
      /, places: \[.*?\], waves/,
      ", places: [], waves",
    );
    await places.delivery.copy.edit("environments/dev.ts", /\n {2}differences: [^]*?\}\),\n/, "\n");
    await places.protect("dev-network");
    const stopped = await teardown("dev", "--confirm", "dev");
    expect(stopped).toMatchObject({ code: 6 });
    expect(stopped.stderr).toContain(
      "terraform_data.kept (dev-network-stack/kept): prevent_destroy",
    );
    expect(await resourcesIn("dev")).toBe(1);
    await places.protect(undefined);

    const looked = await teardown("dev", "--dry-run");
    expect(looked).toMatchObject({ code: 2 });
    expect(looked.document.layers.map((one: { stack: string }) => one.stack)).toEqual(OWN);
    const gone = await teardown("dev", "--confirm", "dev");
    expect(gone).toMatchObject({ code: 0 });
    const counts = await Promise.all(["dev", "dev/cluster", "dev/network"].map(resourcesIn));
    expect(counts).toEqual([0, 0, 0]);
    expect((await teardown("dev", "--confirm", "dev")).code).toBe(0);
  });
});
