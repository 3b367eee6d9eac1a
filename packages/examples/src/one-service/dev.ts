import type { EnvironmentInput } from "@groundwork/configuration";

/** One service behind a load balancer, on Spot; all else is by default. */
export const dev: EnvironmentInput = {
  name: "dev",
  production: false,
  network: { cidr: "10.10.0.0/16", zones: ["a", "c"] },
  capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }],
  services: [{ name: "web", http: {} }],
};
