import { when } from "../../src/core/when";

const now = new Date("2026-11-21T04:00:00Z");

test.each([
  [0, "0 s ago"],
  [99, "99 s ago"],
  [300, "5 min ago"],
  [3 * 3600, "3 h ago"],
  [12 * 86_400, "12 days ago"],
  [-300, "in 5 min"],
])("%d s before now: %s", (seconds, words) => {
  const text = when(new Date(now.valueOf() - seconds * 1000), now);
  expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d \(/);
  expect(text).toContain(`(${words})`);
});
