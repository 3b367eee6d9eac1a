import type { EnvironmentInput } from "@groundwork/configuration";

/**
 * As prod deploys, smaller. A canary that an alarm takes back ends the run before production, and so does
 * a load that is not stood.
 */
export const staging: EnvironmentInput = {
  name: "staging",
  production: false,
  network: { cidr: "10.15.0.0/16", zones: ["a", "c"] },
  loadTest: { requestsPerSecond: 20, minutes: 5, p99Milliseconds: 400, errorPercent: 0.5 },
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
    {
      name: "search",
      http: { paths: ["/search/*"], priority: 200 },
      deployment: { strategy: "CANARY", canaryPercent: 20, canaryBakeMinutes: 3, bakeMinutes: 5 },
    },
  ],
};
