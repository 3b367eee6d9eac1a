import type { PolicyStatement } from "../../../src/policy-document";
import { decision, type Request } from "@groundwork/testing/iam";
import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

const json = synthPipeline();
const bucket = "${aws_s3_bucket.pipeline_artifacts_bucket_0BD5C0E9.arn}";

/** The policy that a role has itself. */
function policyOf(role: string): string {
  const address = Object.entries(json.resource["aws_iam_role"]!).find(
    ([, { name }]) => name === role,
  )![0];
  const found = Object.values(json.resource["aws_iam_role_policy"]!).filter(
    (policy: any) => policy.role === `\${aws_iam_role.${address}.name}`,
  );
  expect(found).toHaveLength(1);
  return (found[0] as any).policy;
}

const trustOf = (role: string): PolicyStatement[] =>
  JSON.parse(named(json, "aws_iam_role", role).assume_role_policy).Statement;

const BUILDS = ["test", "plan-dev", "apply-dev", "plan-prod", "apply-prod"];
const build = (name: string) => `acme-delivery-${name}`;
const everybody = ["acme-delivery", ...BUILDS.map((build) => `acme-delivery-${build}`)];

/** Who of them all may do something. */
const may = (action: string, resource: string, context: Request["context"] = {}) =>
  everybody.filter((role) => decision(policyOf(role), { action, resource, context }) === "Allow");

test.each<[what: string, action: string, resource: string, who: string[]]>([
  ["hand artifacts on", "s3:PutObject", `${bucket}/a`, ["acme-delivery"]],
  ["take artifacts", "s3:GetObject", `${bucket}/a`, everybody],
  ["delete artifacts", "s3:DeleteObject", `${bucket}/a`, []],
  ["decrypt artifacts", "kms:Decrypt", pipelineProps.kmsKeyArn, everybody],
  [
    "start an apply",
    "codebuild:StartBuild",
    "${aws_codebuild_project.pipeline_apply-prod_project_566031B8.arn}",
    ["acme-delivery"],
  ],
  ["start other builds", "codebuild:StartBuild", "arn:aws:codebuild:x:1:project/other", []],
  [
    "ask for approval in prod",
    "sns:Publish",
    pipelineProps.environments[1]!.topicArn,
    ["acme-delivery"],
  ],
  // Nobody is asked there.
  ["ask for approval in dev", "sns:Publish", pipelineProps.environments[0]!.topicArn, []],
  ["use the topics' key", "kms:GenerateDataKey", pipelineProps.topicKmsKeyArn, ["acme-delivery"]],
  [
    "hand in test results",
    "codebuild:BatchPutTestCases",
    "${aws_codebuild_report_group.pipeline_test_reports_8D052EB9.arn}",
    [build("test")],
  ],
  [
    "see how stages have ended",
    "codepipeline:ListActionExecutions",
    "arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery",
    BUILDS.filter((name) => name !== "test").map(build),
  ],
  [
    "see who approved",
    "codepipeline:GetPipelineState",
    "arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery",
    [build("apply-prod")],
  ],
  [
    "approve",
    "codepipeline:PutApprovalResult",
    "arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery/Apply-prod/Approve",
    [],
  ],
  // What was given with the environment.
  [
    "read the state of dev",
    "s3:GetObject",
    "arn:aws:s3:::x/dev/terraform.tfstate",
    [build("plan-dev")],
  ],
  ["change prod", "ecs:UpdateService", "arn:aws:ecs:x", [build("apply-prod")]],
])("who may %s", (_, action, resource, who) => {
  expect(may(action, resource)).toEqual(who);
});

describe.each(["codeconnections", "codestar-connections"])("by a connection of %s", (prefix) => {
  const use = (changes: Record<string, string> = {}, connection = pipelineProps.connectionArn) => {
    const asked = {
      FullRepositoryId: "acme/infra",
      ProviderPermissionsRequired: "read_only",
      ProviderAction: "GitPull",
      ...changes,
    };
    const context = Object.entries(asked).map(([key, value]) => [`${prefix}:${key}`, value]);
    return may(`${prefix}:UseConnection`, connection, Object.fromEntries(context));
  };

  test("all fetch the repository", () => {
    expect(use()).toEqual(everybody);
    // What the source action does in place of a clone.
    expect(use({ ProviderAction: "GetBranch" })).toEqual(everybody);
  });

  test.each([
    ["push to it", { ProviderAction: "GitPush", ProviderPermissionsRequired: "read_write" }],
    [
      "delete it",
      { ProviderAction: "DeleteRepository", ProviderPermissionsRequired: "read_write" },
    ],
    ["fetch another one", { FullRepositoryId: "acme/shop" }],
    ["fetch one whose name begins alike", { FullRepositoryId: "acme/infra-secrets" }],
  ])("nobody may %s", (_, changes) => {
    expect(use(changes)).toEqual([]);
  });

  test("nobody uses another connection, or this one for what is not said", () => {
    expect(use({}, "arn:aws:codeconnections:x:1:connection/d")).toEqual([]);
    expect(may(`${prefix}:UseConnection`, pipelineProps.connectionArn)).toEqual([]);
  });
});

test.each(BUILDS)("%s writes its own log alone", (name) => {
  const id = (of: string) =>
    Object.keys(json.resource["aws_cloudwatch_log_group"]!).find((key) => key.includes(`_${of}_`));
  for (const other of BUILDS) {
    const resource = `\${aws_cloudwatch_log_group.${id(other)}.arn}:log-stream:x`;
    expect(decision(policyOf(build(name)), { action: "logs:PutLogEvents", resource })).toBe(
      other === name ? "Allow" : undefined,
    );
  }
});

test.each(BUILDS)("the role of %s is taken on by its project alone", (name) => {
  const policy = JSON.stringify({
    Statement: trustOf(build(name)).map(({ Principal: _, ...rest }) => rest),
  });
  const asked = (project: string, account = "111111111111") =>
    decision(policy, {
      action: "sts:AssumeRole",
      resource: "",
      context: {
        "aws:SourceAccount": account,
        "aws:SourceArn": `arn:aws:codebuild:eu-central-1:${account}:project/${project}`,
      },
    });
  expect(asked(build(name))).toBe("Allow");
  expect(asked("other")).toBeUndefined();
  expect(asked(build(name), "222222222222")).toBeUndefined();
  expect(trustOf(build(name)).map(({ Principal }) => Principal)).toEqual([
    { Service: "codebuild.amazonaws.com" },
  ]);
});

test("the pipeline's own role is CodePipeline's", () => {
  expect(trustOf("acme-delivery").map(({ Principal }) => Principal)).toEqual([
    { Service: "codepipeline.amazonaws.com" },
  ]);
});

test("what applies is held by the boundary of its environment, what plans by none", () => {
  const boundaryOf = (name: string) =>
    named(json, "aws_iam_role", build(name)).permissions_boundary;
  expect(BUILDS.map(boundaryOf)).toEqual([
    undefined,
    undefined,
    "arn:aws:iam::111111111111:policy/boundary-dev",
    undefined,
    "arn:aws:iam::111111111111:policy/boundary-prod",
  ]);
});

test("a build waits for its permissions", () => {
  const project = named(json, "aws_codebuild_project", build("apply-prod"));
  expect(project.depends_on.map((address: string) => address.split(".")[0])).toEqual([
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
  ]);
});
