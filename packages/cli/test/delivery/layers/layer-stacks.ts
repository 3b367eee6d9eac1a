import type { Environment } from "@groundwork/configuration";
import type { LayersAround } from "../../../src/delivery/layers/layers-around";
import type { LayerStack } from "../../../src/delivery/layers/stack-parameters";

export const PATH = "/acme/prod/layers";

export const parameter = (field: string): string => `${PATH}/${field}`;

const blocks = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field.replace("/", "_"), { name: parameter(field) }]));

/** A stack's JSON that publishes some fields and reads others. */
export const layer = (
  name: string,
  { publishes = [], reads = [] }: { publishes?: readonly string[]; reads?: readonly string[] },
): LayerStack => ({
  name,
  json: {
    resource: {
      aws_ssm_parameter: { ...blocks(publishes), own: { name: "/elsewhere/vpcId" } },
      aws_vpc: { made: { cidr_block: "10.0.0.0/16" } },
    },
    data: { aws_ssm_parameter: { ...blocks(reads), ami: { name: "/aws/service/ami" } } },
  },
});

export const NETWORK = layer("prod-network-stack", {
  publishes: ["base/kmsKeyArn", "network/vpcId", "network/publicSubnetIds"],
});
export const CLUSTER = layer("prod-cluster-stack", {
  publishes: ["cluster/clusterArn", "cluster/listenerArn"],
  reads: ["network/vpcId", "base/kmsKeyArn"],
});
export const SERVICES = layer("prod-stack", {
  reads: ["network/vpcId", "cluster/clusterArn"],
});

const environment = {
  name: "prod",
  accountId: "111111111111",
  region: "eu-west-1",
} as Environment;

export const around = (changes: Partial<LayersAround>): LayersAround => ({
  environment,
  path: PATH,
  below: [],
  above: [],
  ...changes,
});
