import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { check } from "../../check";
import type { LoadBalancer } from "./load-balancer";

export interface LoadBalancerAlarmsProps {
  /** Starts the alarms' names. */
  readonly name: string;

  readonly loadBalancer: LoadBalancer;

  /**
   * Answers of status 5xx in a minute that raise the alarm.
   * @default 25
   */
  readonly errors5xxCount?: number | undefined;

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

/** Alarms on what the load balancer does itself, before any service is asked or when none answers. */
export class LoadBalancerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: LoadBalancerAlarmsProps) {
    super(scope, id);
    const { name, loadBalancer, errors5xxCount = 25, topicArn } = props;
    check(this, "errors5xxCount", errors5xxCount, errors5xxCount >= 1, "1 or more");
    const alarm = (kind: string, what: string, metricName: string, threshold: number) =>
      new CloudwatchMetricAlarm(this, kind, {
        alarmName: `${name}-load-balancer-${kind}`,
        alarmDescription: `The load balancer of ${name} ${what}`,
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: { LoadBalancer: loadBalancer.loadBalancer.arnSuffix },
        statistic: "Sum",
        period: 60,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold,
        // ELB reports neither while there is none of it.
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    alarm(
      "5xx",
      "answers with status 5xx in place of a service. Look first at whether each has healthy tasks, then for time-outs in the access logs.",
      "HTTPCode_ELB_5XX_Count",
      errors5xxCount,
    );
    alarm(
      "rejected-connections",
      "is full and turns connections away. Look first at who sends so many requests.",
      "RejectedConnectionCount",
      1,
    );
  }
}
