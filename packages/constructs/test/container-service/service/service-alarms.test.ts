import type {
  AlarmKind,
  ServiceAlarmInput,
} from "../../../src/container-service/service/alarm-options";
import { resourceAddresses } from "@groundwork/testing/synth";
import { alarms, canary, synthService, topicArn, type Overrides } from "./synth-service";

const synthesize = (overrides: Overrides = {}, settings: ServiceAlarmInput = {}) =>
  synthService({ alarms: { ...alarms, ...settings }, ...overrides });

const addresses = (json: ReturnType<typeof synthesize>) =>
  resourceAddresses(json).filter((address) => address.startsWith("aws_cloudwatch_metric_alarm"));

function alarm(kind: AlarmKind, overrides?: Overrides): any {
  const json = synthesize(overrides, { kinds: [kind] });
  return Object.values(json.resource["aws_cloudwatch_metric_alarm"] ?? {})[0];
}

const onRequests = ["5xx", "unhealthy-hosts", "latency"] as const;
const onTasks = ["cpu", "memory", "running-tasks"] as const;

const dimensions = { ClusterName: "${aws_ecs_cluster.cluster_A4C38409.name}", ServiceName: "web" };
const load = "${aws_lb.load-balancer_30A23327.arn_suffix}";
const group = "${aws_lb_target_group.web_route_target-group_3E8CD79F.arn_suffix}";
const alternate = "${aws_lb_target_group.web_route_alternate-target-group_57187FB7.arn_suffix}";

test("are one for each kind", () => {
  expect(addresses(synthesize())).toEqual([
    "aws_cloudwatch_metric_alarm.web_alarms_5xx_2ED4C75F",
    "aws_cloudwatch_metric_alarm.web_alarms_cpu_B71A328A",
    "aws_cloudwatch_metric_alarm.web_alarms_latency_04145E7C",
    "aws_cloudwatch_metric_alarm.web_alarms_memory_481F4FDC",
    "aws_cloudwatch_metric_alarm.web_alarms_running-tasks_22BA0A12",
    "aws_cloudwatch_metric_alarm.web_alarms_unhealthy-hosts_B4640733",
  ]);
});

test("of a worker are those on tasks", () => {
  expect(addresses(synthesize({ http: null })).map((address) => address.split("_")[5])).toEqual([
    "cpu",
    "memory",
    "running-tasks",
  ]);
});

test.each([...onRequests, ...onTasks])("%s tells people, both ways, where to look", (kind) => {
  const found = alarm(kind);
  expect(found).toMatchObject({
    alarm_name: `acme-dev-web-${kind}`,
    alarm_actions: [topicArn],
    ok_actions: [topicArn],
  });
  expect(found.alarm_description).toMatch(/^acme-dev-web .*Look first at .*Its logs are in /);
  expect(found.alarm_description.length).toBeLessThan(1024);
});

test.each([
  [
    "5xx",
    {
      metric_name: "HTTPCode_Target_5XX_Count",
      statistic: "Sum",
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 25,
    },
  ],
  [
    "unhealthy-hosts",
    {
      metric_name: "UnHealthyHostCount",
      statistic: "Maximum",
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
    },
  ],
  [
    "latency",
    {
      metric_name: "TargetResponseTime",
      extended_statistic: "p99",
      comparison_operator: "GreaterThanThreshold",
      threshold: 1.5,
    },
  ],
] as const)("%s rings in two of three minutes", (kind, expected) => {
  expect(alarm(kind)).toMatchObject({
    ...expected,
    namespace: "AWS/ApplicationELB",
    dimensions: { LoadBalancer: load, TargetGroup: group },
    period: 60,
    evaluation_periods: 3,
    datapoints_to_alarm: 2,
    treat_missing_data: "notBreaching",
  });
});

test.each([
  ["5xx", "SUM([FILL(m0, 0), FILL(m1, 0)])", "Sum"],
  ["unhealthy-hosts", "SUM([FILL(m0, 0), FILL(m1, 0)])", "Maximum"],
  ["latency", "MAX([FILL(m0, 0), FILL(m1, 0)])", "p99"],
] as const)("%s sees both groups where traffic shifts", (kind, expression, stat) => {
  const { metric_query: queries, ...found } = alarm(kind, { deployment: canary });
  const [both, ...metrics] = queries;
  expect(both).toMatchObject({ expression, return_data: true });
  expect(metrics.map(({ id, metric }: any) => [id, metric.dimensions, metric.stat])).toEqual([
    ["m0", { LoadBalancer: load, TargetGroup: group }, stat],
    ["m1", { LoadBalancer: load, TargetGroup: alternate }, stat],
  ]);
  // CloudWatch takes one form or the other, and one query's data.
  for (const key of ["metric_name", "namespace", "period", "statistic", "dimensions"]) {
    expect(found).not.toHaveProperty(key);
  }
  expect(metrics.some((query: any) => query.return_data)).toBe(false);
});

test.each([
  ["cpu", { metric_name: "CPUUtilization", threshold: 90 }],
  ["memory", { metric_name: "MemoryUtilization", threshold: 85 }],
] as const)("%s rings when it lasts", (kind, expected) => {
  expect(alarm(kind)).toMatchObject({
    ...expected,
    namespace: "AWS/ECS",
    dimensions,
    statistic: "Average",
    comparison_operator: "GreaterThanThreshold",
    evaluation_periods: 5,
    datapoints_to_alarm: 5,
    treat_missing_data: "notBreaching",
  });
});

describe("running tasks", () => {
  const insights = { containerInsights: "enabled" } as const;
  const autoscaling = { minCount: 2, maxCount: 6 };
  const schedule = { name: "night", cron: "0 20 ? * * *", maxCount: 6 };
  const scheduled = (minCount: number) => ({
    autoscaling: { ...autoscaling, schedules: [{ ...schedule, minCount }] },
  });

  test("are counted by their samples, and silence is an alarm", () => {
    expect(alarm("running-tasks")).toMatchObject({
      namespace: "AWS/ECS",
      metric_name: "CPUUtilization",
      dimensions,
      statistic: "SampleCount",
      period: 60,
      comparison_operator: "LessThanThreshold",
      threshold: 2,
      treat_missing_data: "breaching",
    });
  });

  test.each<[string, Overrides, number, string]>([
    ["autoscaled", { desiredCount: 4, autoscaling }, 2, "breaching"],
    ["fewer at night", scheduled(1), 1, "breaching"],
    ["none at night, when silence is as it should be", scheduled(0), 2, "notBreaching"],
  ])("%s", (_, overrides, threshold, missing) => {
    expect(alarm("running-tasks", overrides)).toMatchObject({
      threshold,
      treat_missing_data: missing,
    });
  });

  test("that need not run at all are not missed", () => {
    expect(alarm("running-tasks", { desiredCount: 0 })).toBeUndefined();
  });

  test.each<[string, Overrides, string]>([
    ["", {}, "breaching"],
    [", of which there may be none", { desiredCount: 0 }, "notBreaching"],
  ])("are held against desired ones by Container Insights%s", (_, overrides, missing) => {
    const found = alarm("running-tasks", { ofCluster: insights, ...overrides });
    expect(found).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
      treat_missing_data: missing,
    });
    const [missingTasks, ...metrics] = found.metric_query;
    expect(missingTasks).toMatchObject({ expression: "desired - running", return_data: true });
    expect(metrics.map(({ id, metric }: any) => [id, metric])).toEqual(
      [
        ["desired", "DesiredTaskCount"],
        ["running", "RunningTaskCount"],
      ].map(([id, metric_name]) => [
        id,
        {
          namespace: "ECS/ContainerInsights",
          metric_name,
          dimensions,
          period: 60,
          stat: "Average",
        },
      ]),
    );
  });
});

describe("order", () => {
  test.each(onRequests)("%s is there before the service, whose deployments it ends", (kind) => {
    expect(alarm(kind)).not.toHaveProperty("depends_on");
  });

  test.each(onTasks)("%s comes after the service, before which there are no tasks", (kind) => {
    expect(alarm(kind).depends_on).toEqual(["aws_ecs_service.web_service_10983F6A"]);
  });
});
