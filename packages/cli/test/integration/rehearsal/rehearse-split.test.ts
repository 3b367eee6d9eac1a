import type { ProjectCopy } from "@groundwork/testing/project";
import { everythingCopy } from "../../support/everything-copy";
import { LAPTOP } from "../../support/rehearsals";

jest.setTimeout(300_000);

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await everythingCopy();
  await have('name: "prod",', 'name: "prod", layers: "one",');
});
afterAll(() => copy?.remove());

const LAYERS = 'layers: ["network", "cluster", "services"]';

async function have(before: string, after: string): Promise<void> {
  await copy.edit("environments/prod.ts", before, after);
  await copy.build();
}

test("with every option in use a split and a join of what is applied leave plans that are empty", async () => {
  const ended = await copy.groundwork(["rehearse", "prod-stack", "--keep"], LAPTOP);
  const emulator = /To end it: kill (\d+)/.exec(ended.stdout + ended.stderr);
  try {
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
    const given = [...ended.stdout.matchAll(/^\s*export (\w+)='?([^\s']+)'?$/gm)];
    const env = { ...LAPTOP, ...Object.fromEntries(given.map(([, name, value]) => [name, value])) };
    const json = async (...args: string[]) => {
      const { code, stdout, stderr } = await copy.groundwork([...args, "--yes", "--json"], env);
      return { code, stderr, document: JSON.parse(stdout || "null") };
    };

    await have('layers: "one"', LAYERS);
    const split = await json("split", "prod");
    expect({ code: split.code, stderr: split.stderr }).toMatchObject({ code: 0 });
    const [moved] = split.document.places;
    expect(moved).toMatchObject({ outcome: "moved", undeclared: [] });
    expect(moved.contracts.length).toBeGreaterThan(8);
    const to = (type: RegExp) =>
      new Set(
        moved.moves
          .filter(({ address }: { address: string }) => type.test(address))
          .map((move: { to: string }) => move.to),
      );
    expect(to(/^aws_(vpc|subnet|kms_key)\./)).toEqual(new Set(["prod/network/terraform.tfstate"]));
    expect(to(/^aws_(lb|ecs_cluster)\./)).toEqual(new Set(["prod/cluster/terraform.tfstate"]));

    await have(LAYERS, 'layers: "one"');
    const join = await json("join", "prod");
    expect({ code: join.code, stderr: join.stderr }).toMatchObject({ code: 0 });
    expect(join.document.places[0].contracts.toSorted()).toEqual(moved.contracts.toSorted());
  } finally {
    if (emulator) process.kill(Number(emulator[1]));
  }
});
