import { spawnSync } from "node:child_process";
import { decision } from "@groundwork/testing/iam";
import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

const [dev, prod] = pipelineProps.environments;
const json = synthPipeline({
  environments: [
    {
      ...dev!,
      loadTest: {
        statements: [
          {
            Sid: "Tell",
            Effect: "Allow",
            Action: "s3:PutObject",
            Resource: "arn:aws:s3:::x/dev/*",
          },
        ],
      },
    },
    { ...prod!, testsDeployments: true },
  ],
});
const { buildspec } = named(json, "aws_codebuild_project", "acme-delivery-load-dev").source;
const commandsOf = (project: string): string[] =>
  JSON.parse(named(json, "aws_codebuild_project", project).source.buildspec).phases.build.commands;

test("an environment is tested once it is applied, and production's plan waits for it", () => {
  const { stage } = named(json, "aws_codepipeline", "acme-delivery");
  const names = stage.map(({ name }: any) => name);
  expect(names.slice(2)).toEqual([
    "Plan-dev",
    "Apply-dev",
    "LoadTest-dev",
    "Plan-prod",
    "Apply-prod",
  ]);
  // What has not passed is tested again, also where the next commit changes nothing of it.
  expect(stage[4].before_entry).toBeUndefined();
});

test("its results are a report, and people are told that it passes again", () => {
  const { phases, reports } = JSON.parse(buildspec);
  const [tested, told] = phases.build.commands;
  expect(tested).toMatch(/load-test dev --if-needed --junit reports\/load-test\.xml$/);
  expect(told).toContain("pipeline passed --stages LoadTest-dev --actions");
  expect(Object.values(reports)).toEqual([
    { "base-directory": "reports", files: ["load-test.xml"], "file-format": "JUNITXML" },
  ]);
  expect(named(json, "aws_codebuild_report_group", "acme-delivery-load-dev")).toBeDefined();
});

test("it may do what testing needs, and is a build of the pipeline's", () => {
  const { policy } = Object.entries(json.resource["aws_iam_role_policy"]!).find(([id]) =>
    id.includes("load-dev"),
  )![1];
  const put = (resource: string) => decision(policy, { action: "s3:PutObject", resource });
  expect(put("arn:aws:s3:::x/dev/1.json")).toBe("Allow");
  expect(put("arn:aws:s3:::x/prod/1.json")).toBeUndefined();
});

describe("deployments that wait for a load test", () => {
  const [, , applied] = commandsOf("acme-delivery-apply-prod");
  const [plainly] = commandsOf("acme-delivery-apply-dev");

  /** Ends when it is told, as the command does. */
  const WAITS = "trap 'exit 130' INT; for i in $(seq 300); do sleep 0.1; done";

  /** Runs the command with stand-ins for these two. */
  function run(apply: string, loadTest: string) {
    const node = `node() { case "$2" in load-test) echo "$*" >&2; ${loadTest} ;; apply) ${apply} ;; esac; }`;
    return spawnSync("bash", ["-c", `${node}\n${applied}`], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], PLAN_ID: "p1", PLAN_SHA256: "f00" },
    });
  }

  test("are tested while their plan is applied", () => {
    const { status, stderr } = run("return 0", "return 0");
    expect(status).toBe(0);
    expect(stderr).toContain("load-test prod --during p1 --yes");
    expect(plainly).not.toContain("load-test");
  });

  test.each([
    ["what is deployed does not stand its load", "return 0", "return 8", 8],
    ["the apply fails as well, which says more", "return 1", "return 8", 1],
    ["the test is killed", "return 0", "kill -9 $BASHPID", 137],
    ["the apply is refused, and the test would wait", "sleep 0.2; return 5", WAITS, 5],
  ])("end the build where %s", (_, apply, loadTest, code) => {
    const began = Date.now();
    const { status } = run(apply, loadTest);
    expect(status).toBe(code);
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});
