import type { Buildspec } from "./build-project";
import { install, type Stages } from "./buildspecs";
import { passedCommand } from "./messenger-buildspec";

const RESULTS = "reports/junit.xml";

/**
 * How jest-junit names things, and that a file which cannot be loaded has failed too
 * (https://github.com/jest-community/jest-junit#configuration).
 */
const JUNIT = {
  JEST_JUNIT_OUTPUT_FILE: RESULTS,
  JEST_JUNIT_SUITE_NAME: "{filepath}",
  JEST_JUNIT_CLASSNAME: "{filepath}",
  JEST_JUNIT_REPORT_TEST_SUITE_ERRORS: "true",
};

/**
 * Takes out of the results what XML 1.0 has no place for, and jest-junit leaves in: one control
 * character in a message would cost the whole report.
 */
const CLEAN = [
  'const fs = require("fs"), [file] = process.argv.slice(1);',
  String.raw`const other = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;`,
  'fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(other, ""));',
].join(" ");

/**
 * Lint, types and all tests; the results as a report, also of a run that failed.
 *
 * @param nodejs its version, as CodeBuild names it
 */
export const testBuildspec = (nodejs: string, reportGroupArn: string | undefined): Buildspec => ({
  version: 0.2,
  env: { shell: "bash", variables: JUNIT },
  phases: {
    // Python runs the emulator.
    install: install(nodejs, { python: "3.12" }),
    build: {
      commands: [
        "npm run -s lint",
        "npm run -s typecheck",
        "npm test -- --reporters=default --reporters=jest-junit",
      ],
    },
    post_build: { commands: [`node -e '${CLEAN}' ${RESULTS}`] },
  },
  ...(reportGroupArn !== undefined && { reports: junitReports(reportGroupArn, RESULTS) }),
});

/** @param file of the results, in a folder */
const junitReports = (reportGroupArn: string, file: string) => ({
  [reportGroupArn]: {
    "base-directory": file.replace(/\/.*$/, ""),
    files: [file.replace(/^.*\//, "")],
    "file-format": "JUNITXML",
  },
});

const LOAD_RESULTS = "reports/load-test.xml";

/** Tests the services of an environment of which no result counts yet; the results as a report. */
export const loadTestBuildspec = (
  nodejs: string,
  environment: string,
  { pipeline, stages }: Stages,
  reportGroupArn: string | undefined,
): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: install(nodejs),
    build: {
      "on-failure": "ABORT",
      commands: [
        `node packages/cli/bin/groundwork.js load-test ${environment} --if-needed --junit ${LOAD_RESULTS}`,
        passedCommand(pipeline, stages),
      ],
    },
  },
  ...(reportGroupArn !== undefined && { reports: junitReports(reportGroupArn, LOAD_RESULTS) }),
});
