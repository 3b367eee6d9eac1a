import { count } from "../core/count";
import { table } from "../core/table";
import { duration } from "../core/when";
import { LISTED } from "./look";
import type { Unmanaged, UnmanagedReport } from "./unmanaged";

const HEADINGS = ["account", "type", "import id", "age", "tags"];

/** What a person sees. */
export function unmanagedLines(report: UnmanagedReport, now: Date = new Date()): string[] {
  const { accounts, states, resources, ofCloudFormation, unread, unasked } = report;
  const where = accounts.map(({ id, regions }) => `of account ${id} in ${regions.join(", ")}`);
  const headed = [HEADINGS, ...resources.map((one) => row(one, now))];
  // Where all are of one, it is told above.
  const rows = accounts.length > 1 ? headed : headed.map(([, ...cells]) => cells);
  return [
    `${count(resources.length, "resource")} ${where.join(" and ")} ${resources.length === 1 ? "is" : "are"} in none of ${count(states, "state")}.`,
    ...(resources.length === 0 ? [] : ["", table(rows, { giveWay: ["tags"] })]),
    "",
    ...Object.entries(ofCloudFormation).map(
      ([stack, number]) => `CloudFormation's stack ${stack} manages ${number} more.`,
    ),
    `Without tags only these types are seen: ${LISTED.join(", ")}.`,
    "To take one over: packages/docs/adopt.md",
    ...unread.map(
      ({ key, problem }) => `Not read, so what it manages may stand here: ${key}: ${problem}`,
    ),
    ...unasked.map(
      ({ what, account, region, action, problem }) =>
        `Not seen: ${what} in ${region === undefined ? "" : `${region} of `}${account}: ${problem} (it takes ${action})`,
    ),
  ];
}

const row = ({ account, type, importId, arn, created, tags }: Unmanaged, now: Date): string[] => [
  account,
  type,
  importId ?? arn,
  created === undefined ? "?" : duration(Math.round((now.valueOf() - created.valueOf()) / 1000)),
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(" "),
];
