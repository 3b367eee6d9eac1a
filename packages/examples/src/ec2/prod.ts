import type { EnvironmentInput } from "@groundwork/configuration";

/** Services on instances of one's own, and one on Fargate beside them. */
export const prod: EnvironmentInput = {
  name: "prod",
  network: { cidr: "10.20.0.0/16", zones: ["a", "b", "c"], nat: "per-zone" },
  // Each runs two tasks, as it has three network interfaces, unless awsvpcTrunking is on.
  instances: { instanceType: "m7g.large", cpuArchitecture: "ARM64", minCount: 2, maxCount: 6 },
  capacityProviderStrategy: [{ capacityProvider: "EC2" }],
  services: [
    {
      name: "web",
      http: {},
      cpuArchitecture: "ARM64",
      // ECS starts no instance for a service that goes up from 0.
      autoscaling: { minCount: 2, maxCount: 6 },
    },
    { name: "worker", cpuArchitecture: "ARM64", desiredCount: 2 },
    // One service is never on both.
    { name: "report", capacityProviderStrategy: [{ capacityProvider: "FARGATE" }] },
  ],
};
