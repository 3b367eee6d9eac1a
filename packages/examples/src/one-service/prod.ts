import type { EnvironmentInput } from "@groundwork/configuration";

/** One service behind a load balancer, which grows with its load; all else is by default. */
export const prod: EnvironmentInput = {
  name: "prod",
  network: { cidr: "10.20.0.0/16", zones: ["a", "c"], nat: "per-zone" },
  services: [{ name: "web", http: {}, autoscaling: { minCount: 2, maxCount: 6 } }],
};
