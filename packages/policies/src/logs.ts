import { containersOf } from "./containers";
import { blocks, isTrue } from "./resources";
import { eachOf, shown, type Rule } from "./rule";

export const logRules: readonly Rule[] = [
  {
    id: "log-retention",
    severity: "error",
    appliesTo: "every stack",
    statement: "Logs are deleted after a time that somebody chose.",
    reason:
      "CloudWatch keeps them for ever otherwise: paid for each month, and against the law where they tell of persons.",
    fix: "set retentionInDays of the log group, and make the group here rather than let ECS make it",
    find: (stack) => [
      ...eachOf(["aws_cloudwatch_log_group"], ({ attributes: { retention_in_days: days } }) =>
        // 0 stands for ever.
        days === undefined || days === 0
          ? `got retention_in_days ${shown(days)}, expected a number of days`
          : undefined,
      )(stack),
      ...eachOf(["aws_ecs_task_definition"], (task) =>
        containersOf(task, stack).map((container) => {
          const [{ options } = {}] = blocks(container["logConfiguration"]);
          const made = blocks(options).some((o) => isTrue(o["awslogs-create-group"]));
          return (
            made &&
            `container ${String(container["name"])}: got awslogs-create-group, expected an aws_cloudwatch_log_group`
          );
        }),
      )(stack),
    ],
  },
];
