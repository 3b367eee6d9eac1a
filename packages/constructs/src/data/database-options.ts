import { z } from "zod";
import { nearest } from "../nearest";
import { count, matching, name, options, rule, type Draft } from "../option-rules";
import { isFreeName } from "./database-name";
import { restoreFrom } from "./restore-options";
import { INSTANCE_CLASSES, INSTANCE_FAMILIES, type InstanceClass } from "./instance-classes";

/** Major versions with which RDS makes instances (RDS for PostgreSQL release notes, release calendar). */
export const ENGINE_VERSIONS = ["14", "15", "16", "17", "18"] as const;

const CLASSES: ReadonlySet<unknown> = new Set(INSTANCE_CLASSES);

const instanceClass = z.custom<InstanceClass>((value) => CLASSES.has(value), {
  error: ({ input }) => {
    const meant = typeof input === "string" ? nearest(input, INSTANCE_CLASSES) : [];
    const also = meant.length === 0 ? "" : `; did you mean ${meant.join(" or ")}?`;
    return `an instance class such as db.t4g.micro or db.m7g.large, of ${INSTANCE_FAMILIES.join(", ")}${also}`;
  },
});

const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d`;

/** A PostgreSQL database on an instance of RDS of its own. */
export const databaseOptions = options({
  /**
   * Names it in `uses`, in variables and in AWS. The database within has this name too, with `_` for
   * each hyphen.
   */
  name: name(20).refine(isFreeName, {
    error: ({ input }) =>
      `another name than ${String(input)}, which PostgreSQL or RDS keeps for itself`,
  }),

  /**
   * Major version of PostgreSQL, as `"17"`; RDS brings in the minor ones in the maintenance window. A
   * higher one upgrades the instance where it is, and there is no way back from that but a backup.
   */
  engineVersion: z.enum(ENGINE_VERSIONS),

  /**
   * What it runs on, as `"db.m7g.large"`. A change restarts it.
   * @default "db.t4g.micro", where `production` "db.t4g.medium"
   */
  instanceClass: instanceClass.optional(),

  /** GiB of storage (gp3) to start with; RDS takes 20 to 65536, and never makes it smaller. @default 20 */
  storageGiB: count(20, 65_536).default(20),

  /**
   * GiB up to which RDS adds storage as it fills up. RDS wants a tenth more than `storageGiB`.
   * @default 100, or twice `storageGiB` where that is more
   */
  maxStorageGiB: count(22, 65_536).optional(),

  /** Whether a standby in another zone takes over when its zone or the instance fails. @default `production` */
  multiZone: z.boolean("true or false").optional(),

  /**
   * Days for which it can be restored to any second; RDS takes up to 35.
   * @default 1, where `production` 14
   */
  backupRetentionDays: count(1, 35).optional(),

  /** When the daily backup is made, in UTC, as `"16:00-16:30"`: half an hour at least. @default one of AWS's choice */
  backupWindow: matching(
    new RegExp(`^${TIME}-${TIME}$`),
    "two times in UTC, as 16:00-16:30",
  ).optional(),

  /**
   * When RDS upgrades, restarts and changes what is not done at once, in UTC, as
   * `"sun:17:00-sun:18:00"`: half an hour at least, beside `backupWindow`.
   * @default one of AWS's choice
   */
  maintenanceWindow: matching(
    new RegExp(`^(mon|tue|wed|thu|fri|sat|sun):${TIME}-(mon|tue|wed|thu|fri|sat|sun):${TIME}$`),
    "two days and times in UTC, as sun:17:00-sun:18:00",
  ).optional(),

  /**
   * What it is made from: a snapshot, or another database of the environment at a time, beside which it
   * then stands. It counts when the database is made, and may be taken out later.
   * @default empty
   */
  restoreFrom: restoreFrom.optional(),
})
  .refine(...rule(["maxStorageGiB"], leavesRoomToGrow))
  .refine(...rule(["maintenanceWindow"], keepsWindowsApart));

export type DatabaseInput = z.input<typeof databaseOptions>;
export type DatabaseOptions = z.output<typeof databaseOptions>;

/** RDS user guide, "Managing capacity automatically with Amazon RDS storage autoscaling". */
function leavesRoomToGrow({
  storageGiB,
  maxStorageGiB,
}: Draft<{ storageGiB: number; maxStorageGiB: number }>): string | undefined {
  if (typeof storageGiB !== "number" || typeof maxStorageGiB !== "number") return undefined;
  const least = Math.ceil(storageGiB * 1.1);
  return maxStorageGiB >= least ? undefined : `at least ${least}, a tenth more than storageGiB`;
}

type Windows = Draft<{ backupWindow: string; maintenanceWindow: string }>;

/**
 * RDS refuses windows that meet, and those of less than half an hour. Where it chooses one of the two
 * itself, it may choose one that meets the other.
 */
function keepsWindowsApart({ backupWindow, maintenanceWindow }: Windows): string | undefined {
  if ((backupWindow === undefined) !== (maintenanceWindow === undefined)) {
    return "both backupWindow and maintenanceWindow, or neither: AWS would choose the other one, which may meet it";
  }
  const daily = windowOf(backupWindow, DAY);
  const weekly = windowOf(maintenanceWindow, 7 * DAY);
  if (!daily || !weekly) return undefined;
  if ([daily, weekly].some(({ minutes }) => minutes < 30)) return "windows of half an hour or more";
  // A window of the day before the week may reach into it, as may one of its last night into the next.
  const meets = [-1, 0, 1, 2, 3, 4, 5, 6, 7].some((day) => {
    const start = daily.start + day * DAY;
    return start < weekly.start + weekly.minutes && weekly.start < start + daily.minutes;
  });
  return meets ? `a time beside backupWindow, ${backupWindow}` : undefined;
}

const DAY = 24 * 60;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Minutes since the beginning of the day or the week at which it starts, and how many it lasts. */
function windowOf(
  text: unknown,
  length: number,
): { readonly start: number; readonly minutes: number } | undefined {
  const found = [...String(text).matchAll(/(?:(\w{3}):)?(\d\d):(\d\d)/g)].map(
    ([, day = "mon", hours, minutes]) =>
      DAYS.indexOf(day) * DAY + Number(hours) * 60 + Number(minutes),
  );
  const [start, end] = found;
  if (start === undefined || end === undefined) return undefined;
  return { start, minutes: (end - start + length) % length };
}
