import type { PolicyStatement } from "../../policy-document";
import { arnOf, byRegion, type ManagedEnvironment } from "./managed-environment";

/** What runs beside the services of an environment. */
export interface TaskNeeds {
  /** Whether applies run tasks before deployments. */
  readonly beforeDeployment: boolean;

  /** Whether tasks are started by the clock. */
  readonly scheduled: boolean;
}

type Placed = Pick<ManagedEnvironment, "prefix" | "accountId" | "region">;

/** To run tasks of an environment in its own cluster. */
function runTasks(environment: Placed): PolicyStatement {
  const { prefix } = environment;
  const arn = arnOf(environment);
  return {
    Sid: "RunTasks",
    Effect: "Allow",
    Action: "ecs:RunTask",
    Resource: arn("ecs", `task-definition/${prefix}-*`),
    Condition: { [byRegion(environment)]: { "ecs:cluster": arn("ecs", `cluster/${prefix}`) } },
  };
}

/** They get the tags of their task definition. */
const tagTasks = (environment: Placed): PolicyStatement => ({
  Sid: "TagTasks",
  Effect: "Allow",
  Action: "ecs:TagResource",
  Resource: arnOf(environment)("ecs", `task/${environment.prefix}/*`),
});

/** What an apply takes for the tasks that it runs, and for schedules. */
export const taskStatements = (
  environment: Placed,
  { beforeDeployment, scheduled }: TaskNeeds,
): PolicyStatement[] => [
  ...(beforeDeployment ? stepStatements(environment) : []),
  ...(scheduled ? scheduleStatements(environment) : []),
];

/** For the program that an apply runs: to start a task, follow it, and write down what became of it. */
function stepStatements(environment: Placed): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  const group = `log-group:/ecs/${prefix}/*`;
  return [
    runTasks(environment),
    tagTasks(environment),
    {
      // One whose time is up.
      Sid: "StopTasks",
      Effect: "Allow",
      Action: "ecs:StopTask",
      Resource: arn("ecs", `task/${prefix}/*`),
    },
    {
      // What became of each, so that none runs twice.
      Sid: "KeepTaskRecords",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: arn("logs", `${group}:log-stream:tasks/*`),
    },
    {
      // What they print goes into the log of the apply. Streams are called by the ids of tasks, so
      // these are all of the services'.
      Sid: "ReadTaskLogs",
      Effect: "Allow",
      Action: ["logs:DescribeLogStreams", "logs:GetLogEvents"],
      Resource: arn("logs", group),
    },
  ];
}

const scheduleStatements = (environment: Placed): PolicyStatement[] => [
  {
    Sid: "KeepSchedules",
    Effect: "Allow",
    Action: [
      "scheduler:CreateSchedule",
      "scheduler:CreateScheduleGroup",
      "scheduler:DeleteSchedule",
      "scheduler:DeleteScheduleGroup",
      "scheduler:GetSchedule",
      "scheduler:GetScheduleGroup",
      "scheduler:ListTagsForResource",
      "scheduler:TagResource",
      "scheduler:UntagResource",
      "scheduler:UpdateSchedule",
    ],
    Resource: schedules(environment),
  },
];

/** ARNs of the schedules of an environment, and of their groups. */
export const schedules = (environment: Placed): string[] =>
  ["schedule-group/", "schedule/"].map((type) =>
    arnOf(environment)("scheduler", `${type}${environment.prefix}-*`),
  );

/** What the role of schedules may do at most: start tasks, and keep what could not be started. */
export const scheduleLimits = (
  environment: Placed & { readonly instances: boolean },
): PolicyStatement[] => [
  runTasks(environment),
  // Agents of instances may do that already, and IAM takes no more than so much.
  ...(environment.instances ? [] : [tagTasks(environment)]),
  {
    Sid: "KeepMissed",
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Resource: arnOf(environment)("sqs", `${environment.prefix}-*-missed`),
  },
];
