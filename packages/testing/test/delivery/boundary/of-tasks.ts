import type { Act } from "./act";
import type { Need } from "./needs";
import { arn, iam, ofOwner } from "./organization";

const dev = ofOwner("dev");
const cluster = (name: string) => ({ "ecs:cluster": arn("ecs", `cluster/acme-${name}`) });
const definition = arn("ecs", "task-definition/acme-dev-web:7");
const stream = (group: string, name: string) =>
  arn("logs", `log-group:/ecs/acme-${group}/web:log-stream:${name}`);

/** What the role of schedules does. */
export const OF_SCHEDULES: readonly Need[] = [
  ["a schedule starts a task", "ecs:RunTask", definition, { ...cluster("dev"), ...dev }],
  ["its task has tags", "ecs:TagResource", arn("ecs", "task/acme-dev/1")],
  ["what did not run is kept", "sqs:SendMessage", arn("sqs", "acme-dev-web-missed"), dev],
];

/** What an apply does for the tasks that it runs, and to keep schedules. */
export const OF_TASKS: readonly Need[] = [
  ["a task before a deployment", "ecs:RunTask", definition, { ...cluster("dev"), ...dev }],
  ["its end", "ecs:DescribeTasks", arn("ecs", "task/acme-dev/1"), dev],
  ["one to find again", "ecs:ListTasks", "*"],
  ["the end of one that takes too long", "ecs:StopTask", arn("ecs", "task/acme-dev/1"), dev],
  ["its record", "logs:CreateLogStream", stream("dev", "tasks/migrate/7.1"), dev],
  ["its record", "logs:PutLogEvents", stream("dev", "tasks/migrate/7.1"), dev],
  ["its record", "logs:GetLogEvents", stream("dev", "tasks/migrate/7.1"), dev],
  ["its lines", "logs:GetLogEvents", stream("dev", "ecs/web/1a2b"), dev],
  [
    "its role",
    "iam:PassRole",
    iam("role/acme-dev-web-task"),
    { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
  ],
  [
    "the role of schedules",
    "iam:PassRole",
    iam("role/acme-dev-web-schedule"),
    { "iam:PassedToService": "scheduler.amazonaws.com" },
  ],
];

/** Acts that lead from dev to prod by tasks. */
export const TASKS_TO_PROD: readonly Act[] = [
  [
    "prod's tasks",
    "ecs:RunTask",
    arn("ecs", "task-definition/acme-prod-web:7"),
    { ...cluster("prod"), ...ofOwner("prod") },
  ],
  ["own tasks in prod's cluster", "ecs:RunTask", definition, { ...cluster("prod"), ...dev }],
  ["prod's tasks, ended", "ecs:StopTask", arn("ecs", "task/acme-prod/1"), ofOwner("prod")],
  ["prod's lines", "logs:GetLogEvents", stream("prod", "ecs/web/1"), ofOwner("prod")],
  ["what ran in prod", "logs:PutLogEvents", stream("prod", "tasks/migrate/7.1"), ofOwner("prod")],
  ["prod's schedules", "scheduler:UpdateSchedule", arn("scheduler", "schedule/acme-prod-web/x")],
  ["schedules of dev-eu", "scheduler:UpdateSchedule", arn("scheduler", "schedule/acme-dev-eu-w/x")],
  ["schedules of others", "scheduler:CreateSchedule", arn("scheduler", "schedule/default/x")],
  [
    "prod's role of schedules",
    "iam:PassRole",
    iam("role/acme-prod-web-schedule"),
    { "iam:PassedToService": "scheduler.amazonaws.com" },
  ],
];
