import { junitText } from "../../src/load-test/junit";
import { result } from "../delivery/load-tests/stored-result";

const of = (changes: object) =>
  junitText({ environment: "staging", results: [], notNeeded: [], ...changes });

test("a service that passed, one that did not, and one that needed no test", () => {
  const failed = result("2", {
    service: "api",
    passed: false,
    missed: ['p99 <812> ms & "more"\u0007'],
  });
  const text = of({ results: [result("1"), failed], notNeeded: ["worker"], error: "api failed" });
  expect(text).toContain(
    '<testsuite name="load test of staging" tests="3" failures="1" errors="0" skipped="1">',
  );
  expect(text).toContain('name="web" time="120"></testcase>');
  expect(text).toContain('<failure message="p99 &lt;812&gt; ms &amp; &quot;more&quot;">');
  expect(text).toContain('name="worker" time="0"><skipped/></testcase>');
  // XML 1.0 has no place for it.
  expect(text).not.toContain("\u0007");
});

test("what kept a service from being tested is an error", () => {
  expect(of({ error: "got ECONNREFUSED" })).toMatch(
    /errors="1".*\n<testcase.* name="staging".*<error message="got ECONNREFUSED"\/>/,
  );
});
