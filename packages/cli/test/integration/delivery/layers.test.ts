import { LAYERS, type Layer } from "@groundwork/constructs/layers/options";
import { Places } from "../../support/places";

jest.setTimeout(600_000);

interface Waves {
  readonly waves: readonly {
    readonly places: readonly { readonly stack: string; readonly result: string }[];
  }[];
}

/** What came of each stack, by waves. */
const results = ({ waves }: Waves) =>
  waves.map(({ places }) => places.map(({ stack, result }) => `${stack} ${result}`));

describe("an environment of layers that demands an approval, in two places", () => {
  let places: Places;
  beforeAll(async () => {
    places = await Places.create("prod", 2, { sizes: [2], tolerance: 0 }, true);
  });
  afterAll(() => places?.close());

  const approve = async (sha256: string) => {
    const ended = await places.delivery.json(places.lee, "approve-set", "prod", "--sha256", sha256);
    expect(ended).toMatchObject({ code: 0 });
    return ended.document.approved.map((id: string) => id.replace(/-stack-.*/, "-stack"));
  };

  /** Stacks of a layer in both places. */
  const of = (layer: Layer) =>
    ["prod", "prod-af-south-1"].map((place) =>
      [place, ...(layer === "services" ? [] : [layer]), "stack"].join("-"),
    );
  const are = (layer: Layer, result: string) => of(layer).map((stack) => `${stack} ${result}`);

  test("each layer is planned once the one below is applied, with an approval of its own", async () => {
    const approved: string[][] = [];
    let ended = await places.deploy();
    const steps = [results(ended.document)];
    for (let times = 0; ended.code === 2 && times < 5; times += 1) {
      approved.push(await approve(ended.document.sha256));
      ended = await places.deploy();
      steps.push(results(ended.document));
    }
    expect(ended).toMatchObject({ code: 0 });
    expect(approved).toEqual(LAYERS.map(of));
    expect(steps).toEqual([
      [are("network", "planned")],
      [are("network", "applied"), are("cluster", "planned")],
      [are("network", "applied"), are("cluster", "applied"), are("services", "planned")],
      [are("network", "applied"), are("cluster", "applied"), are("services", "applied")],
    ]);
  });

  test("a commit that changes nothing asks nobody", async () => {
    await places.delivery.git("commit", "--quiet", "--allow-empty", "--message", "nothing");
    const ended = await places.deploy();
    expect(ended).toMatchObject({ code: 0 });
    expect(results(ended.document)).toEqual(LAYERS.map((layer) => are(layer, "unchanged")));
  });

  test("one layer can be delivered alone", async () => {
    await places.change("second");
    const ended = await places.deploy(places.kim, "--layer", "cluster", "--plan");
    expect(ended).toMatchObject({ code: 2 });
    expect(results(ended.document)).toEqual([are("cluster", "planned")]);
  });
});

describe("an environment of layers without a gate, in three places", () => {
  let places: Places;
  beforeAll(async () => {
    places = await Places.create("dev", 3, { sizes: [1], tolerance: 1 }, true);
  });
  afterAll(() => places?.close());

  test("where a layer failed in a place, those above it wait there alone, and the run goes on later", async () => {
    await places.fail("dev-af-south-1-cluster-stack");
    const stopped = await places.deploy();
    expect(stopped.code).toBe(1);
    expect(results(stopped.document)).toEqual([
      ["dev-network-stack applied"],
      ["dev-af-south-1-network-stack applied", "dev-ap-east-1-network-stack applied"],
      ["dev-cluster-stack applied"],
      ["dev-af-south-1-cluster-stack failed", "dev-ap-east-1-cluster-stack applied"],
      ["dev-stack applied"],
      ["dev-af-south-1-stack not begun", "dev-ap-east-1-stack applied"],
    ]);
    expect(stopped.stderr).toContain(
      "it stands on dev-af-south-1-cluster-stack, which is not applied at this commit",
    );
    // A job of the services alone knows it by the store.
    const services = await places.deploy(places.kim, "--layer", "services", "--plan");
    expect(results(services.document)).toEqual([
      ["dev-stack applied"],
      ["dev-af-south-1-stack not begun", "dev-ap-east-1-stack applied"],
    ]);

    await places.fail("dev-af-south-1-cluster-stack", false);
    const resumed = await places.deploy();
    expect(resumed).toMatchObject({ code: 0 });
    expect(
      results(resumed.document)
        .flat()
        .every((one) => one.endsWith(" applied")),
    ).toBe(true);
  });
});

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
