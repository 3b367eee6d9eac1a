import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { dependable, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AlarmKind, ServiceAlarmOptions } from "./alarm-options";
import { missingTasks, ofTargetGroups, single, type Measure } from "./alarm-measures";
import type { ServiceMetrics } from "./service-metrics";

export interface ServiceAlarmsProps extends ServiceAlarmOptions {
  /** Name of the service with its prefix. Starts the alarms' names. */
  readonly fullName: string;

  readonly metrics: ServiceMetrics;

  /** Where a person reads first. */
  readonly logGroupName: string;

  /** Lowest numbers of tasks: the service's, and those that its schedules set. */
  readonly minCounts: readonly number[];

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

/** What an alarm says to a person, after the service's name. */
const MESSAGES: Readonly<Record<AlarmKind, string>> = {
  "5xx":
    "answers requests with status 5xx. Look first at its logs, then at what was deployed last.",
  "unhealthy-hosts":
    "has tasks that fail the load balancer's health check. Look first at their logs, then at what was deployed last.",
  latency:
    "takes too long to answer 1 request in 100. Look first at its CPU, then at what it calls.",
  cpu: "uses nearly all of its CPU. Look first at its requests: with more of them it needs more tasks.",
  memory:
    "uses nearly all of its memory, and its tasks may be killed. Look first at what was deployed last.",
  "running-tasks":
    "runs fewer tasks than it should. Look first at why its tasks stopped, then at its events.",
};

/** Two of three minutes: soon, but not for a single bad minute. */
const SOON = { evaluationPeriods: 3, datapointsToAlarm: 2 };

/** Five minutes on end: what a deployment or a scale-out does in passing goes unreported. */
const LASTING = { evaluationPeriods: 5, datapointsToAlarm: 5 };

/**
 * Alarms of a service. They name it and its cluster in plain words and never refer to it, so that
 * the service can refer to them.
 *
 * Those on requests roll deployments back: 5xx, unhealthy hosts (so tasks have about two minutes to
 * start), latency. The others do not, since CPU and memory rise with load as well, and a service
 * that starts for the first time has no tasks yet. So a worker is left to the circuit breaker, which
 * sees tasks that do not start and, given a health check of the container, those that do not work.
 *
 * ECS does not watch an alarm that is in ALARM already when a deployment starts (ECS developer
 * guide, "How CloudWatch alarms detect Amazon ECS deployment failures").
 */
export class ServiceAlarms extends Construct {
  /** Names of the alarms that roll deployments back, as references to the alarms. */
  public readonly rollbackAlarmNames: string[] = [];

  private readonly others: CloudwatchMetricAlarm[] = [];
  private readonly props: ServiceAlarmsProps;

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.props = props;
    for (const kind of props.kinds) this.make(kind);
  }

  /**
   * Lets the alarms that no deployment watches wait for the service: one that takes silence for
   * failure would report the first task before it had a chance to start, and the last one's end.
   */
  public createAfter(service: ITerraformDependable): void {
    for (const alarm of this.others) alarm.dependsOn = [dependable(service)];
  }

  private make(kind: AlarmKind): void {
    const { metrics, minCounts } = this.props;
    const { service, targetGroups } = metrics;
    const isWorker = targetGroups.length === 0;
    switch (kind) {
      case "5xx":
        if (isWorker) return;
        return this.rollback(kind, {
          ...ofTargetGroups(targetGroups, "HTTPCode_Target_5XX_Count", "Sum", "SUM"),
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          threshold: this.props.errors5xxCount,
        });
      case "unhealthy-hosts":
        if (isWorker) return;
        return this.rollback(kind, {
          ...ofTargetGroups(targetGroups, "UnHealthyHostCount", "Maximum", "SUM"),
          threshold: 0,
        });
      case "latency":
        if (isWorker) return;
        return this.rollback(kind, {
          ...ofTargetGroups(targetGroups, "TargetResponseTime", "p99", "MAX"),
          threshold: this.props.latencySeconds,
        });
      case "cpu":
        return this.tell(kind, {
          ...single("AWS/ECS", "CPUUtilization", service, "Average"),
          threshold: this.props.cpuPercent,
        });
      case "memory":
        return this.tell(kind, {
          ...single("AWS/ECS", "MemoryUtilization", service, "Average"),
          threshold: this.props.memoryPercent,
        });
      case "running-tasks": {
        const measure = missingTasks(metrics, minCounts);
        if (measure) this.tell(kind, measure);
      }
    }
  }

  private rollback(kind: AlarmKind, measure: Measure): void {
    this.rollbackAlarmNames.push(this.alarm(kind, { ...SOON, ...measure }).alarmName);
  }

  private tell(kind: AlarmKind, measure: Measure): void {
    this.others.push(this.alarm(kind, { ...LASTING, ...measure }));
  }

  private alarm(
    kind: AlarmKind,
    measure: Measure & { readonly evaluationPeriods: number },
  ): CloudwatchMetricAlarm {
    const { fullName, logGroupName, topicArn } = this.props;
    return new CloudwatchMetricAlarm(this, kind, {
      alarmName: `${fullName}-${kind}`,
      alarmDescription: `${fullName} ${MESSAGES[kind]} Its logs are in ${logGroupName}.`,
      alarmActions: [topicArn],
      okActions: [topicArn],
      comparisonOperator: "GreaterThanThreshold",
      // No requests or no tasks, no datapoint: mostly that is no failure.
      treatMissingData: "notBreaching",
      ...measure,
    });
  }
}
