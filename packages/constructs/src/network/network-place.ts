import type { ITerraformDependable } from "cdktf";

/** What runs in a network knows this of it. */
export interface NetworkPlace {
  readonly vpc: { readonly id: string };
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];

  /**
   * Subnets in which a task can pull its image and write its logs: the private ones where these lead
   * out, otherwise the public ones.
   */
  readonly taskSubnetIds: string[];

  /** Whether a task in `taskSubnetIds` needs a public address, its only way out. */
  readonly assignPublicIp: boolean;

  /** Addresses of its NAT gateways, by the letters of their zones; of one that exists none are known. */
  readonly natAddresses: Readonly<Record<string, { readonly publicIp: string }>>;

  /** What a service must depend on whose tasks need the endpoints of this network to start. */
  readonly endpoints: ITerraformDependable[];
}
