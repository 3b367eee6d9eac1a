import { stripVTControlCharacters } from "node:util";

/** What is looked at of `jest --json` (https://jestjs.io/docs/configuration#testresultsprocessor-string). */
export interface JestResults {
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string;
    /** Where the file itself failed to run. */
    readonly message?: string;
    readonly status?: string;
    readonly startTime?: number;
    readonly endTime?: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/**
 * The results of jest as JUnit XML, which CodeBuild shows as a report.
 *
 * @param root paths are shown relative to it
 */
export function junitXml({ testResults }: JestResults, root: string): string {
  const suites = testResults.map((file) => {
    const name = file.name.startsWith(`${root}/`) ? file.name.slice(root.length + 1) : file.name;
    // A file that cannot be loaded has no tests, and yet has failed.
    const broken = file.assertionResults.length === 0 && file.status === "failed";
    const cases = broken
      ? [
          testCase(name, {
            fullName: "runs",
            status: "failed",
            failureMessages: [file.message ?? ""],
          }),
        ]
      : file.assertionResults.map((result) => testCase(name, result));
    const failures = broken ? 1 : count(file.assertionResults, "failed");
    const skipped = file.assertionResults.filter(({ status }) => isSkipped(status)).length;
    const time = seconds((file.endTime ?? 0) - (file.startTime ?? 0));
    return [
      `  <testsuite name="${escaped(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${time}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

type Result = JestResults["testResults"][number]["assertionResults"][number];

function testCase(file: string, { fullName, status, duration, failureMessages }: Result): string {
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(fullName)}" time="${seconds(duration ?? 0)}"`;
  if (isSkipped(status)) return `${head}><skipped/></testcase>`;
  if (status !== "failed") return `${head}/>`;
  const text = (failureMessages ?? []).join("\n\n");
  const [first = ""] = text.split("\n");
  return `${head}><failure message="${escaped(first)}">${escaped(text)}</failure></testcase>`;
}

const isSkipped = (status: string): boolean =>
  ["pending", "skipped", "todo", "disabled"].includes(status);

const count = (results: readonly Result[], wanted: string): number =>
  results.filter(({ status }) => status === wanted).length;

const seconds = (milliseconds: number): string => (Math.max(0, milliseconds) / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** Without what XML 1.0 has no place for, such as the colours of a terminal. */
const escaped = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character]!);
