import {
  Dashboard,
  type DashboardProps,
  type GraphWidget,
} from "../../src/observability/dashboard";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const cpu: GraphWidget = {
  title: "CPU",
  metrics: [["AWS/ECS", "CPUUtilization", { ClusterName: "acme-dev", ServiceName: "web" }]],
};

const synthDashboard = (overrides: Partial<DashboardProps> = {}) =>
  synthConstruct((scope) => {
    new Dashboard(scope, "dashboard", {
      name: "acme-dev",
      region: "eu-central-1",
      rows: [{ heading: "web", widgets: [cpu] }],
      ...overrides,
    });
  });

const widgets = (rows: DashboardProps["rows"]): any[] =>
  JSON.parse(onlyResource(synthDashboard({ rows }), "aws_cloudwatch_dashboard").dashboard_body)
    .widgets;

/** A row of so many graphs. */
const row = (count: number, heading = "web") => ({
  heading,
  widgets: Array.from({ length: count }, (_, i) => ({ ...cpu, title: `${heading} ${i}` })),
});

const onlyGraph = (widget: Partial<GraphWidget>) =>
  widgets([{ heading: "web", widgets: [{ ...cpu, ...widget }] }])[1].properties;

test("is a dashboard", () => {
  const json = synthDashboard();
  expect(resourceAddresses(json)).toEqual(["aws_cloudwatch_dashboard.dashboard_9E73CAB7"]);
  expect(onlyResource(json, "aws_cloudwatch_dashboard").dashboard_name).toBe("acme-dev");
});

describe("layout", () => {
  const places = (rows: DashboardProps["rows"]) =>
    widgets(rows).map(({ type, x, y, width, height }) => `${type} ${x},${y} ${width}x${height}`);

  test("each row has a heading across the grid and graphs that share its width", () => {
    expect(places([row(2), row(3, "worker")])).toEqual([
      "text 0,0 24x1",
      "metric 0,1 12x6",
      "metric 12,1 12x6",
      "text 0,7 24x1",
      "metric 0,8 8x6",
      "metric 8,8 8x6",
      "metric 16,8 8x6",
    ]);
    expect(widgets([row(1)])[0].properties).toEqual({ markdown: "## web" });
  });

  test("a fifth graph goes to the next line, and the next row below it", () => {
    expect(places([row(5), row(1, "worker")])).toEqual([
      "text 0,0 24x1",
      "metric 0,1 6x6",
      "metric 6,1 6x6",
      "metric 12,1 6x6",
      "metric 18,1 6x6",
      "metric 0,7 6x6",
      "text 0,13 24x1",
      "metric 0,14 24x6",
    ]);
  });

  test("a row without graphs is left out", () => {
    expect(places([row(0), row(1, "worker")])).toEqual(["text 0,0 24x1", "metric 0,1 24x6"]);
    expect(widgets([])).toEqual([]);
  });
});

describe("graph", () => {
  test("shows a metric of the region by the minute", () => {
    expect(onlyGraph({})).toEqual({
      title: "CPU",
      view: "timeSeries",
      stacked: false,
      region: "eu-central-1",
      stat: "Average",
      period: 60,
      metrics: [["AWS/ECS", "CPUUtilization", "ClusterName", "acme-dev", "ServiceName", "web"]],
    });
  });

  test("takes another statistic, period and axis", () => {
    expect(onlyGraph({ stat: "p99", periodSeconds: 300, yMin: 0, yMax: 100 })).toMatchObject({
      stat: "p99",
      period: 300,
      yAxis: { left: { min: 0, max: 100 } },
    });
    expect(onlyGraph({ yMin: 0 }).yAxis).toEqual({ left: { min: 0 } });
  });

  test("shows several metrics, hidden ones and arithmetic over them", () => {
    const { metrics } = onlyGraph({
      metrics: [
        ["A", "Errors", {}, { id: "m1", stat: "Sum", visible: false }],
        ["A", "Requests", { Service: "${aws_ecs_service.web.name}" }, { id: "m2", label: "all" }],
        { expression: "m1 / m2 * 100", label: "error rate", id: "e1" },
      ],
    });
    expect(metrics).toEqual([
      ["A", "Errors", { id: "m1", stat: "Sum", visible: false }],
      ["A", "Requests", "Service", "${aws_ecs_service.web.name}", { id: "m2", label: "all" }],
      [{ expression: "m1 / m2 * 100", label: "error rate", id: "e1" }],
    ]);
  });
});

describe("fails", () => {
  const many = (count: number) => ({
    ...cpu,
    metrics: Array.from({ length: count }, () => cpu.metrics[0]!),
  });

  test.each<[string, Partial<DashboardProps>, string]>([
    [
      "on a name that CloudWatch refuses",
      { name: "acme dev" },
      'dashboard.name: got "acme dev", expected 1 to 255 letters',
    ],
    ["on a name too long", { name: "a".repeat(256) }, "expected 1 to 255 letters"],
    [
      "on more widgets than CloudWatch takes",
      { rows: [row(500)] },
      'dashboard.rows: got "501 widgets", expected at most 500, headings included',
    ],
    [
      "on more metrics in all",
      { rows: [{ heading: "web", widgets: Array.from({ length: 6 }, () => many(417)) }] },
      'dashboard.rows: got "2502 metrics", expected at most 2500',
    ],
    [
      "on more metrics in a graph",
      { rows: [{ heading: "web", widgets: [many(501)] }] },
      'dashboard.CPU: got "501 metrics", expected 1 to 500 metrics',
    ],
    [
      "on a graph of nothing",
      { rows: [{ heading: "web", widgets: [many(0)] }] },
      'dashboard.CPU: got "0 metrics"',
    ],
    [
      "on a period that CloudWatch does not know",
      { rows: [{ heading: "web", widgets: [{ ...cpu, periodSeconds: 90 }] }] },
      "dashboard.CPU.periodSeconds: got 90, expected 1, 5, 10, 30 or a multiple of 60",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthDashboard(overrides)).toThrow(message);
  });

  test("not on as many as it takes", () => {
    expect(() => synthDashboard({ rows: [row(499)] })).not.toThrow();
  });
});
