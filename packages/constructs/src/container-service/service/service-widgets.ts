import type { DashboardRow, GraphWidget, MetricRef } from "../../observability/dashboard";
import type { ServiceMetrics } from "./service-metrics";

/** A service as the dashboard shows it: a row of its own. */
export function serviceWidgets({ metrics }: { readonly metrics: ServiceMetrics }): DashboardRow {
  return {
    heading: metrics.service.ServiceName,
    widgets: [
      ...(metrics.targetGroups.length > 0 ? traffic(metrics) : []),
      ...(metrics.queue ? [messages(metrics.queue)] : []),
      ...(metrics.scheduled ? [scheduledTasks(metrics.scheduled)] : []),
      ...tasks(metrics),
    ],
  };
}

function traffic({ targetGroups }: ServiceMetrics): GraphWidget[] {
  // Where there are two groups, deployments move requests from one to the other and back.
  const ofEach = (metric: string, label: string, options: { stat?: string; color?: string } = {}) =>
    targetGroups.map((dimensions, i): MetricRef => [
      "AWS/ApplicationELB",
      metric,
      { ...dimensions },
      { ...options, label: targetGroups.length > 1 ? `${label}, group ${i + 1}` : label },
    ]);
  return [
    {
      title: "Requests a minute",
      stat: "Sum",
      yMin: 0,
      metrics: [
        ...ofEach("RequestCount", "requests"),
        ...ofEach("HTTPCode_Target_5XX_Count", "status 5xx", { color: "#d62728" }),
      ],
    },
    {
      title: "Seconds to answer",
      yMin: 0,
      metrics: [
        ...ofEach("TargetResponseTime", "1 of 2", { stat: "p50" }),
        ...ofEach("TargetResponseTime", "99 of 100", { stat: "p99" }),
      ],
    },
  ];
}

const messages = ({ name, deadLettersName }: NonNullable<ServiceMetrics["queue"]>): GraphWidget => {
  const of = (queue: string, metric: string, label: string, color?: string): MetricRef => [
    "AWS/SQS",
    metric,
    { QueueName: queue },
    { label, ...(color !== undefined && { color }) },
  ];
  return {
    title: "Messages",
    stat: "Maximum",
    yMin: 0,
    metrics: [
      of(name, "ApproximateNumberOfMessagesVisible", "waiting"),
      of(name, "ApproximateNumberOfMessagesNotVisible", "taken"),
      of(deadLettersName, "ApproximateNumberOfMessagesVisible", "dead letters", "#d62728"),
    ],
  };
};

const scheduledTasks = ({
  group,
  failedRule,
  missedName,
}: NonNullable<ServiceMetrics["scheduled"]>): GraphWidget => ({
  title: "Scheduled tasks",
  stat: "Sum",
  yMin: 0,
  metrics: [
    ["AWS/Scheduler", "InvocationAttemptCount", { ScheduleGroup: group }, { label: "started" }],
    [
      "AWS/Events",
      "TriggeredRules",
      { RuleName: failedRule },
      { label: "failed", color: "#d62728" },
    ],
    [
      "AWS/SQS",
      "ApproximateNumberOfMessagesVisible",
      { QueueName: missedName },
      { stat: "Maximum", label: "did not run", color: "#ff7f0e" },
    ],
  ],
});

function tasks({ service, containerInsights }: ServiceMetrics): GraphWidget[] {
  const dimensions = { ...service };
  return [
    {
      title: "CPU and memory in percent",
      yMin: 0,
      metrics: [
        ["AWS/ECS", "CPUUtilization", dimensions, { label: "CPU" }],
        ["AWS/ECS", "MemoryUtilization", dimensions, { label: "memory" }],
      ],
    },
    {
      title: "Running tasks",
      yMin: 0,
      metrics: containerInsights
        ? [
            ["ECS/ContainerInsights", "DesiredTaskCount", dimensions, { label: "desired" }],
            ["ECS/ContainerInsights", "RunningTaskCount", dimensions, { label: "running" }],
          ]
        : // A sample a minute from each running task.
          [["AWS/ECS", "CPUUtilization", dimensions, { stat: "SampleCount", label: "running" }]],
    },
  ];
}
