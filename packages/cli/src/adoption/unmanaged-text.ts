import { count } from "../core/count";
import { table } from "../core/table";
import { duration } from "../core/when";
import { LISTED } from "./look";
import type { Unmanaged, UnmanagedReport } from "./unmanaged";

const HEADINGS = ["type", "import id", "age", "tags"];

/** What a person sees. */
export function unmanagedLines(report: UnmanagedReport, now: Date = new Date()): string[] {
  const { account, regions, states, resources, ofCloudFormation, unread, unasked } = report;
  const where = `of account ${account} in ${regions.join(", ")}`;
  const rows = resources.map((one) => row(one, now));
  return [
    `${count(resources.length, "resource")} ${where} ${resources.length === 1 ? "is" : "are"} in none of ${count(states, "state")}.`,
    ...(rows.length === 0 ? [] : ["", table([HEADINGS, ...rows], { giveWay: ["tags"] })]),
    "",
    ...Object.entries(ofCloudFormation).map(
      ([stack, number]) => `CloudFormation's stack ${stack} manages ${number} more.`,
    ),
    `Without tags only these types are seen: ${LISTED.join(", ")}.`,
    "To take one over: new ...(stack, id, {...}).importFrom(IMPORT ID), packages/docs/adopt.md",
    ...unread.map(
      ({ key, problem }) => `Not read, so what it manages may stand here: ${key}: ${problem}`,
    ),
    ...unasked.map(
      ({ what, region, action, problem }) =>
        `Not seen: ${what}${region === undefined ? "" : ` in ${region}`}: ${problem} (it takes ${action})`,
    ),
  ];
}

const row = ({ type, importId, arn, created, tags }: Unmanaged, now: Date): string[] => [
  type,
  importId ?? arn,
  created === undefined ? "?" : duration(Math.round((now.valueOf() - created.valueOf()) / 1000)),
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(" "),
];
