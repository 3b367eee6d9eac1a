import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Cases } from "./case";
import { taskOf } from "./containers";

const awslogs = (options: Readonly<Record<string, string>>) =>
  taskOf({ logConfiguration: { logDriver: "awslogs", options } });

export const logCases: Readonly<Record<string, Cases>> = {
  "log-retention": {
    fails: {
      "no number": [
        (stack) => new CloudwatchLogGroup(stack, "logs", { name: "l" }),
        "got retention_in_days none, expected a number of days",
      ],
      "zero, which is for ever": [
        (stack) => new CloudwatchLogGroup(stack, "logs", { name: "l", retentionInDays: 0 }),
        "got retention_in_days 0, expected a number of days",
      ],
      "a group that ECS would make": [
        awslogs({ "awslogs-create-group": "true" }),
        "container web: got awslogs-create-group, expected an aws_cloudwatch_log_group",
      ],
    },
    passes: {
      "a number of days": (stack) =>
        new CloudwatchLogGroup(stack, "logs", { name: "l", retentionInDays: 7 }),
      "a container that logs to a group": awslogs({ "awslogs-group": "l" }),
    },
  },
};
