import { runsOnlyTheStep } from "@groundwork/constructs/container-service/options";
import { blocks, type Resource } from "./resources";
import { eachOf, type Rule } from "./rule";

export const taskRules: readonly Rule[] = [
  {
    id: "no-local-program",
    severity: "error",
    appliesTo: "every stack",
    statement: "An apply runs no program on the machine of Terraform, but the task of a service.",
    reason:
      "What a provisioner runs has the rights of who applies, is in no plan that somebody reads, and is not there on another machine.",
    fix: 'run it as a task of a service (services[].tasks, run: "before-deployment"), or find a resource that does it',
    find: (stack) =>
      [...stack.all, ...stack.overrides]
        .filter((resource) => runsProgram(resource))
        .map((resource) => ({
          resource,
          detail: "got a provisioner, expected none but that of a task before a deployment",
        })),
  },
  {
    id: "schedule-dead-letters",
    severity: "error",
    appliesTo: "every stack",
    statement: "What a schedule could not start is kept.",
    reason: "EventBridge Scheduler drops it otherwise, and nobody learns that it did not run.",
    fix: "name a queue in target.deadLetterConfig, and have an alarm on its messages",
    find: eachOf(
      ["aws_scheduler_schedule"],
      ({ attributes }) =>
        !blocks(attributes["target"]).some(
          (target) => blocks(target["dead_letter_config"]).length > 0,
        ) && "got no dead_letter_config, expected a queue",
    ),
  },
];

const runsProgram = ({ type, attributes }: Resource): boolean =>
  "provisioner" in attributes && !runsOnlyTheStep(type, attributes["provisioner"]);
