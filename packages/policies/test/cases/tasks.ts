import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { STEP, STEP_INPUT } from "@groundwork/constructs/container-service/options";
import { DataResource, type TerraformStack } from "cdktf";
import type { Build, Cases } from "./case";

const PROGRAM = "got a provisioner, expected none but that of a task before a deployment";

const step = {
  type: "local-exec",
  ...STEP,
  command: "task migrate of web",
  interpreter: [...STEP.interpreter],
  environment: { [STEP_INPUT]: "{}" },
} as const;

const running = (...provisioners: any[]): Build => {
  return (stack) => new DataResource(stack, "run", { provisioners });
};

const schedule = (stack: TerraformStack, target: object) =>
  new SchedulerSchedule(stack, "schedule", {
    scheduleExpression: "rate(1 day)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: "arn", roleArn: "arn", ...target },
  });

export const taskCases: Readonly<Record<string, Cases>> = {
  "no-local-program": {
    fails: {
      "a script": [running({ type: "local-exec", command: "./migrate" }), PROGRAM],
      "one on another machine": [running({ type: "remote-exec", inline: ["reboot"] }), PROGRAM],
      "the step with another program": [
        running({ ...step, interpreter: ["node", "-e", "steal()"] }),
        PROGRAM,
      ],
      "the step with a shell": [running({ ...step, interpreter: undefined }), PROGRAM],
      "the step in another folder": [running({ ...step, workingDir: "/tmp" }), PROGRAM],
      "the step with another variable": [
        running({ ...step, environment: { ...step.environment, NODE_OPTIONS: "-r ./x" } }),
        PROGRAM,
      ],
      "the step whose failure counts for nothing": [
        running({ ...step, onFailure: "continue" }),
        PROGRAM,
      ],
      "the step and another": [running(step, { type: "local-exec", command: "true" }), PROGRAM],
      "one past all constructs": [
        (stack) =>
          stack.addOverride("resource.null_resource.run", {
            provisioner: [{ "local-exec": { command: "true" } }],
          }),
        PROGRAM,
      ],
    },
    passes: {
      "a task before a deployment": running(step),
      "data alone": (stack) => new DataResource(stack, "data", { input: { a: 1 } }),
    },
  },
  "schedule-dead-letters": {
    fails: {
      "a schedule that drops what it misses": [
        (stack) => schedule(stack, {}),
        "got no dead_letter_config, expected a queue",
      ],
    },
    passes: {
      "one that keeps it": (stack) => schedule(stack, { deadLetterConfig: { arn: "arn" } }),
    },
  },
};
