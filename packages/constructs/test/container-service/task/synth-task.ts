import type { Construct } from "constructs";
import type { z } from "zod";
import { Task, type TaskProps } from "../../../src/container-service/task/task";
import type { Container } from "../../../src/container-service/task/container-definition";
import { sidecarOptions } from "../../../src/container-service/task/container-options";
import { onlyResource, synthConstruct, type TerraformJson } from "@groundwork/testing/synth";

type Options = Partial<z.input<typeof sidecarOptions>> &
  Partial<Pick<Container, "port" | "startAfter">>;

/** A container of a service called "web", with the defaults of its options. */
export const container = ({ port, startAfter, ...options }: Options = {}): Container => ({
  ...sidecarOptions.parse({
    name: "web",
    image: "public.ecr.aws/nginx/nginx:1.29",
    essential: true,
    ...options,
  }),
  port,
  startAfter,
});

export const web = container();

export const accountId = "111111111111";
export const region = "eu-central-1";

export const exec = {
  kmsKeyArn: `arn:aws:kms:${region}:${accountId}:key/k`,
  logGroupArn: `arn:aws:logs:${region}:${accountId}:log-group:/ecs/acme-dev/exec`,
};

/** What an application may be allowed. */
export const readObjects: TaskProps["statements"] = [
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" },
];

/** A task, and what `use` makes of it. */
export const synthTask = (
  overrides: Partial<TaskProps> = {},
  use: (scope: Construct, task: Task) => void = () => {},
): TerraformJson =>
  synthConstruct((scope) => {
    const task = new Task(scope, "task", {
      name: "web",
      namePrefix: "acme-dev",
      region,
      accountId,
      containers: [web],
      cpuUnits: 256,
      memoryMiB: 512,
      cpuArchitecture: "X86_64",
      logRetentionDays: 7,
      ...overrides,
    });
    use(scope, task);
  });

export const containersOf = (json: TerraformJson): any[] =>
  JSON.parse(onlyResource(json, "aws_ecs_task_definition").container_definitions);
