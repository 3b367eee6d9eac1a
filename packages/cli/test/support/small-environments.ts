import type { ProjectCopy } from "@groundwork/testing/project";

const network = (cidr: string) => ({ cidr, zones: ["a", "c"], nat: "none" });

const web = { name: "web", http: {}, autoscaling: { minCount: 1, maxCount: 2 } };

const dev = {
  name: "dev",
  accountId: "111111111111",
  production: false,
  network: network("10.10.0.0/16"),
  services: [web],
  alarms: { kinds: ["cpu"] },
  logRetentionDays: 7,
};

const prod = {
  name: "prod",
  accountId: "111111111111",
  network: network("10.20.0.0/16"),
  services: [{ name: "worker" }],
  alarms: { kinds: ["cpu"] },
};

/** Environments with a part of everything in a copy, for tests that are not about what is in them. */
export const smallEnvironments = (copy: ProjectCopy) => write(copy, { dev, prod });

/** The same without services, for tests that only need some stack. */
export const smallestEnvironments = (copy: ProjectCopy) =>
  write(copy, { dev: { ...dev, services: [] }, prod: { ...prod, services: [] } });

async function write(copy: ProjectCopy, environments: Record<string, object>): Promise<void> {
  for (const [name, value] of Object.entries(environments)) {
    await copy.write(
      `environments/${name}.ts`,
      `import type { EnvironmentInput } from "@groundwork/configuration";\nexport const ${name}: EnvironmentInput = ${JSON.stringify(value)};\n`,
    );
  }
}
