import { z } from "zod";
import { emails } from "../../observability/email-options";
import { count, options, part, unique } from "../../option-rules";

/** A worker has no use for the first three, and gets none of them. */
const KINDS = ["5xx", "unhealthy-hosts", "latency", "cpu", "memory", "running-tasks"] as const;

/** Alarms of services and who is told. */
export const alarmOptions = options({
  /** Addresses that get alarms, failed deployments and scan findings; each must confirm. @default none */
  emails: emails.default([]),

  /** Which alarms every service gets. @default all of them */
  kinds: unique(z.array(z.enum(KINDS)), "each kind once").default([...KINDS]),

  /** Answers of status 5xx in a minute that raise the alarm. @default 25 */
  errors5xxCount: count(1, 1_000_000).default(25),

  /** Seconds within which 99 of 100 requests should be answered. @default 1 */
  latencySeconds: z
    .number("a number of seconds above 0")
    .positive("a number of seconds above 0")
    .default(1),

  /** CPU in percent of what is reserved; above what autoscaling aims at. @default 90 */
  cpuPercent: count(1, 100).default(90),

  /** Memory in percent of what is reserved. @default 90 */
  memoryPercent: count(1, 100).default(90),
});

/** Those of what is measured of a service. */
export const serviceAlarmOptions = part(
  alarmOptions,
  "kinds",
  "errors5xxCount",
  "latencySeconds",
  "cpuPercent",
  "memoryPercent",
);

export type AlarmKind = (typeof KINDS)[number];
export type ServiceAlarmInput = z.input<typeof serviceAlarmOptions>;
export type ServiceAlarmOptions = z.output<typeof serviceAlarmOptions>;
