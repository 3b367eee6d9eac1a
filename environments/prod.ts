import type { EnvironmentInput } from "./environment";

/** What customers use: every zone twice guarded. Every option and its default: environment.ts. */
export const prod: EnvironmentInput = {
  name: "prod",
  accountId: "111111111111",
  network: { cidr: "10.20.0.0/16", zones: ["a", "b", "c"], nat: "per-zone" },
  services: [
    { name: "web", cpuUnits: 512, memoryMiB: 1024, desiredCount: 3, minCount: 3, maxCount: 12 },
  ],
  logRetentionDays: 90,
  containerInsights: "enhanced",
};
