import { Fn } from "cdktf";
import { natZones, type NatProps } from "../network/nat-zones";
import type { NetworkPlace } from "../network/network-place";
import type { NetworkContract } from "./contracts";
import { isForeign, type ForeignNetworkOptions } from "./foreign-network-options";

/** What the layers above must know of a network. */
export const networkContract = (network: NetworkPlace): NetworkContract => {
  const addresses = Object.values(network.natAddresses).map(({ publicIp }) => publicIp);
  return {
    vpcId: network.vpc.id,
    publicSubnetIds: network.publicSubnetIds,
    privateSubnetIds: network.privateSubnetIds,
    natAddresses: addresses.length > 0 ? addresses : undefined,
  };
};

/**
 * The network of a layer below, or one that a state of others tells. What is asked of it is read; the
 * rest is known by its options.
 */
export class NetworkOfLayer implements NetworkPlace {
  readonly vpc: { readonly id: string };
  readonly assignPublicIp: boolean;
  /** None: the layer is applied before. */
  readonly endpoints = [];

  private readonly natZones: readonly string[];

  constructor(
    private readonly contract: NetworkContract,
    options: NatProps | ForeignNetworkOptions,
  ) {
    this.vpc = { id: contract.vpcId };
    const isTold = isForeign(options);
    this.assignPublicIp = isTold ? options.privateSubnetIds === undefined : options.nat === "none";
    this.natZones = isTold ? [] : natZones(options);
  }

  get publicSubnetIds(): string[] {
    return this.contract.publicSubnetIds;
  }

  get privateSubnetIds(): string[] {
    return this.contract.privateSubnetIds;
  }

  get taskSubnetIds(): string[] {
    return this.assignPublicIp ? this.publicSubnetIds : this.privateSubnetIds;
  }

  get natAddresses(): Record<string, { readonly publicIp: string }> {
    return Object.fromEntries(
      this.natZones.map((zone, index) => [
        zone,
        { publicIp: Fn.element(this.contract.natAddresses, index) as string },
      ]),
    );
  }
}
