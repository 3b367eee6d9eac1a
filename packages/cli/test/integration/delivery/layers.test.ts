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
