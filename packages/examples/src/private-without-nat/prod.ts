import type { EnvironmentInput } from "@groundwork/configuration";

/**
 * Tasks in private subnets without a way to the internet: AWS is reached by endpoints, customers come
 * by the load balancer. Push the images before the first deployment, as the public placeholder
 * cannot be pulled.
 */
export const prod: EnvironmentInput = {
  name: "prod",
  network: {
    cidr: "10.20.0.0/16",
    zones: ["a", "c"],
    nat: "isolated",
    // Images, logs, and the secrets below; S3 and DynamoDB have gateways, which cost nothing.
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "ssm"],
    flowLogRetentionDays: 30,
  },
  services: [
    {
      name: "web",
      image: { tag: "v1.0.0", digest: `sha256:${"a".repeat(64)}` },
      http: {},
      secrets: { DATABASE_URL: { parameter: "/groundwork/prod/web/database-url" } },
    },
    { name: "worker", image: { tag: "v1.0.0", digest: `sha256:${"b".repeat(64)}` } },
  ],
};
