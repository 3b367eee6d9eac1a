import { killTree, startGroundwork } from "@groundwork/testing/project";
import { proof } from "@groundwork/testing/proof";
import { Places } from "../../support/places";
import { until } from "../../support/until";

jest.setTimeout(120_000 + proof(6).cases * 60_000);

/** What came of each place, by waves. */
const results = ({ waves }: { waves: { places: { result: string }[] }[] }) =>
  waves.map(({ places }) => places.map(({ result }) => result));

const { cases: count } = proof(6);

/** One, then a fifth, then ten, then what is left; of each one may fail. */
const WAVES = { sizes: [1, "20%", 10], tolerance: 1 };

describe(`an environment without a gate, in ${count} places`, () => {
  let places: Places;
  beforeAll(async () => {
    places = await Places.create("dev", count, WAVES);
  });
  afterAll(() => places?.close());

  const applied = () => Array<string>(count).fill("applied");
  const startedOf = async (stack: string) =>
    (await places.delivery.keys(`results/${stack.replace(/-stack$/, "")}/`)).filter((key) =>
      key.endsWith("started.json"),
    ).length;

  test("a wave with more failures than are tolerated is the last, and the run goes on from there", async () => {
    const second = Math.floor(count / 5) || 1;
    const third = places.stacks.slice(1 + second, 1 + second + 10);
    const bad = third.slice(0, 2);
    for (const stack of bad) await places.fail(stack);
    const stopped = await places.deploy();
    expect(stopped.code).toBe(1);
    expect(stopped.document).toMatchObject({ environment: "dev", stoppedAfter: 3 });
    const [one, fifth, ten, left = []] = results(stopped.document);
    expect(one).toEqual(["applied"]);
    expect(fifth).toEqual(Array(second).fill("applied"));
    expect(ten!.slice(0, 2)).toEqual(["failed", "failed"]);
    // One more may have begun before the second had failed.
    expect(ten!.slice(3)).toEqual(third.slice(3).map(() => "not begun"));
    expect(left.every((result) => result === "not begun")).toBe(true);
    expect(stopped.stderr).toContain(`${bad.join(", ")} could not be applied`);
    expect(stopped.stderr).toContain("Wave 3 was the last: 2 of its");

    for (const stack of bad) await places.fail(stack, false);
    const resumed = await places.deploy();
    expect(resumed).toMatchObject({ code: 0 });
    expect(results(resumed.document).flat()).toEqual(applied());
    // What was applied before was not applied again.
    expect(await startedOf("dev-stack")).toBe(1);
    expect(await startedOf(bad[0]!)).toBe(2);
  });

  test("at the same commit nothing is left to do, and every second plan is empty", async () => {
    const again = await places.deploy();
    expect(again).toMatchObject({ code: 0 });
    expect(results(again.document).flat()).toEqual(applied());
    // Another commit without a change has no plans of its own, so that each place is planned.
    await places.delivery.git("commit", "--quiet", "--allow-empty", "--message", "nothing");
    const planned = await places.deploy(places.kim, "--plan");
    expect(planned).toMatchObject({ code: 0 });
    expect(results(planned.document).flat()).toEqual(Array(count).fill("unchanged"));
  });

  test("killed in the middle, with all that it runs, it goes on when it is run again", async () => {
    await places.change("second");
    const held = places.stacks[1]!;
    await places.hold(held);
    const { root } = places.delivery.copy;
    const running = startGroundwork(["deploy-set", "dev", "--yes"], places.kim, root);
    const patience = 30 + count * 5;
    await until("its apply", async () => (await startedOf(held)) === 2, patience);
    // The provisioner waits, so Terraform has the lock.
    await until("its lock", () => places.isHeld(held));
    await killTree(running.pid!);
    await places.hold(held, false);
    const unlocked = await places.delivery.run(places.kim, "unlock", held, "--yes");
    expect(unlocked).toMatchObject({ code: 0 });
    const resumed = await places.deploy();
    expect(resumed).toMatchObject({ code: 0 });
    // One beside the held may have written its state, and not its result.
    const ended = results(resumed.document).flat();
    expect(ended.filter((result) => !["applied", "unchanged"].includes(result))).toEqual([]);
    expect(ended).toHaveLength(count);
    expect(await startedOf("dev-stack")).toBe(2);
  });

  test("an environment's name stands for all its stacks, in order, and a place for its own", async () => {
    const status = await places.delivery.json(places.kim, "status", "dev");
    expect(status.document.map((one: { stack: string }) => one.stack)).toEqual(places.stacks);
    const place = places.stacks[1]!;
    const drift = await places.delivery.json(places.kim, "drift", place.replace(/-stack$/, ""));
    expect(drift).toMatchObject({ code: 0, document: [{ stack: place }] });
    expect(await places.delivery.run(places.kim, "plan", "dev")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`got dev, which has ${count} stacks, expected one of them`),
    });
  });
});

describe("a place that goes", () => {
  let places: Places;
  beforeAll(async () => {
    places = await Places.create("dev", 2, { sizes: [1], tolerance: 0 });
  });
  afterAll(() => places?.close());

  test("is taken down by its name, which says what stays; before it the environment is not", async () => {
    const { delivery, kim } = places;
    expect(await places.deploy()).toMatchObject({ code: 0 });
    const all = await delivery.run(kim, "teardown", "dev", "--confirm", "dev");
    expect(all).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("dev has dev-af-south-1-stack as well"),
    });
    const place = "dev-af-south-1";
    const gone = await delivery.run(kim, "teardown", place, "--confirm", place);
    expect(gone).toMatchObject({ code: 0 });
    expect(gone.stdout).toContain("nothing is left in the state of dev-af-south-1-stack");
    expect(gone.stdout).toContain("the versions of dev/af-south-1/terraform.tfstate");
    expect(gone.stdout).toContain("takes dev-af-south-1 out of places in environments/dev.ts");
    const state = JSON.parse((await delivery.stateText("dev/af-south-1"))!);
    expect(state.resources).toEqual([]);
    expect(JSON.parse((await delivery.stateText("dev"))!).resources).toHaveLength(1);
  });
});

describe("an environment with a gate", () => {
  let places: Places;
  beforeAll(async () => {
    places = await Places.create("prod", 3, { sizes: [1], tolerance: 1 });
  });
  afterAll(() => places?.close());

  test("all places are planned and approved by one hash before the first is applied", async () => {
    const waits = await places.deploy();
    expect(waits).toMatchObject({ code: 2, document: { waits: true } });
    const { sha256 } = waits.document;
    const same = await places.deploy();
    expect(same.document.sha256).toBe(sha256);

    const approve = (person: NodeJS.ProcessEnv, hash: string) =>
      places.delivery.json(person, "approve-set", "prod", "--sha256", hash);
    expect(await approve(places.lee, "0".repeat(64))).toMatchObject({ code: 4 });
    expect(await approve(places.kim, sha256)).toMatchObject({ code: 6 });
    const approved = await approve(places.lee, sha256);
    expect(approved).toMatchObject({ code: 0, document: { approved: expect.any(Array) } });
    expect(approved.document.approved).toHaveLength(3);
    expect(await approve(places.lee, sha256)).toMatchObject({ code: 5 });

    // One of two may fail.
    await places.fail(places.stacks[1]!);
    const ended = await places.deploy();
    expect(ended.code).toBe(1);
    expect(ended.document.stoppedAfter).toBeUndefined();
    expect(results(ended.document)).toEqual([["applied"], ["failed", "applied"]]);

    // People are told once of all places, and not of each.
    expect(await places.messages()).toEqual(["set-ready", "set-approved", "set-ended"]);

    // What failed is planned anew, and that plan waits again.
    await places.fail(places.stacks[1]!, false);
    const again = await places.deploy();
    expect(again).toMatchObject({ code: 2, document: { waits: true } });
    expect(results(again.document)).toEqual([["applied"], ["planned", "applied"]]);
  });

  test("doctor looks at the places that it is asked for", async () => {
    const [own, , third] = places.stacks;
    const asked = `${third},${own}`;
    const { document } = await places.delivery.json(places.kim, "doctor", asked);
    expect(document.stacks.map((one: { stack: string }) => one.stack)).toEqual([own, third]);
    const about = document.findings.map((finding: { about: string }) => finding.about);
    expect(about.filter((one: string) => one.startsWith("prod-"))).toEqual([]);
  });
});
