import { Fn } from "cdktf";
import { natZones, type NatProps } from "../network/nat-zones";
import type { NetworkPlace } from "../network/network-place";
import type { NetworkContract } from "./contracts";

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

/** The network of a layer below. What is asked of it is read; the rest is known by its options. */
export class NetworkOfLayer implements NetworkPlace {
  readonly vpc: { readonly id: string };
  readonly assignPublicIp: boolean;
  /** None: the layer is applied before. */
  readonly endpoints = [];

  constructor(
    private readonly contract: NetworkContract,
    private readonly options: NatProps,
  ) {
    this.vpc = { id: contract.vpcId };
    this.assignPublicIp = options.nat === "none";
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
      natZones(this.options).map((zone, index) => [
        zone,
        { publicIp: Fn.element(this.contract.natAddresses, index) as string },
      ]),
    );
  }
}
