import { TerraformOutput } from "cdktf";
import { Network, type NetworkProps } from "../../src/network/network";
import { synthConstruct } from "@groundwork/testing/synth";

/** Two zones, and nothing that costs by the hour. */
export const defaults: NetworkProps = {
  cidr: "10.20.0.0/16",
  zones: ["a", "b"],
  nat: "none",
  name: "acme-dev",
  region: "eu-central-1",
  accountId: "111111111111",
};

/** Synthesizes a network and, as outputs, what it tells its users. */
export const synthNetwork = (overrides: Partial<NetworkProps> = {}) =>
  synthConstruct((scope) => {
    const network = new Network(scope, "network", { ...defaults, ...overrides });
    const { publicSubnetIds, privateSubnetIds, taskSubnetIds, assignPublicIp } = network;
    const told = { publicSubnetIds, privateSubnetIds, taskSubnetIds, assignPublicIp };
    for (const [id, value] of Object.entries(told)) {
      new TerraformOutput(scope, id, { value, staticId: true });
    }
  });
