import { pastTime } from "../../src/operate/logs/time";

const NOW = Date.parse("2026-11-30T06:22:38Z");
const read = (text: string) => pastTime("--since")(text, undefined, NOW);

test.each([
  ["90s", 90],
  ["10m", 600],
  ["1h30m", 5400],
  ["2d", 172_800],
  ["1w", 604_800],
  ["2026-11-30T06:22:08Z", 30],
  ["2026-11-30T15:22:08+09:00", 30],
  ["2026-11-30 06:22:08.5Z", 29.5],
])("%s is %d s ago", (text, seconds) => {
  expect(NOW - read(text)).toBe(seconds * 1000);
});

test("without a zone it is in that of this machine, also where there is a date alone", () => {
  expect(read("2026-11-29")).toBe(new Date(2026, 10, 29).valueOf());
  expect(read("2026-11-29T06:00")).toBe(new Date(2026, 10, 29, 6).valueOf());
});

test.each([
  ["", "got nothing, expected an age such as 90s"],
  ["10", "got 10, expected"],
  ["10 min", "got 10 min, expected"],
  ["-5m", "got -5m, expected"],
  ["yesterday", "got yesterday, expected"],
  ["2026-13-01", "got 2026-13-01, expected"],
  ["2027-01-01", "got 2027-01-01, which is to come, expected"],
  ["99999999999999w", "got 99999999999999w, expected"],
])("%j is refused", (text, said) => {
  expect(() => read(text)).toThrow(`--since: ${said}`);
});
