import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import { readStateObject } from "../../src/state/state-object";
import { Delivery } from "./delivery";
import { accessTo, clientsOf, makeBackend } from "./emulated";
import { BY_HAND, SECRET } from "./migration";
import { TerraformFolder } from "./terraform-folder";

export const NETWORK_KEY = "Dev/terraform/vpc/terraform.tfstate";

const LOCK_TABLE = "by-hand";

export const VPC = "vpc-0a1b2c3d4e5f60718";

export const subnet = (digit: string) => `subnet-${digit.repeat(17)}`;

/** How dev is told of the team's network. */
export const NETWORK = {
  key: NETWORK_KEY,
  bucket: BY_HAND.bucket,
  vpcId: "output.vpc_id",
  privateSubnetIds: "module.private.terraform_data.subnet.output",
  publicSubnetIds: ["terraform_data.public[*].output", 'terraform_data.edge["a"].output'],
};

/** A team's own Terraform: outputs, a module, count, for_each, and secrets in all of them. */
const configuration = (vpc: string) => ({
  module: { private: { source: "./private" } },
  locals: { public: [subnet("c"), subnet("d")] },
  resource: {
    terraform_data: {
      public: { count: 2, input: "${local.public[count.index]}" },
      edge: { for_each: { a: subnet("e"), b: subnet("f") }, input: "${each.value}" },
      password: { input: SECRET },
    },
  },
  output: {
    vpc_id: { value: vpc },
    password: { value: SECRET, sensitive: true },
    token: { value: SECRET },
  },
});

const MODULE = {
  resource: {
    terraform_data: {
      subnet: { for_each: { a: subnet("a"), b: subnet("b") }, input: "${each.value}" },
    },
  },
};

/** A checkout whose dev takes its network from a state that a team keeps by its own Terraform. */
export class ForeignNetwork {
  private constructor(
    readonly delivery: Delivery,
    private readonly team: TerraformFolder,
  ) {}

  /** With nothing applied by anybody. */
  static async create(name: string): Promise<ForeignNetwork> {
    const delivery = await Delivery.create(name);
    await makeBackend(delivery.clients, { ...BY_HAND, lockTable: LOCK_TABLE });
    const team = await TerraformFolder.create(
      { type: "s3", ...BY_HAND, lockTable: LOCK_TABLE, lock: "both" },
      NETWORK_KEY,
      {},
      accessTo(delivery.endpoint),
    );
    await mkdir(path.join(team.dir, "private"));
    await writeFile(path.join(team.dir, "private/main.tf.json"), JSON.stringify(MODULE));
    const made = new ForeignNetwork(delivery, team);
    await made.configure();
    return made;
  }

  /** Has the team apply what it has, as it always did. */
  async teamApplies(vpc = VPC): Promise<void> {
    const file = path.join(this.team.dir, "network.tf.json");
    await writeFile(file, JSON.stringify(configuration(vpc)));
    await this.team.succeed("init");
    await this.team.succeed("apply");
  }

  /**
   * Has dev name the team's state.
   *
   * @param network what is another than in NETWORK
   * @param more options of dev, as TypeScript
   */
  async configure(network: object = {}, more = ""): Promise<void> {
    await this.delivery.copy.write(
      "environments/dev.ts",
      `import type { ForeignNetworkEnvironment } from "@groundwork/configuration";
const network = ${JSON.stringify({ ...NETWORK, ...network })};
export const dev: ForeignNetworkEnvironment = {
  name: "dev",
  production: false,
  layers: [{ network }, "cluster", "services"],
  services: [{ name: "web", http: {}, autoscaling: { minCount: 1, maxCount: 2 } }],
  alarms: { kinds: ["cpu"] },
  logRetentionDays: 7,
  ${more}
};
`,
    );
    await this.delivery.commit("network");
  }

  contract(...args: string[]) {
    return this.delivery.run(this.delivery.kim, "contract", "dev", ...args);
  }

  /** What the stacks read in a place: type and value of each field. */
  async parameters(region?: string, account?: string): Promise<Record<string, string>> {
    const { ssm } = clientsOf(this.delivery.endpoint, account, region);
    const { Parameters = [] } = await ssm.send(
      new GetParametersByPathCommand({ Path: "/groundwork/dev/layers/network" }),
    );
    return Object.fromEntries(
      Parameters.map(({ Name, Type, Value }) => [Name!.split("/").at(-1)!, `${Type} ${Value}`]),
    );
  }

  /** The team's state with all that could tell that somebody was there: versions, locks, digests. */
  async state() {
    const { clients } = this.delivery;
    const object = (await readStateObject(clients, BY_HAND, NETWORK_KEY))!;
    const [{ Versions, DeleteMarkers }, { Items }] = await Promise.all([
      clients.s3.send(new ListObjectVersionsCommand({ Bucket: BY_HAND.bucket })),
      clients.dynamodb.send(new ScanCommand({ TableName: LOCK_TABLE })),
    ]);
    return { ...object, bytes: object.bytes.toString(), Versions, DeleteMarkers, Items };
  }

  async close(): Promise<void> {
    await Promise.all([this.delivery.close(), this.team.remove()]);
  }
}
