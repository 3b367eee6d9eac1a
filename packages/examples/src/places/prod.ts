import type { EnvironmentInput } from "@groundwork/configuration";

/**
 * One definition in three regions, under one name that leads each request to the nearest. Its own
 * account and region are the first place: prod-stack. The others are prod-eu-west-1-stack and
 * prod-us-east-1-stack.
 */
export const prod: EnvironmentInput = {
  name: "prod",
  network: { cidr: "10.20.0.0/16", zones: ["a", "c"], nat: "single" },
  places: [
    { region: "eu-west-1", cidr: "10.21.0.0/16" },
    { region: "us-east-1", cidr: "10.22.0.0/16" },
  ],
  // Zones are called otherwise there, and fewer customers come from there.
  differences: ({ region }, own) => ({
    network: { ...own.network, zones: ["a", "b"] },
    services: own.services?.map((service) => ({
      ...service,
      autoscaling: { minCount: 2, maxCount: region === "eu-west-1" ? 12 : 4 },
    })),
  }),
  // One place, then half of all, then what is left; a wave with a failure is the last.
  waves: { sizes: [1, "50%"], tolerance: 0 },
  loadBalancer: {
    domain: {
      hostedZone: "example.com",
      name: "www.example.com",
      routing: { policy: "latency", healthCheck: { path: "/health" } },
    },
    accessLogRetentionDays: 90,
    webAcl: "managed",
  },
  services: [
    {
      name: "web",
      http: { healthCheckPath: "/health" },
      autoscaling: { minCount: 3, maxCount: 12 },
    },
  ],
  logRetentionDays: 90,
};
