import type { EnvironmentInput } from "@groundwork/configuration";

/** Awake from eight to eight on working days, asleep otherwise. */
const officeHours = {
  minCount: 1,
  maxCount: 2,
  timeZone: "Asia/Seoul",
  schedules: [
    { name: "morning", cron: "0 8 ? * MON-FRI *", minCount: 1, maxCount: 2 },
    { name: "evening", cron: "0 20 ? * MON-FRI *", minCount: 0, maxCount: 0 },
  ],
};

/** Where changes are tried: small, cheap, quickly remade. Every option: packages/docs/options.md. */
export const dev: EnvironmentInput = {
  name: "dev",
  production: false,
  network: { cidr: "10.10.0.0/16", zones: ["a", "c"], nat: "single" },
  capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }],
  services: [
    {
      name: "web",
      http: { deregistrationDelaySeconds: 5 },
      autoscaling: officeHours,
    },
    {
      name: "worker",
      autoscaling: officeHours,
    },
  ],
  exec: true,
  alarms: { kinds: ["cpu"] },
  logRetentionDays: 7,
};
