import { count } from "../../core/count";
import { table, type TableOptions } from "../../core/table";
import { duration, when } from "../../core/when";
import type { Figures, Spread } from "./figures";
import type { Judged } from "./judged";
import type { Metrics } from "./measured";

/** How many failed changes are named, newest first. */
const NAMED = 10;

/** Longest reason in the table; `show` has all of it. */
const REASON_MAX = 120;

/** @param columns of the terminal; undefined for those of standard output */
export function metricsText(metrics: Metrics, now: Date = new Date(), columns?: number): string {
  const { days, store, stacks, production } = metrics;
  const shown = stacks.filter(({ applies }) => applies > 0);
  const heading = `The last ${count(days, "day")}, by the applies that ${store} has:`;
  const notes = notesOn(metrics);
  if (shown.length === 0) {
    const none = `No apply has ended in the last ${count(days, "day")}, as far as ${store} says.`;
    return [none, ...notes].join("\n");
  }
  const width = columns === undefined ? {} : { columns };
  const failed = metrics.applies.filter(({ failure }) => failure !== undefined).toReversed();
  return [
    heading,
    table(
      [
        ["Stack", "Deployments", "A week", "Lead time", "Failed", "Restored after"],
        ...shown.map((figures) => row(figures.stack, figures)),
        ...(production ? [row("production", production)] : []),
      ],
      width,
    ),
    ...(failed.length === 0 ? [] : ["", failedTable(failed, now, width)]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ].join("\n");
}

const row = (name: string, figures: Figures): string[] => [
  name,
  String(figures.deployments),
  rate(figures.deploymentsPerWeek),
  figures.deployments === 0 ? "" : spreadText(figures.leadTime),
  failedText(figures),
  restoredText(figures),
];

const rate = (perWeek: number): string => perWeek.toFixed(perWeek < 0.1 ? 2 : 1);

/** `3 h`, and how long it took at most for nine of ten where that is longer. */
function spreadText(spread: Spread | undefined): string {
  if (spread === undefined) return "not known";
  const [half, most] = [duration(spread.medianSeconds), duration(spread.ninetiethSeconds)];
  return half === most ? half : `${half} (90 %: ${most})`;
}

const failedText = ({ failed, applies, failedShare = 0 }: Figures): string =>
  failed === 0 ? "none" : `${failed} of ${applies} (${Math.round(failedShare * 100)} %)`;

function restoredText({ timeToRestore, unrestored, failed }: Figures): string {
  if (failed === 0) return "";
  const open = unrestored === 0 ? [] : [`${unrestored} not yet`];
  return [...(timeToRestore ? [spreadText(timeToRestore)] : []), ...open].join(", ");
}

function failedTable(failed: readonly Judged[], now: Date, width: TableOptions): string {
  const rows = failed
    .slice(0, NAMED)
    .map(({ id, at, failure, restoredAt }) => [
      id,
      when(new Date(at), now),
      restoredAt === undefined
        ? "not yet"
        : duration(Math.round((Date.parse(restoredAt) - Date.parse(at)) / 1000)),
      cut(failure!),
    ]);
  const more = failed.length - rows.length;
  return [
    table([["Failed change", "Ended", "Restored after", "Why"], ...rows], width),
    ...(more > 0 ? [`and ${more} more: --json has all`] : []),
  ].join("\n");
}

const cut = (text: string): string =>
  text.length <= REASON_MAX ? text : `${text.slice(0, REASON_MAX - 3)}...`;

/** What the figures leave out. */
function notesOn({ stacks, underWay, unreadable }: Metrics): string[] {
  const unknown = stacks.reduce((sum, { unknownChanges }) => sum + unknownChanges, 0);
  return [
    ...(unknown === 0
      ? []
      : [
          `Lead time: what ${count(unknown, "deployment")} brought is not known. Either this clone does not have the commits (git fetch --unshallow), or the plan had changes that no commit has.`,
        ]),
    ...underWay.map((id) => `Not counted: the apply of ${id} is under way.`),
    ...unreadable.map(({ id, problem }) => `Not counted: ${id} cannot be read: ${problem}`),
  ];
}
