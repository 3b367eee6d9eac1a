import type { EnvironmentInput } from "./environment";

/** Where changes are tried: small, cheap, quickly remade. Every option and its default: environment.ts. */
export const dev: EnvironmentInput = {
  name: "dev",
  accountId: "111111111111",
  network: { cidr: "10.10.0.0/16", zones: ["a", "c"], nat: "single" },
  services: [{ name: "web", cpuUnits: 256, memoryMiB: 512 }],
  logRetentionDays: 7,
  deletionProtection: false,
};
