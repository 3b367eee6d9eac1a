import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { z } from "zod";
import { checkedProps } from "../../checked-props";
import { part } from "../../option-rules";
import { alarmOptions } from "../service/alarm-options";
import type { LoadBalancer } from "./load-balancer";

/** As of each service. */
const thresholds = part(alarmOptions, "errors5xxCount");

export interface LoadBalancerAlarmsProps extends z.input<typeof thresholds> {
  /** Starts the alarms' names. */
  readonly name: string;

  readonly loadBalancer: LoadBalancer;

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

/** Alarms on what the load balancer does itself, before any service is asked or when none answers. */
export class LoadBalancerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: LoadBalancerAlarmsProps) {
    super(scope, id);
    const { name, loadBalancer, errors5xxCount, topicArn } = checkedProps(this, thresholds, props);
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
