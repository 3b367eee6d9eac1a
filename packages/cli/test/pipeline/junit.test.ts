import { junitXml } from "../../src/pipeline/junit";

const file = (more: object) => ({
  name: "/src/__tests__/a.test.ts",
  startTime: 1000,
  endTime: 3500,
  status: "passed",
  assertionResults: [],
  ...more,
});

test("tests of each file, as CodeBuild reads them", () => {
  const results = {
    testResults: [
      file({
        assertionResults: [
          { fullName: "a passes", status: "passed", duration: 12 },
          {
            fullName: 'b <fails> & "so"',
            status: "failed",
            failureMessages: ["\u001B[31mno\u001B[39m\nat x"],
          },
          { fullName: "c waits", status: "pending", duration: null },
        ],
      }),
    ],
  };
  expect(junitXml(results, "/src")).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      "<testsuites>",
      '  <testsuite name="__tests__/a.test.ts" tests="3" failures="1" errors="0" skipped="1" time="2.500">',
      '    <testcase classname="__tests__/a.test.ts" name="a passes" time="0.012"/>',
      '    <testcase classname="__tests__/a.test.ts" name="b &lt;fails&gt; &amp; &quot;so&quot;" time="0.000"><failure message="no">no&#10;at x</failure></testcase>',
      '    <testcase classname="__tests__/a.test.ts" name="c waits" time="0.000"><skipped/></testcase>',
      "  </testsuite>",
      "</testsuites>",
      "",
    ].join("\n"),
  );
});

test("a file that could not be loaded has failed", () => {
  const results = { testResults: [file({ status: "failed", message: "SyntaxError: x" })] };
  const xml = junitXml(results, "/src");
  expect(xml).toContain('tests="1" failures="1"');
  expect(xml).toContain('<failure message="SyntaxError: x">');
});

test("what XML has no place for is left out", () => {
  const message = "a\u0000b\u0007c\uFFFFd\uD800e";
  const results = { testResults: [file({ status: "failed", message })] };
  expect(junitXml(results, "/src")).toContain('message="abcde"');
});
