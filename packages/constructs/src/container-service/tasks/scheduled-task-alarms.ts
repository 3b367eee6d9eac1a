import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { EventNotification } from "../../observability/event-notification";
import { single } from "../service/alarm-measures";
import { failedRule, taskGroup } from "./task-overrides";

export interface ScheduledTaskAlarmsProps {
  /** Name of the service, and of its own container. */
  readonly service: string;

  /** The same with its prefix. Starts the names of alarm and rule. */
  readonly fullName: string;

  readonly clusterArn: string;

  /** Names of the tasks that have a schedule. */
  readonly tasks: readonly string[];

  /** Name of the queue with what could not be started. */
  readonly missedName: string;
  readonly logGroupName: string;
  readonly topicArn: string;
}

/** Tells people of scheduled tasks that failed, and of those that did not run. */
export class ScheduledTaskAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledTaskAlarmsProps) {
    super(scope, id);
    const { service, fullName, missedName, logGroupName, topicArn } = props;
    new EventNotification(this, "failed", {
      name: failedRule(fullName),
      description: `Scheduled tasks of ${fullName} that failed`,
      eventPattern: failedPattern(props),
      topicArn,
      inputPaths: {
        task: "$.detail.group",
        arn: "$.detail.taskArn",
        reason: "$.detail.stoppedReason",
        stop: "$.detail.stopCode",
        time: "$.time",
      },
      message:
        `The scheduled <task> in ${fullName} failed at <time>: <stop>, <reason>. It was <arn>. ` +
        `Look first at what it printed, in ${logGroupName}; the next run comes by its schedule.`,
    });
    new CloudwatchMetricAlarm(this, "missed", {
      alarmName: `${fullName}-missed-tasks`,
      alarmDescription: `${fullName} has scheduled tasks that did not run: AWS could not start them for an hour. Why is in the messages of ${missedName}; the alarm ends when they are deleted. Look first at the role ${fullName}-schedule and at the capacity of the cluster. To run one now: groundwork run, with ${service} and its name.`,
      ...single(
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        { QueueName: missedName },
        "Maximum",
      ),
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}

/**
 * A task whose own container ended with another code than 0, or that did not start: then there is no
 * code (ECS developer guide, "Task state change events"). Sidecars may end as they like.
 */
const failedPattern = ({ service, clusterArn, tasks }: ScheduledTaskAlarmsProps): object => ({
  source: ["aws.ecs"],
  "detail-type": ["ECS Task State Change"],
  detail: {
    clusterArn: [clusterArn],
    group: tasks.map((task) => taskGroup(service, task)),
    lastStatus: ["STOPPED"],
    $or: [
      { containers: { name: [service], exitCode: [{ "anything-but": [0] }] } },
      { stopCode: ["TaskFailedToStart", "SpotInterruption", "TerminationNotice"] },
    ],
  },
});
