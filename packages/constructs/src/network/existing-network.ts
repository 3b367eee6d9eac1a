import type { ExistingNetworkOptions } from "./existing-network-options";
import type { NetworkPlace } from "./network-place";

/** A network that somebody else looks after. */
export function existingNetwork(options: ExistingNetworkOptions): NetworkPlace {
  const { vpcId, privateSubnetIds, publicSubnetIds } = options;
  const assignPublicIp = privateSubnetIds.length === 0;
  return {
    vpc: { id: vpcId },
    publicSubnetIds: [...publicSubnetIds],
    privateSubnetIds: [...privateSubnetIds],
    taskSubnetIds: [...(assignPublicIp ? publicSubnetIds : privateSubnetIds)],
    assignPublicIp,
    endpoints: [],
    natAddresses: {},
  };
}
