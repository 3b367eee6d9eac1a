import { LoadBalancerAlarms } from "../../../src/container-service/load-balancer/load-balancer-alarms";
import { resourceAddresses, synthConstruct } from "@groundwork/testing/synth";
import { addLoadBalancer } from "./synth-load-balancer";

const topicArn = "arn:aws:sns:eu-central-1:111111111111:acme-dev";

const synthAlarms = (overrides: { errors5xxCount?: number } = {}) =>
  synthConstruct((scope) => {
    const loadBalancer = addLoadBalancer(scope);
    new LoadBalancerAlarms(scope, "alarms", {
      name: "acme-dev",
      loadBalancer,
      topicArn,
      ...overrides,
    });
  });

const errors = "alarms_5xx_6430E60D";
const rejected = "alarms_rejected-connections_E8A35E13";
const alarm = (id: string, overrides?: { errors5xxCount?: number }) =>
  synthAlarms(overrides).resource["aws_cloudwatch_metric_alarm"]![id];

test("are two", () => {
  expect(
    resourceAddresses(synthAlarms()).filter((address) => address.includes(".alarms_")),
  ).toEqual([
    `aws_cloudwatch_metric_alarm.${errors}`, // no service answered
    `aws_cloudwatch_metric_alarm.${rejected}`, // no service was asked
  ]);
});

test.each([
  [errors, "acme-dev-load-balancer-5xx", "HTTPCode_ELB_5XX_Count", 25],
  [rejected, "acme-dev-load-balancer-rejected-connections", "RejectedConnectionCount", 1],
])("%s rings in two of three minutes, and says where to look", (id, name, metric, threshold) => {
  expect(alarm(id)).toMatchObject({
    alarm_name: name,
    alarm_description: expect.stringContaining("Look first at "),
    namespace: "AWS/ApplicationELB",
    metric_name: metric,
    dimensions: { LoadBalancer: "${aws_lb.load-balancer_30A23327.arn_suffix}" },
    statistic: "Sum",
    period: 60,
    evaluation_periods: 3,
    datapoints_to_alarm: 2,
    comparison_operator: "GreaterThanOrEqualToThreshold",
    threshold,
    treat_missing_data: "notBreaching",
    alarm_actions: [topicArn],
    ok_actions: [topicArn],
  });
});

test("takes another number of errors", () => {
  expect(alarm(errors, { errors5xxCount: 5 }).threshold).toBe(5);
});
