import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, type PolicyStatement } from "../../policy-document";
import { denyInsecureTransport } from "../queue/queue";
import type { ServiceTaskOptions } from "./service-task-options";
import { missedQueue, taskGroup, taskOverrides } from "./task-overrides";
import type { TasksOfService } from "./tasks-of-service";

export interface ScheduledTasksProps extends TasksOfService {
  /** Those of the service that have a `cron`. */
  readonly tasks: readonly ServiceTaskOptions[];

  /** The service: until it runs a new version, schedules start the one before. */
  readonly service: ITerraformDependable;

  /** The role that the application has, and that by which ECS starts it. */
  readonly roleArns: readonly string[];

  /** Whether others deploy: then the newest revision is started, and not the one of this stack. */
  readonly deployedByOthers: boolean;
}

/** Two weeks, the most that SQS keeps anything. */
const RETENTION_SECONDS = 14 * 86_400;

/**
 * Has EventBridge Scheduler start tasks of a service by the clock, in a role of their own. What could
 * not be started for an hour is a message in a queue.
 */
export class ScheduledTasks extends Construct {
  /** Name of the queue with what could not be started. */
  public readonly missedName: string;

  constructor(scope: Construct, id: string, props: ScheduledTasksProps) {
    super(scope, id);
    const { fullName, region, accountId } = props;
    this.missedName = missedQueue(fullName);
    const missed = new SqsQueue(this, "missed", {
      name: this.missedName,
      messageRetentionSeconds: RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
    });
    new SqsQueuePolicy(this, "missed-policy", {
      queueUrl: missed.url,
      policy: policyDocument([denyInsecureTransport(missed.arn)]),
    });
    const group = new SchedulerScheduleGroup(this, "group", { name: fullName });
    const role = new IamRole(this, "role", {
      name: `${fullName}-schedule`,
      description: `Lets EventBridge Scheduler start tasks of ${fullName}`,
      assumeRolePolicy: policyDocument(trust(props)),
    });
    const policy = new IamRolePolicy(this, "role-policy", {
      name: "start-tasks",
      role: role.name,
      policy: policyDocument(
        startStatements(props, `arn:aws:sqs:${region}:${accountId}:${this.missedName}`),
      ),
    });
    for (const task of props.tasks) {
      if (typeof task.run === "string") continue;
      new SchedulerSchedule(this, `schedule-${task.name}`, {
        name: task.name,
        description: `${task.name} of ${props.name}`,
        groupName: group.name,
        scheduleExpression: `cron(${task.run.cron})`,
        scheduleExpressionTimezone: task.run.timeZone,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: props.clusterArn,
          roleArn: role.arn,
          deadLetterConfig: { arn: missed.arn },
          // Scheduler's own 24 hours would start it at another time of day.
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
          ecsParameters: {
            taskDefinitionArn: definitionOf(props),
            capacityProviderStrategy: [{ capacityProvider: props.capacityProvider, weight: 1 }],
            networkConfiguration: {
              subnets: props.subnetIds,
              securityGroups: props.securityGroupIds,
              assignPublicIp: props.assignPublicIp,
            },
            group: taskGroup(props.name, task.name),
            propagateTags: "TASK_DEFINITION",
            enableEcsManagedTags: true,
          },
          input: JSON.stringify(taskOverrides(task, props)),
        },
        // Scheduler looks whether it can take the role on, and IAM shows a policy after some seconds.
        dependsOn: [...props.dependsOn, policy, props.service],
      });
    }
  }
}

const familyArn = ({ region, accountId, fullName }: ScheduledTasksProps): string =>
  `arn:aws:ecs:${region}:${accountId}:task-definition/${fullName}`;

/** A family without a revision is its newest (ECS API, RunTask). */
const definitionOf = (props: ScheduledTasksProps): string =>
  props.deployedByOthers ? familyArn(props) : props.taskDefinitionArn;

/**
 * Scheduler alone, and for schedules of this group (EventBridge Scheduler user guide, "Confused deputy
 * prevention": the group is what it names).
 */
const trust = ({ region, accountId, fullName }: ScheduledTasksProps): PolicyStatement[] => [
  {
    Sid: "SchedulesOfThisGroup",
    Effect: "Allow",
    Principal: { Service: "scheduler.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: {
        "aws:SourceAccount": accountId,
        "aws:SourceArn": `arn:aws:scheduler:${region}:${accountId}:schedule-group/${fullName}`,
      },
    },
  },
];

function startStatements(props: ScheduledTasksProps, missedArn: string): PolicyStatement[] {
  const { region, accountId, clusterName, roleArns } = props;
  const ofCluster = (type: string) => `arn:aws:ecs:${region}:${accountId}:${type}/${clusterName}`;
  return [
    {
      // Tasks of this service, in this cluster.
      Sid: "RunTasks",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: [familyArn(props), `${familyArn(props)}:*`],
      Condition: { StringEquals: { "ecs:cluster": ofCluster("cluster") } },
    },
    {
      // Tags of the task definition go on to the task.
      Sid: "TagTasks",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: `${ofCluster("task")}/*`,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      // The two roles of those tasks.
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roleArns,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      // What could not be started.
      Sid: "KeepMissed",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: missedArn,
    },
  ];
}
