import { autoscalingOptions } from "../../../src/container-service/service/autoscaling-options";
import { refusals } from "../../refusals";

const bounds = { minCount: 2, maxCount: 6 };
const night = { name: "night", cron: "0 20 ? * MON-FRI *", minCount: 0, maxCount: 0 };
const found = (change: object) => refusals(autoscalingOptions, { ...bounds, ...change });
const scheduled = (change: object) => ({ schedules: [{ ...night, ...change }] });

test("follows CPU alone where nothing is said, by the clock of UTC", () => {
  expect(autoscalingOptions.parse(bounds)).toEqual({
    ...bounds,
    cpuPercent: 75,
    schedules: [],
    timeZone: "Etc/UTC",
  });
});

describe("refuses", () => {
  const timeZone = "timeZone: a time zone such as Asia/Seoul";
  const cron = "schedules.0.cron: six fields, one of both days a ?, as in 0 20 ? * MON-FRI *";

  test.each<[string, object, string]>([
    ["bounds out of order", { minCount: 7 }, "maxCount: at least minCount, 7"],
    ["a bound below zero", { minCount: -1 }, "minCount: a whole number from 0 to 1000"],
    ["CPU out of range", { cpuPercent: 101 }, "cpuPercent: a whole number from 1 to 100"],
    ["memory out of range", { memoryPercent: 0 }, "memoryPercent: a whole number from 1 to 100"],
    ["no requests", { requestsPerTarget: 0 }, "requestsPerTarget: a whole number from 1 to"],
    ["two schedules of a name", { schedules: [night, night] }, "schedules: each name once"],
    ["a schedule's name", scheduled({ name: "At Night" }), "schedules.0.name: 2 to 20 lower-case"],
    ["a schedule's bounds", scheduled({ minCount: 1 }), "schedules.0.maxCount: at least minCount"],
    ["five fields, as Unix has them", scheduled({ cron: "0 20 * * MON-FRI" }), cron],
    ["both days", scheduled({ cron: "0 20 * * MON *" }), cron],
    ["neither day", scheduled({ cron: "0 20 ? * ? *" }), cron],
    ["no cron", scheduled({ cron: "rate(1 day)" }), cron],
    ["a place without a time", { timeZone: "Europe/Atlantis" }, timeZone],
    ["a place in small letters, which JavaScript takes", { timeZone: "asia/seoul" }, timeZone],
    ["a place half in small letters", { timeZone: "Asia/seoul" }, timeZone],
    ["an offset", { timeZone: "+02:00" }, timeZone],
  ])("%s", (_, change, message) => {
    expect(found(change)).toEqual([expect.stringContaining(message)]);
  });
});

describe("takes", () => {
  test.each([
    "0 20 ? * MON-FRI *",
    "0/15 6,18 1 JAN-MAR ? 2030-2032",
    "0 0 L * ? *",
    "0 8 ? * 2#1 *",
    "0 8 15W * ? *",
  ])("the cron %s", (cron) => {
    expect(found(scheduled({ cron }))).toEqual([]);
  });

  test.each(["UTC", "Etc/UTC", "Asia/Seoul", "Asia/Kolkata", "America/Port-au-Prince"])(
    "the time zone %s",
    (timeZone) => {
      expect(found({ timeZone, schedules: [night, { ...night, name: "morning" }] })).toEqual([]);
    },
  );
});
