import type { Finding } from "../../../src/state/doctor/examination";
import { withoutRehearsal } from "../../../src/state/doctor/judge-rehearsal";
import type { StackReport } from "../../../src/state/doctor/stack";

const found = (...checks: string[]): Finding[] =>
  checks.map((check) => ({
    check,
    severity: "error",
    about: "backend",
    what: `${check} is wrong`,
    why: "",
    repair: "npx --no -- groundwork bootstrap",
  }));

const stateOf = (...addresses: string[]) =>
  ({ state: { object: { format: { state: { addresses } } } } }) as unknown as StackReport;

const REHEARSED = stateOf("terraform_data.aws_s3_bucket__state-bucket");
const REAL = stateOf("aws_s3_bucket.state-bucket", "terraform_data.own");

const checks = (findings: readonly Finding[], ...stacks: StackReport[]) =>
  withoutRehearsal(findings, stacks, "http://127.0.0.1:1").map(({ check }) => check);

test("what a rehearsal has not made is one finding, and the rest stays", () => {
  const all = found("backend-layout", "key-missing", "bucket-policy", "lock-dead");
  expect(checks(all, REAL, REHEARSED)).toEqual(["rehearsal", "lock-dead"]);
  expect(withoutRehearsal(all, [REHEARSED], "http://127.0.0.1:1")[0]!.unseen).toEqual([
    "backend-layout is wrong",
    "key-missing is wrong",
    "bucket-policy is wrong",
  ]);
});

test("a backend in an emulator that lacks it is told as one in AWS", () => {
  expect(checks(found("backend-layout", "key-missing"), REAL)).toEqual([
    "backend-layout",
    "key-missing",
  ]);
});

test("nor is it a matter of stand-ins what is wrong with a backend that was bootstrapped", () => {
  expect(checks(found("bucket-policy"), REHEARSED)).toEqual(["bucket-policy"]);
});
