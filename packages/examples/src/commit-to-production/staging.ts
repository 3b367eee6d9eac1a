import type { EnvironmentInput } from "@groundwork/configuration";

/**
 * As prod deploys, smaller: a canary that an alarm takes back, or a load that is not stood, ends the
 * run before production.
 */
export const staging: EnvironmentInput = {
  name: "staging",
  production: false,
  network: { cidr: "10.15.0.0/16", zones: ["a", "c"] },
  loadTest: { requestsPerSecond: 50, minutes: 2, p99Milliseconds: 300, errorPercent: 1 },
  services: [
    {
      name: "web",
      http: { priority: 900 },
      deployment: { strategy: "CANARY", canaryPercent: 20, canaryBakeMinutes: 3, bakeMinutes: 5 },
    },
    {
      name: "api",
      http: { paths: ["/api/*"], priority: 100 },
      deployment: { strategy: "CANARY", canaryPercent: 20, canaryBakeMinutes: 3, bakeMinutes: 5 },
    },
  ],
};
