import type { EnvironmentInput } from "@groundwork/configuration";

/** Where a new image runs first: nobody is asked, and its tasks are replaced at once. */
export const dev: EnvironmentInput = {
  name: "dev",
  production: false,
  network: { cidr: "10.10.0.0/16", zones: ["a", "c"] },
  capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }],
  services: [
    { name: "web", http: { priority: 900 } },
    { name: "api", http: { paths: ["/api/*"], priority: 100 } },
    { name: "search", http: { paths: ["/search/*"], priority: 200 } },
  ],
};
