import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { startGroundwork } from "@groundwork/testing/project";
import { StateLocks } from "../../src/state/lock/locks";
import { addressesOf, type StateJson } from "../../src/terraform/state-file";
import { Delivery } from "./delivery";
import { LOCATION } from "./emulated";

/** Keys of dev's states, lowest layer first. */
export const LAYER_KEYS = [
  "dev/network/terraform.tfstate",
  "dev/cluster/terraform.tfstate",
  "dev/terraform.tfstate",
] as const;

export const NOTE = "dev/terraform.tfstate.moving";

/** What each layer has, as one stack or as three. */
export const OF_LAYERS = {
  network: ["terraform_data.subnet[0]", "terraform_data.subnet[1]", "terraform_data.vpc"],
  cluster: [
    "module.entry.terraform_data.rule",
    'terraform_data.cluster["a.b"]',
    'terraform_data.cluster["c"]',
  ],
  services: ["terraform_data.service"],
} as const;

/** Parameters of contracts, in the form of their stand-ins: Terraform applies them without a provider. */
export const CONTRACTS = {
  network: "terraform_data.aws_ssm_parameter__contracts_network_vpcId",
  cluster: "terraform_data.aws_ssm_parameter__contracts_cluster_clusterArn",
} as const;

/** An environment that has been applied as one stack, of resources that need no provider. */
export class Layered {
  private constructor(
    readonly delivery: Delivery,
    private readonly folder: string,
  ) {}

  /** @param more options of dev, as they stand in its file, such as its places */
  static async create(name: string, more = ""): Promise<Layered> {
    const delivery = await Delivery.create(name);
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-layered-"));
    const layered = new Layered(delivery, folder);
    await writeFile(path.join(folder, "rule.tf.json"), MODULE);
    await writeFile(path.join(folder, "read.tfstate"), READ);
    await delivery.copy.edit("environments/dev.ts", /};\n$/, `, ${more} layers: "one",\n};\n`);
    await layered.change("first");
    return layered;
  }

  /** The locks of its states. */
  get locks(): StateLocks {
    return new StateLocks(LOCATION, this.delivery.clients);
  }

  /** A person, for whom real resources take the place of stand-ins. */
  get kim(): NodeJS.ProcessEnv {
    return { ...this.delivery.kim, GROUNDWORK_STAND_INS: "" };
  }

  run(...args: string[]) {
    return this.delivery.run(this.kim, ...args);
  }

  json(...args: string[]) {
    return this.delivery.json(this.kim, ...args);
  }

  /** @param endpoint of a proxy before the emulator */
  start(args: readonly string[], endpoint: string) {
    return startGroundwork(
      args,
      { ...this.kim, AWS_ENDPOINT_URL: endpoint },
      this.delivery.copy.root,
    );
  }

  async apply(stack: string): Promise<void> {
    const { code, stderr } = await this.delivery.apply(
      await this.delivery.plan(stack, this.kim),
      this.kim,
    );
    if (code !== 0) throw new Error(stderr);
  }

  /** Writes other values of a service and a subnet, which layers alone have, and commits it. */
  async change(service: string, subnet = "first"): Promise<void> {
    const { copy } = this.delivery;
    await copy.write("stacks/index.ts", stacksText(service, subnet, this.folder));
    await this.delivery.commit(`${service} ${subnet}`);
  }

  /** Writes the option, and commits it. */
  async layers(layers: "one" | "layers"): Promise<void> {
    const text = layers === "one" ? '"one"' : '["network", "cluster", "services"]';
    await this.delivery.copy.edit("environments/dev.ts", /layers: .*,\n/, `layers: ${text},\n`);
    await this.delivery.commit(layers);
  }

  async state(key: string): Promise<(StateJson & { lineage: string; serial: number }) | undefined> {
    const text = await this.delivery.read(key, LOCATION.bucket);
    return text && JSON.parse(String(text));
  }

  /** Managed addresses in a state; undefined where there is none. */
  async addresses(key: string): Promise<string[] | undefined> {
    const state = await this.state(key);
    return state
      ?.resources!.filter(({ mode }) => mode === "managed")
      .flatMap(addressesOf)
      .toSorted();
  }

  /** Ids of all resources, which tell one that was made anew. */
  async ids(): Promise<string[]> {
    const states = await Promise.all(LAYER_KEYS.map((key) => this.state(key)));
    const ids = states.flatMap((state) =>
      (state?.resources ?? [])
        .filter(({ mode, name }) => mode === "managed" && !name.includes("contracts"))
        .flatMap(({ instances = [] }) =>
          instances.map((one) => (one.attributes as { id: string }).id),
        ),
    );
    return [...new Set(ids)].toSorted();
  }

  /** Names of objects below the folder of dev, but for copies. */
  async objects(): Promise<string[]> {
    const { Contents = [] } = await this.delivery.clients.s3.send(
      new ListObjectsV2Command({ Bucket: LOCATION.bucket, Prefix: "dev/" }),
    );
    return Contents.map(({ Key }) => Key!).filter((key) => !key.includes(".backups/"));
  }

  /** The roles that have made parameters of contracts, one after another. */
  async roles(): Promise<string[]> {
    return (await readFile(path.join(this.folder, "roles"), "utf8")).trim().split("\n");
  }

  async text(Key: string): Promise<string> {
    const { Body } = await this.delivery.clients.s3.send(
      new GetObjectCommand({ Bucket: LOCATION.bucket, Key }),
    );
    return Body!.transformToString();
  }

  async close(): Promise<void> {
    await Promise.all([this.delivery.close(), rm(this.folder, { recursive: true, force: true })]);
  }
}

const MODULE = JSON.stringify({ resource: { terraform_data: { rule: { input: "rule" } } } });

const READ = JSON.stringify({
  version: 4,
  terraform_version: "1.9.0",
  serial: 1,
  lineage: "read",
  outputs: { zone: { value: "a", type: "string" } },
  resources: [],
});

const stacksText = (service: string, subnet: string, folder: string): string => `
import { TerraformHclModule, TerraformResource, TerraformStack, type App } from "cdktf";
import { stackId, stackProps, stacksOfAll, wantedStacks, type Configuration } from "@groundwork/configuration";
import { attachBackend } from "@groundwork/constructs/state";

export function addStacks(app: App, configuration: Configuration, { only }: { only?: string[] } = {}): void {
  const { organization, environments } = configuration;
  const wanted = wantedStacks(configuration, only);
  for (const { name, environment, layer } of stacksOfAll(environments)) {
    if (!wanted.has(name)) continue;
    const { backend, stateKey: key } = stackProps({ organization }, environment, layer);
    const stack = new TerraformStack(app, stackId(name));
    attachBackend(stack, { backend, key, emulated: true });
    stack.addOverride("variable.provider_role_arn", { default: "nobody" });
    const has = (one: string) => layer === undefined || layer === one;
    const made = (id: string, input: string, more: object = {}) => {
      const one = new TerraformResource(stack, id, { terraformResourceType: "terraform_data" });
      for (const [argument, text] of Object.entries({ input, ...more })) one.addOverride(argument, text);
    };
    const tell = (field: string, input: string) => {
      if (layer === undefined) return;
      // Who makes it in the account of the environment is told beside.
      const told = { "local-exec": { command: "echo \${var.provider_role_arn} >> ${folder}/roles" } };
      made("aws_ssm_parameter__contracts_" + field, input, { provisioner: [told] });
    };
    stack.addOverride("data.terraform_remote_state.read", { backend: "local", config: { path: "${folder}/read.tfstate" } });
    if (has("network")) {
      made("vpc", "vpc of " + environment.region);
      made("subnet", layer === undefined ? "first" : ${JSON.stringify(subnet)}, { count: 2 });
      stack.addOverride("data.terraform_remote_state.zones", { backend: "local", config: { path: "${folder}/read.tfstate" } });
      stack.addOverride("output.vpc", { value: "\${terraform_data.vpc.output}" });
      tell("network_vpcId", "\${terraform_data.vpc.output}");
    }
    if (has("cluster")) {
      made("cluster", "cluster", { for_each: '\${toset(["a.b", "c"])}' });
      new TerraformHclModule(stack, "entry", { source: "${folder}" });
      tell("cluster_clusterArn", "arn");
    }
    if (has("services")) {
      made("service", layer === undefined ? "first" : ${JSON.stringify(service)});
      stack.addOverride("output.url", { value: "https://example.com" });
    }
  }
}
`;
