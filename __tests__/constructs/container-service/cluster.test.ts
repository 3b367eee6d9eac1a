import { Cluster, type ClusterProps } from "../../../constructs/container-service/cluster";
import { onlyResource, resourceAddresses, synthConstruct } from "../../support/synth";

const synthCluster = (overrides: Partial<ClusterProps> = {}) =>
  synthConstruct((scope) => {
    new Cluster(scope, "cluster", { name: "acme-dev", ...overrides });
  });

test("consists of a cluster and its capacity providers", () => {
  expect(resourceAddresses(synthCluster())).toEqual([
    "aws_ecs_cluster.cluster_A4C38409",
    "aws_ecs_cluster_capacity_providers.cluster_capacity-providers_D17397A4",
  ]);
});

test("runs on Fargate, with spot at hand and a default for tasks started by hand", () => {
  expect(onlyResource(synthCluster(), "aws_ecs_cluster_capacity_providers")).toMatchObject({
    cluster_name: "${aws_ecs_cluster.cluster_A4C38409.name}",
    capacity_providers: ["FARGATE", "FARGATE_SPOT"],
    default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
  });
});

test.each([
  [undefined, "disabled"], // written down, or the account's setting would decide
  ["enabled", "enabled"],
  ["enhanced", "enhanced"],
] as const)("Container Insights %s", (containerInsights, value) => {
  expect(onlyResource(synthCluster({ containerInsights }), "aws_ecs_cluster").setting).toEqual([
    { name: "containerInsights", value },
  ]);
});

test("fails on a name that ECS refuses", () => {
  expect(() => synthCluster({ name: "acme dev" })).toThrow(
    'cluster.name: got "acme dev", expected 1 to 255 letters, digits, _ and -',
  );
});
