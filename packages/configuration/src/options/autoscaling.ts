import { z } from "zod";
import {
  count,
  matching,
  name,
  options,
  rule,
  type Draft,
} from "@groundwork/constructs/option-rules";

const schedule = options({
  /** Names the schedule within the service. */
  name: name(20),

  /** Minute, hour, day of month, month, day of week and year, as `0 20 ? * MON-FRI *`. */
  cron: matching(/^\S+( \S+){5}$/, "six fields as in 0 20 ? * MON-FRI *"),

  /** Fewest tasks from then on. */
  minCount: count(0, 1000),

  /** Most tasks from then on. */
  maxCount: count(0, 1000),
}).refine(...rule(["maxCount"], inOrder));

export const autoscaling = options({
  /** Fewest tasks. */
  minCount: count(0, 1000),

  /** Most tasks. */
  maxCount: count(0, 1000),

  /** Percent of the reserved CPU that the tasks should use on average. @default 75 */
  cpuPercent: count(1, 100).default(75),

  /** The same for memory. @default tasks are not counted by memory */
  memoryPercent: count(1, 100).optional(),

  /** Requests a minute that each task should take. @default tasks are not counted by requests */
  requestsPerTarget: count(1, 1_000_000).optional(),

  /**
   * Changes of the two bounds by the clock, such as none at night. Where there are any, only they
   * set the bounds after the service is made.
   * @default none
   */
  schedules: z.array(schedule).default([]),

  /** IANA time zone of the schedules, such as Asia/Seoul. @default "Etc/UTC" */
  timeZone: z
    .string("a time zone such as Asia/Seoul")
    .refine(isTimeZone, "a time zone such as Asia/Seoul")
    .default("Etc/UTC"),
}).refine(...rule(["maxCount"], inOrder));

function inOrder({ minCount = 0, maxCount = 0 }: Draft<{ minCount: number; maxCount: number }>) {
  return minCount <= maxCount ? undefined : `at least minCount, ${minCount}`;
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
