import { resultText } from "../../src/load-test/load-test-text";
import { result } from "../delivery/load-tests/stored-result";

test("a result is told with its limits, what it was of, and what went wrong", () => {
  expect(resultText(result("1"))).toBe(
    `  answered  5999 of 6000 in 120 s, 0.017 % went wrong (at most 1 %)
  times     half in 10 ms, p90 20 ms, p99 80 ms (at most 300 ms), longest 200 ms
  wrong     1 x status 503
  image     sha256:${"a".repeat(64)}
  commit    0123456789abcdef0123456789abcdef01234567, plan staging-stack-20261130T050000Z-01234567-9f3a
Passed.`,
  );
});

test("one that was given up says so, and names the most frequent errors", () => {
  const wrong = [9, 8, 7, 6, 5, 4, 3].map((count) => ({ what: `status 50${count}`, count }));
  const measured = { due: 42, answered: 0, wrong, errorPercent: 100, seconds: 1 };
  const text = resultText(
    result("1", {
      passed: false,
      missed: ["100 % went wrong, expected at most 1 %"],
      measured: { ...measured, givenUp: true },
    }),
  );
  expect(text).toContain("  wrong     5 x status 505\n  wrong     7 x something else\n  given up");
  expect(text).toMatch(/Not passed: 100 % went wrong, expected at most 1 %$/);
});
