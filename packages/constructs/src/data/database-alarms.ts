import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { memoryGiB, type InstanceClass } from "./instance-classes";

export interface DatabaseAlarmsProps {
  readonly namePrefix: string;
  /** Name of the database as the environment has it. */
  readonly name: string;

  /** Name of the instance in AWS. */
  readonly identifier: string;
  readonly instanceClass: InstanceClass;
  readonly storageGiB: number;

  /** CPU in percent above which people are told. */
  readonly cpuPercent: number;

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

const GIB = 1024 ** 3;

/** Tells people of a database before it stands still: CPU, storage, connections. */
export class DatabaseAlarms extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id);
    const { namePrefix, name, identifier, cpuPercent, topicArn } = props;
    const alarm = (
      kind: string,
      metricName: string,
      threshold: number,
      text: string,
      comparisonOperator = "GreaterThanThreshold",
    ) =>
      new CloudwatchMetricAlarm(this, kind, {
        // No service can have the dot in its name, so none has an alarm of this name.
        alarmName: `${namePrefix}-database.${name}-${kind}`,
        alarmDescription: `The database ${name} of ${namePrefix} ${text}`,
        namespace: "AWS/RDS",
        metricName,
        dimensions: { DBInstanceIdentifier: identifier },
        statistic: "Average",
        period: 60,
        // A backup or a report that uses it for a while goes unreported.
        evaluationPeriods: 15,
        datapointsToAlarm: 15,
        comparisonOperator,
        threshold,
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    alarm(
      "cpu",
      "CPUUtilization",
      cpuPercent,
      "uses nearly all of its CPU. Look first at its queries in CloudWatch Database Insights, then at its instanceClass.",
    );
    alarm(
      "free-storage",
      "FreeStorageSpace",
      leastFreeGiB(props.storageGiB) * GIB,
      "is nearly full, and RDS adds no more storage. Raise its maxStorageGiB; full, it stops.",
      "LessThanThreshold",
    );
    alarm(
      "connections",
      "DatabaseConnections",
      manyConnections(memoryGiB(props.instanceClass)),
      "has nearly all the connections that its instanceClass takes. Look first at the pools of its services, times their tasks.",
    );
  }
}

/**
 * RDS adds storage when less than a tenth has been free for five minutes, six hours apart (RDS user
 * guide, "Managing capacity automatically with Amazon RDS storage autoscaling").
 */
export const leastFreeGiB = (storageGiB: number): number => Math.max(1, storageGiB / 20);

/**
 * Two thirds of `max_connections` as RDS sets it, LEAST(DBInstanceClassMemory/9531392, 5000), where
 * the memory is what RDS itself leaves of the instance's (RDS user guide, "Maximum number of database
 * connections").
 */
export const manyConnections = (gib: number): number =>
  Math.floor((Math.min(5000, (gib * GIB) / 9_531_392) * 2) / 3);
