import { z } from "zod";

/** A time that comes again, as EventBridge and Application Auto Scaling take it. */
export const cron = z
  .string("six fields as in 0 20 ? * MON-FRI *")
  .refine(isCron, "six fields, one of both days a ?, as in 0 20 ? * MON-FRI *");

/** A time zone by its name in IANA's database. */
export const timeZone = z
  .string("a time zone such as Asia/Seoul")
  .refine(isTimeZone, "a time zone such as Asia/Seoul");

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
