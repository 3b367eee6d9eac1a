import { z } from "zod";
import { cron, timeZone } from "../clock-options";
import { count, inOrder, name, options, rule } from "../../option-rules";

const schedule = options({
  /** Names the schedule within the service. */
  name: name(20),

  /** Minute, hour, day of month, month, day of week and year, as `0 20 ? * MON-FRI *`. One of the two days is a `?`. */
  cron,

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
  timeZone: timeZone.default("Etc/UTC"),
}).refine(...rule(["maxCount"], inOrder));

export type AutoscalingOptions = z.output<typeof autoscalingOptions>;
