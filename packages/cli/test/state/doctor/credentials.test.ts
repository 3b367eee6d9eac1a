import { judgeExpiry } from "../../../src/state/doctor/credentials";

const NOW = new Date("2026-11-29T12:00:00Z");
const judged = (minutes: number) =>
  judgeExpiry(new Date(NOW.valueOf() + minutes * 60_000), NOW, "log in (aws sso login)");

test("credentials that have ended are an error, those that end soon a warning", () => {
  expect(judged(-1)).toMatchObject({ check: "credentials-expired", severity: "error" });
  expect(judged(14)).toMatchObject({ check: "credentials-ending", severity: "warning" });
  expect(judged(16)).toBeUndefined();
});

test("what gives new ones is told as everywhere else", () => {
  expect(judged(0)!.repair).toBe("log in (aws sso login), then npx --no -- groundwork doctor");
});
