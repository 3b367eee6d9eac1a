import { z } from "zod";
import { count, inOrder, name, options, rule } from "../../option-rules";

const schedule = options({
  /** Names the schedule within the service. */
  name: name(20),

  /** Minute, hour, day of month, month, day of week and year, as `0 20 ? * MON-FRI *`. One of the two days is a `?`. */
  cron: z
    .string("six fields as in 0 20 ? * MON-FRI *")
    .refine(isCron, "six fields, one of both days a ?, as in 0 20 ? * MON-FRI *"),

  /** Fewest tasks from then on. */
  minCount: count(0, 1000),

  /** Most tasks from then on. */
  maxCount: count(0, 1000),
}).refine(...rule(["maxCount"], inOrder));

/** How the number of tasks follows the load. Out after one minute, in after five. */
export const autoscalingOptions = options({
  /** Fewest tasks. */
  minCount: count(0, 1000),

  /** Most tasks. */
  maxCount: count(0, 1000),

  /** Percent of the reserved CPU that the tasks should use on average. @default 75 */
  cpuPercent: count(1, 100).default(75),

  /** The same for memory. @default tasks are not counted by memory */
  memoryPercent: count(1, 100).optional(),

  /**
   * Requests a minute that each task should take. The metric is of one target group, so it serves
   * no deployment that moves requests between two.
   * @default tasks are not counted by requests
   */
  requestsPerTarget: count(1, 1_000_000).optional(),

  /**
   * Changes of the two bounds by the clock, such as none at night. Where there are any, only they
   * set the bounds after the service is made.
   * @default none
   */
  schedules: z
    .array(schedule)
    .refine(
      (schedules) => new Set(schedules.map((one) => one.name)).size === schedules.length,
      "each name once",
    )
    .default([]),

  /** IANA time zone of the schedules, such as Asia/Seoul. @default "Etc/UTC" */
  timeZone: z
    .string("a time zone such as Asia/Seoul")
    .refine(isTimeZone, "a time zone such as Asia/Seoul")
    .default("Etc/UTC"),
}).refine(...rule(["maxCount"], inOrder));

export type AutoscalingOptions = z.output<typeof autoscalingOptions>;

/** EventBridge user guide, "Cron expressions reference". */
function isCron(cron: string): boolean {
  const time = String.raw`[\d,*/-]+`;
  const fields = `^${time} ${time} ([\\d,*/?LW-]+) [\\dA-Z,*/-]+ ([\\dA-Z,*/?#-]+) ${time}$`;
  const [, dayOfMonth, dayOfWeek] = new RegExp(fields).exec(cron) ?? [];
  return (dayOfMonth === "?") !== (dayOfWeek === "?");
}

/**
 * Application Auto Scaling takes the names of IANA as they are spelled (its API, PutScheduledAction:
 * "canonical names"); JavaScript takes any spelling of them, and offsets as well.
 */
function isTimeZone(timeZone: string): boolean {
  // The default, without the time that a formatter takes.
  if (timeZone === "Etc/UTC") return true;
  if (!/^[A-Z]/.test(timeZone)) return false;
  // Most are on this list, which takes a tenth of the time that the first format does.
  if (Intl.supportedValuesOf("timeZone").includes(timeZone)) return true;
  try {
    const { timeZone: known } = new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions();
    // An alias, such as Etc/UTC, becomes another name.
    return known === timeZone || known.toLowerCase() !== timeZone.toLowerCase();
  } catch {
    return false;
  }
}
