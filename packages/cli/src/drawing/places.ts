import { addressesOf, type Addresses } from "@groundwork/constructs/address-blocks";
import { isBlock, type Json } from "../stand-ins/json";
import { writtenSubnet } from "../terraform/written-subnet";
import { Resources, type Resource } from "./resources";

/** How a subnet reaches the internet. */
export type Way = "gateway" | "nat" | "none";

/** A subnet as far as a drawing knows it. */
interface Subnet {
  readonly resource: Resource;
  readonly zone: string;
  readonly addresses: Addresses | undefined;
  readonly way: Way;
  /** NAT gateways on its way out. */
  readonly nats: readonly Resource[];
  readonly tables: ReadonlySet<Resource>;
}

/** The subnets of a stack, and what lies in which. */
export class Places {
  private readonly subnets: ReadonlyMap<Resource, Subnet>;

  constructor(private readonly resources: Resources) {
    this.subnets = new Map(
      resources.of("aws_subnet").map((resource) => [resource, this.subnet(resource)]),
    );
  }

  /** The subnets that resources name, themselves or by a group of subnets. */
  of(resources: readonly Resource[]): readonly Subnet[] {
    const found = new Set<Subnet>();
    const look = (resource: Resource, deep: boolean) => {
      for (const target of this.resources.in(resource.body)) {
        const subnet = this.subnets.get(target);
        if (subnet) found.add(subnet);
        else if (deep && NAMES_SUBNETS.test(target.type)) look(target, false);
      }
    };
    for (const resource of resources) look(resource, true);
    return [...found];
  }

  private subnet(resource: Resource): Subnet {
    const associations = this.resources
      .of("aws_route_table_association")
      .filter(({ body }) => this.resources.in(body["subnet_id"]).includes(resource));
    const tables = new Set(
      associations.flatMap(({ body }) => this.resources.in(body["route_table_id"])),
    );
    const routes = this.routesOf(tables).filter(leadsOut);
    const nats = routes.flatMap((route) =>
      this.resources.ofTypeIn(route["nat_gateway_id"], "aws_nat_gateway"),
    );
    const hasGateway = routes.some(
      (route) => this.resources.ofTypeIn(route["gateway_id"], "aws_internet_gateway").length > 0,
    );
    return {
      resource,
      zone:
        typeof resource.body["availability_zone"] === "string"
          ? resource.body["availability_zone"]
          : "",
      addresses: blockIn(resource.body["cidr_block"]),
      way: hasGateway ? "gateway" : nats.length > 0 ? "nat" : "none",
      nats,
      tables,
    };
  }

  private routesOf(tables: ReadonlySet<Resource>): Record<string, Json>[] {
    const own = this.resources
      .of("aws_route")
      .filter(({ body }) =>
        this.resources.in(body["route_table_id"]).some((one) => tables.has(one)),
      )
      .map(({ body }) => body);
    const within = [...tables].flatMap(({ body }) => [body["route"] ?? []].flat());
    return [...own, ...within.filter(isBlock)];
  }
}

/** Types by which other resources name subnets. */
const NAMES_SUBNETS = /^aws_route_table_association$|_subnet_group$|^aws_launch_template$/;

const leadsOut = (route: Record<string, Json>): boolean =>
  ["destination_cidr_block", "cidr_block"].some((key) => route[key] === "0.0.0.0/0") ||
  ["destination_ipv6_cidr_block", "ipv6_cidr_block"].some((key) => route[key] === "::/0");

/** The addresses of a block as it is written, also by Terraform's `cidrsubnet`. */
export function blockIn(value: Json): Addresses | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return addressesOf(writtenSubnet(value) ?? value);
  } catch {
    return undefined;
  }
}

/**
 * What is read elsewhere, by what it is read of: `data.aws_vpc.main` of `${data.aws_vpc.main.id}`, or
 * in words, where a layer below tells it.
 */
export const writtenName = (value: string): string =>
  TOLD.find(([pattern]) => pattern.test(value))?.[1] ??
  value
    .replace(/^\$\{(.*)\}$/s, "$1")
    .replace(/^((?:data\.)?\w+\.[\w-]+)\.(?:id|cidr_block)$/, "$1");

/** What a stack reads of the contracts of layers (packages/constructs/src/layers). */
const TOLD: readonly [RegExp, string][] = [
  [/\bcontracts_network_vpcId_\w+\.insecure_value\}$/, "of the layer below"],
  [/\bcontracts_cluster_loadBalancerSecurityGroupId_\w+\.insecure_value\}$/, "load balancer"],
];
