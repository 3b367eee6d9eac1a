import { BuildProject, type BuildProjectProps } from "../../../src/delivery/pipeline/build-project";
import { testBuildspec } from "../../../src/delivery/pipeline/buildspecs";
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
        buildspec: testBuildspec,
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
  expect(spec.phases.post_build.commands).toEqual([
    "node packages/cli/bin/groundwork.js pipeline junit reports/jest.json reports/junit.xml",
  ]);
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
