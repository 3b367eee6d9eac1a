import type { EnvironmentInput } from "@groundwork/configuration";

/** What customers use: every zone twice guarded. Every option: packages/docs/options.md. */
export const prod: EnvironmentInput = {
  name: "prod",
  network: {
    cidr: "10.20.0.0/16",
    zones: ["a", "b", "c"],
    nat: "per-zone",
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"],
    flowLogRetentionDays: 90,
  },
  loadBalancer: {
    // Until a domain is named, requests come over plain HTTP:
    // domain: { hostedZone: "example.com", name: "www.example.com" },
    accessLogRetentionDays: 90,
    webAcl: "managed",
  },
  services: [
    {
      name: "web",
      http: {},
      cpuUnits: 512,
      memoryMiB: 1024,
      autoscaling: { minCount: 3, maxCount: 12 },
      deployment: { strategy: "CANARY", canaryPercent: 10, canaryBakeMinutes: 5, bakeMinutes: 10 },
    },
    {
      name: "worker",
      cpuUnits: 512,
      memoryMiB: 1024,
      // Two tasks that stay; what comes on top may be interrupted.
      capacityProviderStrategy: [
        { capacityProvider: "FARGATE", base: 2 },
        { capacityProvider: "FARGATE_SPOT" },
      ],
      autoscaling: { minCount: 2, maxCount: 8 },
    },
  ],
  // Who is told of alarms: alarms: { emails: ["on-call@example.com"] },
  logRetentionDays: 90,
  containerInsights: "enhanced",
};
