import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { BuildProject, type BuildProjectProps } from "../../../src/delivery/pipeline/build-project";
import { testBuildspec } from "../../../src/delivery/pipeline/test-buildspecs";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthProject = (overrides: Partial<BuildProjectProps> = {}) =>
  synthConstruct(
    (scope) =>
      new BuildProject(scope, "test", {
        name: "acme-test",
        description: "Tests",
        accountId: "111111111111",
        region: "eu-central-1",
        artifactBucketArn: "arn:aws:s3:::artifacts",
        kmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/1",
        connectionArn: "arn:aws:codeconnections:eu-central-1:111111111111:connection/c",
        repository: "acme/infra",
        buildspec: (reportGroupArn) => testBuildspec("24", reportGroupArn),
        timeoutMinutes: 60,
        logRetentionDays: 30,
        ...overrides,
      }),
  );

test("consists of a project, its log, its role and what that may do", () => {
  expect(resourceAddresses(synthProject())).toEqual([
    "aws_cloudwatch_log_group.test_log_62A999ED",
    "aws_codebuild_project.test_project_7F396D5D",
    "aws_iam_role.test_role_2C5A543E",
    "aws_iam_role_policy.test_policy_FAB3320A",
  ]);
});

test("log and artifacts are encrypted with the key, and the log does not stay for ever", () => {
  const json = synthProject();
  expect(onlyResource(json, "aws_cloudwatch_log_group")).toMatchObject({
    name: "/aws/codebuild/acme-test",
    kms_key_id: "arn:aws:kms:eu-central-1:111111111111:key/1",
    retention_in_days: 30,
  });
  expect(onlyResource(json, "aws_codebuild_project")).toMatchObject({
    encryption_key: "arn:aws:kms:eu-central-1:111111111111:key/1",
    environment: { privileged_mode: false },
    artifacts: { type: "CODEPIPELINE" },
    logs_config: { cloudwatch_logs: { status: "ENABLED" } },
  });
});

test("results go to a group of their own, as JUnit, also those of a failed run", () => {
  const json = synthProject({ reports: true });
  const [id] = Object.keys(json.resource["aws_codebuild_report_group"]!);
  const spec = JSON.parse(onlyResource(json, "aws_codebuild_project").source.buildspec);
  expect(spec.reports).toEqual({
    [`\${aws_codebuild_report_group.${id}.arn}`]: {
      "base-directory": "reports",
      files: ["junit.xml"],
      "file-format": "JUNITXML",
    },
  });
  // CodeBuild runs it whatever became of the build, unless that says ABORT.
  expect(spec.phases.build["on-failure"]).toBeUndefined();
  expect(spec.phases.build.commands).toContain(
    "npm test -- --reporters=default --reporters=jest-junit",
  );
  expect(spec.env.variables).toEqual({
    JEST_JUNIT_OUTPUT_FILE: "reports/junit.xml",
    JEST_JUNIT_SUITE_NAME: "{filepath}",
    JEST_JUNIT_CLASSNAME: "{filepath}",
    JEST_JUNIT_REPORT_TEST_SUITE_ERRORS: "true",
  });
});

describe("the results of failed tests", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "groundwork-junit-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** What the build runs when its tests have ended. */
  const afterTests = (): string => {
    const { source } = onlyResource(synthProject(), "aws_codebuild_project");
    return JSON.parse(source.buildspec).phases.post_build.commands.join("\n");
  };

  test("what XML has no place for is left out of them", async () => {
    await mkdir(path.join(dir, "reports"));
    const file = path.join(dir, "reports/junit.xml");
    await writeFile(file, "<a>\u0000b\u0007\u001B[31mc\uFFFF\t\r\n\u0080한😀\uFFFD</a>");
    execFileSync("bash", ["-c", afterTests()], { cwd: dir });
    expect(await readFile(file, "utf8")).toBe("<a>b[31mc\t\r\n\u0080한😀\uFFFD</a>");
  });

  test("jest-junit writes them as the variables say, and a file that cannot be loaded has failed", async () => {
    await writeFile(path.join(dir, "package.json"), '{ "jest": {} }');
    await writeFile(
      path.join(dir, "a.test.js"),
      'test("a\\u0007", () => { throw new Error("no\\u0007"); });',
    );
    await writeFile(path.join(dir, "b.test.js"), 'require("./missing");');
    const { source } = onlyResource(synthProject(), "aws_codebuild_project");
    const { variables } = JSON.parse(source.buildspec).env;
    const jest = require.resolve("jest/bin/jest");
    const reporter = require.resolve("jest-junit");
    const env = { ...process.env, ...variables };
    const run = spawnSync(process.execPath, [jest, "--ci", "-w", "1", `--reporters=${reporter}`], {
      cwd: dir,
      env,
    });
    expect(run.status).toBe(1);
    execFileSync("bash", ["-c", afterTests()], { cwd: dir });
    const xml = await readFile(path.join(dir, "reports/junit.xml"), "utf8");
    expect(xml).toMatch(
      /<testsuite name="a.test.js" errors="0" failures="1"[^]*<testcase classname="a.test.js" name=" a"[^]*<failure>Error: no\n/,
    );
    expect(xml).toMatch(/<testsuite name="b.test.js" errors="1"[^]*<error>[^]*Cannot find module/);
  }, 60_000);
});

test("runs on the Node.js that it is told, beside the emulator's Python", () => {
  const spec = JSON.parse(onlyResource(synthProject(), "aws_codebuild_project").source.buildspec);
  expect(spec.phases.install["runtime-versions"]).toEqual({ nodejs: "24", python: "3.12" });
});

test("without reports there is none of it", () => {
  const spec = JSON.parse(onlyResource(synthProject(), "aws_codebuild_project").source.buildspec);
  expect(spec).not.toHaveProperty("reports");
});

describe("fails", () => {
  const long = { Effect: "Allow", Action: "s3:GetObject", Resource: "a".repeat(10_000) } as const;
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, "arn"]));

  test.each<[string, Partial<BuildProjectProps>, string]>([
    ["on a name too long for its role", { name: "a".repeat(65) }, "expected 2 to 64 letters"],
    ["on too little time", { timeoutMinutes: 4 }, "timeoutMinutes: got 4, expected 5 to 2160"],
    ["on too many policies", { access: { policyArns: eleven } }, "expected at most 10"],
    [
      "on too long a policy",
      { access: { statements: [long] } },
      "expected at most 10240 characters",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthProject(overrides)).toThrow(message);
  });
});
