import path from "node:path";
import { run, synthScript } from "@groundwork/testing/project";
import { clientsOf, emptyBackend, LOCATION } from "../../support/emulated";
import { vpcByHand } from "../../support/foreign-things";
import { Importing } from "../../support/importing";

/**
 * `npm run prove -- import` alone runs it: Terraform installs the AWS provider, or has it in a mirror.
 */
const IN_PROOF = process.env["PROVE_CASES"] !== undefined;

jest.setTimeout(1_200_000);

let at: Importing;
beforeAll(async () => {
  if (!IN_PROOF) return;
  at = await Importing.create("import-planned");
  await at.copy.edit("environments/index.ts", "[dev, prod]", "[dev, prod, lost, old]");
  await at.copy.edit("environments/index.ts", /^/, LISTED);
});
afterAll(() => at?.close());

const LISTED = 'import { lost } from "./lost";\nimport { old } from "./old";\n';

/** An environment without services: the emulator lacks some of what they have. */
const environment = (name: string, cidr: string) =>
  `import type { EnvironmentInput } from "@groundwork/configuration";

export const ${name}: EnvironmentInput = {
  name: "${name}",
  production: false,
  network: { cidr: "${cidr}", zones: ["a", "c"], nat: "none" },
};
`;

/** Terraform with the true provider in the folder of a stack. */
async function terraform(stack: string, ...args: readonly string[]): Promise<string> {
  const cwd = path.join(at.copy.root, "cdktf.out/stacks", stack);
  const { code, stdout, stderr } = await run("terraform", args, { cwd, env: at.env() });
  if (code !== 0) throw new Error(`terraform ${args.join(" ")}: ${stderr}`);
  return stdout;
}

interface Planned {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly importing?: object };
}

/** What a plan does, as the files are. */
async function planOf(stack: string): Promise<Planned[]> {
  await at.copy.build();
  const synth = await at.copy.run(synthScript, [], { ...at.env(), STACKS: stack });
  if (synth.code !== 0) throw new Error(synth.stderr);
  await terraform(stack, "init", "-input=false");
  await terraform(stack, "plan", "-input=false", "-out=plan");
  const document = JSON.parse(await terraform(stack, "show", "-json", "plan"));
  return document.resource_changes as Planned[];
}

const doing = (changes: readonly Planned[], action: string) =>
  changes.filter(({ change }) => change.actions.includes(action)).map(({ address }) => address);

(IN_PROOF ? describe : describe.skip)("by the AWS provider", () => {
  beforeAll(async () => {
    await at.copy.write("environments/lost.ts", environment("lost", "10.81.0.0/16"));
    await at.copy.write("environments/old.ts", environment("old", "10.82.0.0/16"));
  });

  test("of a lost state all is imported: a plan makes nothing and replaces nothing", async () => {
    const made = doing(await planOf("lost-stack"), "create");
    await terraform("lost-stack", "apply", "-input=false", "plan");
    await emptyBackend(clientsOf(at.emulator.endpoint), LOCATION, "lost/");
    const { importable } = await at.report("lost");
    expect(importable).toHaveLength(made.length);
    const changes = await planOf("lost-stack");
    expect(changes.filter(({ change }) => change.importing)).toHaveLength(made.length);
    expect([doing(changes, "create"), doing(changes, "delete")]).toEqual([[], []]);
    await terraform("lost-stack", "apply", "-input=false", "plan");
    // And then the ids go.
    expect((await at.report("lost")).imports).toEqual({});
  });

  test("a VPC that was made by hand is imported: only what was not found is made", async () => {
    const blocks = [
      ["public", "a", "10.83.0.0/20"],
      ["public", "c", "10.83.32.0/20"],
      ["private", "a", "10.83.128.0/20"],
      ["private", "c", "10.83.160.0/20"],
    ] as const;
    await vpcByHand(at.clients, "by-hand", "10.83.0.0/16", blocks, false);
    const { importable, missing } = await at.report("old", "--vpc", "by-hand");
    expect(importable.map(({ type }) => type)).toContain("aws_vpc");
    const changes = await planOf("old-stack");
    expect(changes.filter(({ change }) => change.importing)).toHaveLength(importable.length);
    expect(doing(changes, "delete")).toEqual([]);
    expect(doing(changes, "create")).toHaveLength(missing.length);
  });
});
