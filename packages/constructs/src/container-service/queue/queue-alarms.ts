import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { single } from "../service/alarm-measures";
import type { Queue } from "./queue";

export interface QueueAlarmsProps {
  /** Name of the service with its prefix. Starts the alarms' names. */
  readonly fullName: string;
  readonly queue: Queue;

  /** Minutes that the oldest message may have waited. */
  readonly oldestMessageMinutes: number;

  /** Where a person reads first. */
  readonly logGroupName: string;

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

/** Tells people of messages that wait too long, and of those that nobody could handle. */
export class QueueAlarms extends Construct {
  constructor(scope: Construct, id: string, props: QueueAlarmsProps) {
    super(scope, id);
    const { fullName, queue, oldestMessageMinutes, logGroupName, topicArn } = props;
    const told = {
      alarmActions: [topicArn],
      okActions: [topicArn],
      // SQS says nothing of a queue that nobody has used for hours.
      treatMissingData: "notBreaching",
    };
    new CloudwatchMetricAlarm(this, "oldest-message", {
      alarmName: `${fullName}-oldest-message`,
      alarmDescription: `${fullName} has messages that wait for more than ${oldestMessageMinutes} min. Look first at its tasks, then at its logs in ${logGroupName}.`,
      ...single("AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: queue.name }, "Maximum"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: oldestMessageMinutes * 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      ...told,
    });
    new CloudwatchMetricAlarm(this, "dead-letters", {
      alarmName: `${fullName}-dead-letters`,
      alarmDescription: `${fullName} has messages that it could not handle, in ${queue.deadLettersName}. Look first at its logs in ${logGroupName}; once it can, have SQS move them back (redrive).`,
      ...single(
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        { QueueName: queue.deadLettersName },
        "Maximum",
      ),
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 1,
      ...told,
    });
  }
}
