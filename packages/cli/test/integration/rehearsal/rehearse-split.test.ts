import { ProjectCopy } from "@groundwork/testing/project";
import { everythingCopy } from "../../support/everything-copy";
import { LAPTOP } from "../../support/rehearsals";
import { smallestEnvironments } from "../../support/small-environments";

jest.setTimeout(300_000);

let copy: ProjectCopy;
afterEach(() => copy?.remove());

/** What a command has said of its first place. */
type Move = (command: "split" | "join") => Promise<any>;

/** Rehearses a stack of the copy, and moves what was applied by commands on the same emulator. */
async function onRehearsed(stack: string, work: (move: Move) => Promise<void>): Promise<void> {
  const ended = await copy.groundwork(["rehearse", stack, "--keep"], LAPTOP);
  const emulator = /To end it: kill (\d+)/.exec(ended.stdout + ended.stderr);
  try {
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
    const given = [...ended.stdout.matchAll(/^\s*export (\w+)='?([^\s']+)'?$/gm)];
    const env = { ...LAPTOP, ...Object.fromEntries(given.map(([, name, value]) => [name, value])) };
    await work(async (command) => {
      const args = [command, stack.replace(/-stack$/, ""), "--yes", "--json"];
      const { code, stdout, stderr } = await copy.groundwork(args, env);
      expect({ command, code, stderr }).toMatchObject({ command, code: 0 });
      const [place] = JSON.parse(stdout).places;
      expect(place).toMatchObject({ outcome: "moved", undeclared: [] });
      return place;
    });
  } finally {
    if (emulator) process.kill(Number(emulator[1]));
  }
}

test("with every option in use a split and a join of what is applied leave plans that are empty", async () => {
  copy = await everythingCopy();
  const have = async (before: string, after: string) => {
    await copy.edit("environments/prod.ts", before, after);
    await copy.build();
  };
  const layers = 'layers: ["network", "cluster", "services"]';
  await have('name: "prod",', 'name: "prod", layers: "one",');
  await onRehearsed("prod-stack", async (move) => {
    await have('layers: "one"', layers);
    const { moves, contracts } = await move("split");
    expect(contracts.length).toBeGreaterThan(8);
    const to = (type: RegExp) =>
      new Set(
        moves
          .filter(({ address }: { address: string }) => type.test(address))
          .map((one: { to: string }) => one.to),
      );
    expect(to(/^aws_(vpc|subnet|kms_key)\./)).toEqual(new Set(["prod/network/terraform.tfstate"]));
    expect(to(/^aws_(lb|ecs_cluster)\./)).toEqual(new Set(["prod/cluster/terraform.tfstate"]));

    await have(layers, 'layers: "one"');
    expect((await move("join")).contracts.toSorted()).toEqual(contracts.toSorted());
  });
});

test("on a network of others the cluster is split off and joined, and their state is none of those", async () => {
  copy = await ProjectCopy.create();
  await smallestEnvironments(copy);
  const have = async (above: string) => {
    await copy.write("environments/dev.ts", onOthers(above));
    await copy.build();
  };
  await have('"one"');
  await onRehearsed("dev-stack", async (move) => {
    const own = ["dev/cluster/terraform.tfstate", "dev/terraform.tfstate"];
    await have('"cluster", "services"');
    expect(Object.keys((await move("split")).copies)).toEqual(own);
    await have('"one"');
    expect(Object.keys((await move("join")).copies)).toEqual(own);
  });
});

/** Dev on a network of others, whose key is one that the layer would have. */
const onOthers = (above: string): string => `
import type { ForeignNetworkEnvironment } from "@groundwork/configuration";
export const dev: ForeignNetworkEnvironment = {
  name: "dev",
  production: false,
  layers: [
    { network: { key: "dev/network/terraform.tfstate", vpcId: "output.vpc_id", privateSubnetIds: "aws_subnet.private", publicSubnetIds: "aws_subnet.public" } },
    ${above},
  ],
  services: [{ name: "web", http: {} }],
};
`;
