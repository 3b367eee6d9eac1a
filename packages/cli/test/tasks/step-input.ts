import type { StepInput } from "@groundwork/constructs/container-service/options";

/** What the step is told of a migration. */
export const stepInput = (changes: Partial<StepInput> = {}): StepInput => ({
  region: "ap-northeast-2",
  cluster: "acme-dev",
  service: "web",
  task: "migrate",
  taskDefinition: "arn:aws:ecs:ap-northeast-2:111111111111:task-definition/acme-dev-web:12",
  logGroup: "/ecs/acme-dev/web",
  overrides: { containerOverrides: [{ name: "web", command: ["bin/migrate", "up"] }] },
  capacityProvider: "FARGATE",
  network: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "DISABLED" },
  timeoutMinutes: 30,
  retries: 0,
  ...changes,
});
