import type { DashboardRow, GraphWidget } from "../observability/dashboard";

/** A database as the dashboard shows it: a row of its own. */
export function databaseWidgets(name: string, identifier: string): DashboardRow {
  const graph = (title: string, metric: string, label: string): GraphWidget => ({
    title,
    yMin: 0,
    metrics: [["AWS/RDS", metric, { DBInstanceIdentifier: identifier }, { label }]],
  });
  return {
    heading: `Database ${name}`,
    widgets: [
      graph("CPU in percent", "CPUUtilization", "CPU"),
      graph("Connections", "DatabaseConnections", "connections"),
      graph("Bytes of storage that are free", "FreeStorageSpace", "free"),
      graph("Seconds to read", "ReadLatency", "read"),
    ],
  };
}
