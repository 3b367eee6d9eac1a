import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { check } from "../check";

/** A metric as CloudWatch names it, and how it is drawn. */
export type Metric = readonly [
  namespace: string,
  metric: string,
  dimensions: Readonly<Record<string, string>>,
  options?: MetricOptions,
];

export interface MetricOptions {
  /** @default - CloudWatch makes one of what tells the graph's metrics apart */
  readonly label?: string | undefined;
  /** Such as "Sum" or "p99". @default the graph's */
  readonly stat?: string | undefined;
  /** Name in expressions; it starts with a lower-case letter. @default none */
  readonly id?: string | undefined;
  /** False for a metric that only feeds an expression. @default true */
  readonly visible?: boolean | undefined;
  /** @default "left" */
  readonly yAxis?: "left" | "right" | undefined;
  /** As "#d62728". @default - CloudWatch takes the next of its palette */
  readonly color?: string | undefined;
}

/** Arithmetic over the metrics of the same graph that have an id. */
export interface MetricExpression {
  /** As "m1 / m2 * 100" (CloudWatch user guide, "Using math expressions"). */
  readonly expression: string;
  readonly label: string;
  /** Name in other expressions. @default none */
  readonly id?: string | undefined;
}

export type MetricRef = Metric | MetricExpression;

export interface GraphWidget {
  readonly title: string;
  /** At most 500. */
  readonly metrics: readonly MetricRef[];
  /** @default "Average" */
  readonly stat?: string | undefined;
  /** 1, 5, 10, 30 or a multiple of 60. @default 60 */
  readonly periodSeconds?: number | undefined;
  /** Where the left axis begins. @default - what the values ask for */
  readonly yMin?: number | undefined;
  /** @default - what the values ask for */
  readonly yMax?: number | undefined;
}

export interface DashboardRow {
  readonly heading: string;
  /** Up to four stand side by side, more of them in further lines. Without any the row is left out. */
  readonly widgets: readonly GraphWidget[];
}

export interface DashboardProps {
  /** At most 255 letters, digits, hyphens and underscores; dashboards of all regions share names. */
  readonly name: string;
  /** Where the metrics are. */
  readonly region: string;
  readonly rows: readonly DashboardRow[];
}

/** A CloudWatch dashboard of graphs in rows, each row under its heading. */
export class Dashboard extends Construct {
  public readonly dashboard: CloudwatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { name, region } = props;
    const rows = props.rows.filter(({ widgets }) => widgets.length > 0);
    this.checkProps(name, rows);
    this.dashboard = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: name,
      dashboardBody: JSON.stringify({ widgets: layOut(rows, region) }),
    });
  }

  /** Limits of "Dashboard body structure and syntax", CloudWatch API reference. */
  private checkProps(name: string, rows: readonly DashboardRow[]): void {
    check(
      this,
      "name",
      name,
      /^[\w-]{1,255}$/.test(name),
      "1 to 255 letters, digits, hyphens and underscores",
    );
    const graphs = rows.flatMap(({ widgets }) => widgets);
    const count = rows.length + graphs.length;
    check(this, "rows", `${count} widgets`, count <= 500, "at most 500, headings included");
    const total = graphs.reduce((sum, { metrics }) => sum + metrics.length, 0);
    check(this, "rows", `${total} metrics`, total <= 2500, "at most 2500");
    for (const { title, metrics, periodSeconds: period = 60 } of graphs) {
      const has = metrics.length;
      check(this, title, `${has} metrics`, has >= 1 && has <= 500, "1 to 500 metrics");
      check(
        this,
        `${title}.periodSeconds`,
        period,
        [1, 5, 10, 30].includes(period) || (period > 0 && period % 60 === 0),
        "1, 5, 10, 30 or a multiple of 60",
      );
    }
  }
}

// CloudWatch's grid is 24 wide.
const GRID = 24;
const HEADING_HEIGHT = 1;
const GRAPH_HEIGHT = 6;

/** Places everything from the top down. */
function layOut(rows: readonly DashboardRow[], region: string): object[] {
  let y = 0;
  return rows.flatMap(({ heading, widgets }) => {
    const top = y + HEADING_HEIGHT;
    const columns = Math.min(widgets.length, 4);
    const width = GRID / columns;
    const graphs = widgets.map((widget, i) => ({
      type: "metric",
      x: (i % columns) * width,
      y: top + Math.floor(i / columns) * GRAPH_HEIGHT,
      width,
      height: GRAPH_HEIGHT,
      properties: graph(widget, region),
    }));
    const text = {
      type: "text",
      x: 0,
      y,
      width: GRID,
      height: HEADING_HEIGHT,
      properties: { markdown: `## ${heading}` },
    };
    y = top + Math.ceil(widgets.length / columns) * GRAPH_HEIGHT;
    return [text, ...graphs];
  });
}

const graph = (widget: GraphWidget, region: string) => ({
  title: widget.title,
  view: "timeSeries",
  stacked: false,
  region,
  stat: widget.stat ?? "Average",
  period: widget.periodSeconds ?? 60,
  metrics: widget.metrics.map(metricRow),
  ...((widget.yMin !== undefined || widget.yMax !== undefined) && {
    // JSON.stringify leaves out what is undefined.
    yAxis: { left: { min: widget.yMin, max: widget.yMax } },
  }),
});

function metricRow(metric: MetricRef): unknown[] {
  if ("expression" in metric) return [metric];
  const [namespace, name, dimensions, options] = metric;
  const names = Object.entries(dimensions).flat();
  return [namespace, name, ...names, ...(options ? [options] : [])];
}
