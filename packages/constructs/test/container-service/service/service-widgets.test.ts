import type { Service } from "../../../src/container-service/service/service";
import { serviceWidgets } from "../../../src/container-service/service/service-widgets";
import { Dashboard, type DashboardRow } from "../../../src/observability/dashboard";
import { onlyResource, synthConstruct } from "@groundwork/testing/synth";
import { canary, synthService, type Overrides } from "./synth-service";

function rowOf(overrides?: Overrides): DashboardRow {
  let row: DashboardRow;
  synthService(overrides, (service: Service) => (row = serviceWidgets(service)));
  return row!;
}

const titles = (overrides?: Overrides) => rowOf(overrides).widgets.map(({ title }) => title);

/** The metrics of a graph, as "name stat". */
const metricsOf = (title: string, overrides?: Overrides) =>
  rowOf(overrides)
    .widgets.filter((widget) => widget.title === title)
    .flatMap(({ metrics, stat }) =>
      metrics.map((metric) =>
        "expression" in metric ? "" : `${metric[1]} ${metric[3]?.stat ?? stat ?? "Average"}`,
      ),
    );

test("a service is a row of its own", () => {
  expect(rowOf().heading).toBe("web");
  expect(titles()).toEqual([
    "Requests a minute",
    "Seconds to answer",
    "CPU and memory in percent",
    "Running tasks",
  ]);
});

test("a worker has no requests to show", () => {
  expect(titles({ http: null })).toEqual(["CPU and memory in percent", "Running tasks"]);
});

test.each<[string, Overrides, string[]]>([
  ["Requests a minute", {}, ["RequestCount Sum", "HTTPCode_Target_5XX_Count Sum"]],
  [
    "Requests a minute",
    { deployment: canary }, // from both groups
    [
      "RequestCount Sum",
      "RequestCount Sum",
      "HTTPCode_Target_5XX_Count Sum",
      "HTTPCode_Target_5XX_Count Sum",
    ],
  ],
  ["Seconds to answer", {}, ["TargetResponseTime p50", "TargetResponseTime p99"]],
  ["CPU and memory in percent", {}, ["CPUUtilization Average", "MemoryUtilization Average"]],
  ["Running tasks", {}, ["CPUUtilization SampleCount"]],
  [
    "Running tasks",
    { ofCluster: { containerInsights: "enabled" } },
    ["DesiredTaskCount Average", "RunningTaskCount Average"],
  ],
])("%s %j", (title, overrides, expected) => {
  expect(metricsOf(title, overrides)).toEqual(expected);
});

test("the two groups of a service can be told apart", () => {
  const [widget] = rowOf({ deployment: canary }).widgets;
  const metrics = widget!.metrics
    .slice(0, 2)
    .map((metric) => ("expression" in metric ? [] : metric));
  expect(metrics.map((metric) => metric[3]?.label)).toEqual([
    "requests, group 1",
    "requests, group 2",
  ]);
  const [first, second] = metrics.map((metric) => metric[2]?.["TargetGroup"]);
  expect(first).not.toBe(second);
});

test("a dashboard takes the row", () => {
  const json = synthConstruct((scope) => {
    new Dashboard(scope, "dashboard", {
      name: "acme-dev",
      region: "eu-central-1",
      rows: [
        serviceWidgets({
          metrics: {
            service: { ClusterName: "acme-dev", ServiceName: "web" },
            targetGroups: [{ LoadBalancer: "app/acme-dev/1", TargetGroup: "targetgroup/web/2" }],
            containerInsights: true,
          },
        }),
      ],
    });
  });
  const { widgets } = JSON.parse(onlyResource(json, "aws_cloudwatch_dashboard").dashboard_body);
  expect(widgets.map(({ type }: { type: string }) => type)).toEqual([
    "text",
    ...Array(4).fill("metric"),
  ]);
  expect(widgets[1].properties.metrics[0]).toEqual([
    "AWS/ApplicationELB",
    "RequestCount",
    "LoadBalancer",
    "app/acme-dev/1",
    "TargetGroup",
    "targetgroup/web/2",
    { label: "requests" },
  ]);
});
