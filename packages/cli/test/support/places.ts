import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { REGIONS } from "../../../constructs/src/regions";
import { Delivery } from "./delivery";
import { ACCOUNT } from "./emulated";

/** An environment in several places, whose stacks fail where a test says so. */
export class Places {
  private constructor(
    readonly delivery: Delivery,
    /** Stacks of the places, that of its own first. */
    readonly stacks: readonly string[],
    private readonly folder: string,
    private readonly stacksText: (value: string) => string,
  ) {}

  /**
   * @param owner dev needs no approval, prod does
   * @param count of places, its own among them
   * @param sizes of its waves
   * @param tolerance of each wave
   * @param layers whether each place has a stack for each layer. @default false
   */
  static async create(
    owner: "dev" | "prod",
    count: number,
    waves: { readonly sizes: readonly (number | string)[]; readonly tolerance: number | string },
    layers = false,
  ): Promise<Places> {
    const delivery = await Delivery.create(`places-${owner}-${count}${layers ? "-layers" : ""}`);
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-places-"));
    const places = placesOf(count);
    const { copy } = delivery;
    await copy.edit(
      `environments/${owner}.ts`,
      /};\n$/,
      `, ${layers ? `layers: ${JSON.stringify(LAYERS)}, ` : ""}places: ${JSON.stringify(places)}, waves: ${JSON.stringify(waves)},
  differences: ({ index }, own) => ({ network: { ...own.network, cidr: \`10.\${100 + index}.0.0/16\` } }),
};\n`,
    );
    const made = new Places(
      delivery,
      [
        `${owner}-stack`,
        ...places.map(({ accountId, region }) =>
          [owner, ...(accountId ? [accountId] : []), region, "stack"].join("-"),
        ),
      ],
      folder,
      (value) => stacksText(value, folder),
    );
    await made.change("first");
    return made;
  }

  /** A person, for whom real resources that need no provider take the place of stand-ins. */
  get kim(): NodeJS.ProcessEnv {
    return { ...this.delivery.kim, ...this.variables };
  }

  get lee(): NodeJS.ProcessEnv {
    return { ...this.delivery.lee, ...this.variables };
  }

  private get variables(): NodeJS.ProcessEnv {
    return { GROUNDWORK_STAND_INS: "", DELIVERY_MESSAGES_DIR: path.join(this.folder, "told") };
  }

  /** What people were told of, in its order. */
  async messages(): Promise<string[]> {
    const files = await readdir(path.join(this.folder, "told"));
    return files
      .filter((file) => file.endsWith(".txt"))
      .toSorted()
      .map((file) => file.replace(/^[^-]*-[a-z]+-(.*)\.txt$/, "$1"));
  }

  /** Commits another value of what each stack has. */
  async change(value: string): Promise<void> {
    await this.delivery.copy.write("stacks/index.ts", this.stacksText(value));
    await this.delivery.commit(value);
  }

  /** Commits that nothing of one stack may be destroyed, or that all may be. */
  async protect(name: string | undefined): Promise<void> {
    const text = await readFile(path.join(this.delivery.copy.root, "stacks/index.ts"), "utf8");
    const guard = `preventDestroy: name === ${JSON.stringify(name)}`;
    await this.delivery.copy.write(
      "stacks/index.ts",
      text.replace(/preventDestroy: [^}]*/, `${guard} `),
    );
    await this.delivery.commit("protect");
  }

  /** Has an apply of a stack fail, or go through again. */
  fail(stack: string, fails = true): Promise<void> {
    const file = path.join(this.folder, `fail-${stack}`);
    return fails ? writeFile(file, "") : rm(file, { force: true });
  }

  /** Has an apply of a stack wait until it is let go. */
  hold(stack: string, holds = true): Promise<void> {
    const file = path.join(this.folder, `hold-${stack}`);
    return holds ? writeFile(file, "") : rm(file, { force: true });
  }

  /** Whether an apply of a stack waits. */
  async isHeld(stack: string): Promise<boolean> {
    return existsSync(path.join(this.folder, `waits-${stack}`));
  }

  deploy(person = this.kim, ...options: string[]) {
    const [first] = this.stacks;
    const environment = first!.replace(/-stack$/, "");
    return this.delivery.json(person, "deploy-set", environment, "--yes", ...options);
  }

  async close(): Promise<void> {
    await Promise.all([this.delivery.close(), rm(this.folder, { recursive: true, force: true })]);
  }
}

/** Regions of the account, and of others where it has no more. */
function placesOf(count: number): { accountId?: string; region: string }[] {
  // ECR copies images to 25 regions.
  const others = REGIONS.filter((region) => region !== "ap-northeast-2").slice(0, 25);
  if (count - 1 <= others.length) return others.slice(0, count - 1).map((region) => ({ region }));
  return [ACCOUNT, "222222222222", "333333333333"]
    .flatMap((accountId) => others.map((region) => ({ accountId, region })))
    .slice(0, count - 1);
}

const stacksText = (value: string, folder: string): string => `
import { TerraformResource, TerraformStack, type App } from "cdktf";
import { environmentStack, stackId, stackProps, wantedStacks, type Configuration } from "@groundwork/configuration";
import { attachBackend } from "@groundwork/constructs/state";

export function addStacks(app: App, configuration: Configuration, { only }: { only?: string[] } = {}): void {
  const { organization, environments } = configuration;
  for (const name of wantedStacks(configuration, only)) {
    if (name === "bootstrap") continue;
    const { environment, layer } = environmentStack(environments, name) ?? {};
    const props = stackProps({ organization }, environment ?? (name as "registry"), layer);
    const stack = new TerraformStack(app, stackId(name));
    attachBackend(stack, { backend: props.backend, key: props.stateKey, emulated: props.backend.type === "s3" });
    const kept = new TerraformResource(stack, "kept", {
      terraformResourceType: "terraform_data",
      lifecycle: { preventDestroy: false },
      provisioners: [{ type: "local-exec", command: \`while test -e ${folder}/hold-\${name}-stack; do touch ${folder}/waits-\${name}-stack; sleep 0.1; done; test ! -e ${folder}/fail-\${name}-stack\` }],
    });
    kept.addOverride("input", \`\${environment?.region}: ${value}\`);
    kept.addOverride("triggers_replace", "${value}");
  }
}
`;
