import type { EnvironmentInput } from "@groundwork/configuration";

/** Somebody approves the plan; then a tenth of the requests goes to the new image first. */
export const prod: EnvironmentInput = {
  name: "prod",
  network: { cidr: "10.20.0.0/16", zones: ["a", "c"], nat: "per-zone" },
  delivery: { emails: ["lead@example.com"] },
  services: [
    {
      name: "web",
      http: { priority: 900 },
      autoscaling: { minCount: 2, maxCount: 6 },
      deployment: { strategy: "CANARY", canaryPercent: 10, canaryBakeMinutes: 5, bakeMinutes: 10 },
    },
    {
      name: "api",
      http: { paths: ["/api/*"], priority: 100 },
      autoscaling: { minCount: 2, maxCount: 6 },
      deployment: { strategy: "CANARY", canaryPercent: 10, canaryBakeMinutes: 5, bakeMinutes: 10 },
    },
    {
      name: "search",
      http: { paths: ["/search/*"], priority: 200 },
      autoscaling: { minCount: 2, maxCount: 6 },
      deployment: { strategy: "CANARY", canaryPercent: 10, canaryBakeMinutes: 5, bakeMinutes: 10 },
    },
  ],
};
