import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { plain } from "../core/plain";
import { resultText } from "./load-test-text";
import type { LoadTestDocument } from "./testing";

/** Writes what a run came to as JUnit's XML, which build servers show. */
export async function writeJunit(file: string, document: LoadTestDocument): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, junitText(document));
}

/** A case for each service; one without a name for what kept others from being tested. */
export function junitText({ environment, results, notNeeded, error }: LoadTestDocument): string {
  const failed = results.filter(({ passed }) => !passed);
  const isBroken = error !== undefined && failed.length === 0;
  const cases = [
    ...results.map((result) => {
      const { service, measured, passed, missed } = result;
      const inner = passed
        ? ""
        : `<failure message="${escaped(missed.join("; "))}">${escaped(resultText(result))}</failure>`;
      return caseText(service, measured.seconds, inner);
    }),
    ...notNeeded.map((service) => caseText(service, 0, "<skipped/>")),
    ...(isBroken ? [caseText(environment, 0, `<error message="${escaped(error)}"/>`)] : []),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites><testsuite name="load test of ${escaped(environment)}" tests="${cases.length}" failures="${failed.length}" errors="${isBroken ? 1 : 0}" skipped="${notNeeded.length}">`,
    ...cases,
    "</testsuite></testsuites>",
    "",
  ].join("\n");
}

const caseText = (name: string, seconds: number, inner: string): string =>
  `<testcase classname="load test" name="${escaped(name)}" time="${seconds}">${inner}</testcase>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const escaped = (text: string): string => plain(text).replace(/[&<>"]/g, (one) => ENTITIES[one]!);
