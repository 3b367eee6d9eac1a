import type { TerraformStack } from "cdktf";
import {
  DeliveryPipeline,
  type DeliveryPipelineProps,
} from "../../../src/delivery/pipeline/delivery-pipeline";
import { applyPolicies } from "@groundwork/policies/policy-aspect";
import { annotations, resourceAddresses, synthStack, testStack } from "@groundwork/testing/synth";
import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

const json = synthPipeline();
const pipeline: any = named(json, "aws_codepipeline", "acme-delivery");

test("consists of a pipeline, a build and a role for each of its steps, and who is told", () => {
  expect(resourceAddresses(json)).toEqual([
    "aws_cloudwatch_event_rule.pipeline_messenger_failed_rule_367ECAFD", // starts the messenger
    "aws_cloudwatch_event_rule.pipeline_messenger_unheard-0_rule_CD377C78", // where that fails
    "aws_cloudwatch_event_rule.pipeline_messenger_unheard-1_rule_4D246611",
    "aws_cloudwatch_event_target.pipeline_messenger_failed_target_38187798",
    "aws_cloudwatch_event_target.pipeline_messenger_unheard-0_target_D9F88697",
    "aws_cloudwatch_event_target.pipeline_messenger_unheard-1_target_A9A01608",
    "aws_cloudwatch_log_group.pipeline_apply-dev_log_0D357852",
    "aws_cloudwatch_log_group.pipeline_apply-prod_log_E335FEFB",
    "aws_cloudwatch_log_group.pipeline_messenger_tell_log_947BB248",
    "aws_cloudwatch_log_group.pipeline_plan-dev_log_261EABAB",
    "aws_cloudwatch_log_group.pipeline_plan-prod_log_104862F8",
    "aws_cloudwatch_log_group.pipeline_test_log_9F152617",
    "aws_codebuild_project.pipeline_apply-dev_project_2FE22A11",
    "aws_codebuild_project.pipeline_apply-prod_project_566031B8",
    "aws_codebuild_project.pipeline_messenger_tell_project_F534C233",
    "aws_codebuild_project.pipeline_plan-dev_project_DFB95A41",
    "aws_codebuild_project.pipeline_plan-prod_project_4A65BBE3",
    "aws_codebuild_project.pipeline_test_project_A77BA41D",
    "aws_codebuild_report_group.pipeline_test_reports_8D052EB9", // of the tests alone
    "aws_codepipeline.pipeline_ECD41627",
    "aws_codepipeline.pipeline_messenger_pipeline_023135B1",
    "aws_iam_role.pipeline_apply-dev_role_55F0C441",
    "aws_iam_role.pipeline_apply-prod_role_2E347288",
    "aws_iam_role.pipeline_messenger_failed_role_0D71AD4B", // of the rule
    "aws_iam_role.pipeline_messenger_role_D7D93B37", // of the messenger's pipeline
    "aws_iam_role.pipeline_messenger_tell_role_016A8349", // of its build
    "aws_iam_role.pipeline_plan-dev_role_818E4F0A",
    "aws_iam_role.pipeline_plan-prod_role_93CD9493",
    "aws_iam_role.pipeline_role_DEBE41D7", // of the pipeline itself
    "aws_iam_role.pipeline_test_role_4A78D5DF",
    "aws_iam_role_policy.pipeline_apply-dev_policy_C569F6C7",
    "aws_iam_role_policy.pipeline_apply-prod_policy_75E91D34",
    "aws_iam_role_policy.pipeline_messenger_failed_policy_AF303AF7",
    "aws_iam_role_policy.pipeline_messenger_role_policy_2FEC33CB",
    "aws_iam_role_policy.pipeline_messenger_tell_policy_FE7B3377",
    "aws_iam_role_policy.pipeline_plan-dev_policy_858A8CD2",
    "aws_iam_role_policy.pipeline_plan-prod_policy_C7E17B80",
    "aws_iam_role_policy.pipeline_role_policy_6AD071DC",
    "aws_iam_role_policy.pipeline_test_policy_FD29BF84",
    "aws_iam_role_policy_attachment.pipeline_apply-prod_managed-network_DA0C0FB4", // what was given
    "aws_iam_role_policy_attachment.pipeline_plan-dev_managed-read_FC5611DA",
    "aws_s3_bucket.pipeline_artifacts_bucket_0BD5C0E9", // holds data: this id must not change
    "aws_s3_bucket_lifecycle_configuration.pipeline_artifacts_lifecycle_C26212C1",
    "aws_s3_bucket_ownership_controls.pipeline_artifacts_ownership_227FCEED",
    "aws_s3_bucket_policy.pipeline_artifacts_policy_C471E63F",
    "aws_s3_bucket_public_access_block.pipeline_artifacts_public-access_2B2E0BF2",
    "aws_s3_bucket_server_side_encryption_configuration.pipeline_artifacts_encryption_7E8614D3",
    "aws_s3_bucket_versioning.pipeline_artifacts_versioning_203C2155",
  ]);
});

test("passes the policies for production", () => {
  const stack = testStack();
  applyPolicies(stack, () => true);
  new DeliveryPipeline(stack, "pipeline", pipelineProps);
  synthStackLeniently(stack);
  expect(annotations(stack)).toEqual([]);
});

/** Without a provider, which the construct does not need. */
function synthStackLeniently(stack: TerraformStack): void {
  stack.runAllValidations = () => {};
  synthStack(stack);
}

describe("the pipeline", () => {
  test("is of the type with queues, conditions and variables, its artifacts encrypted", () => {
    expect(pipeline).toMatchObject({
      name: "acme-delivery",
      pipeline_type: "V2",
      execution_mode: "QUEUED",
      artifact_store: [
        { type: "S3", encryption_key: { type: "KMS", id: pipelineProps.kmsKeyArn } },
      ],
    });
  });

  test("goes from the code to production", () => {
    expect(
      pipeline.stage.map((stage: any) => [
        stage.name,
        ...stage.action.map(({ name }: any) => name),
      ]),
    ).toEqual([
      ["Source", "Source"],
      ["Test", "Test"],
      ["Plan-dev", "Plan"],
      ["Apply-dev", "Apply"], // nobody is asked
      ["Plan-prod", "Plan"],
      ["Apply-prod", "Approve", "Apply"],
    ]);
  });

  test("begins with each push to the branch, with the history that a plan is bound to", () => {
    expect(pipeline.stage[0].action[0]).toMatchObject({
      provider: "CodeStarSourceConnection",
      configuration: {
        ConnectionArn: pipelineProps.connectionArn,
        FullRepositoryId: "acme/infra",
        BranchName: "main",
        DetectChanges: "true",
        OutputArtifactFormat: "CODEBUILD_CLONE_REF",
      },
    });
  });

  test("does not roll a stage back, which would apply an old plan again", () => {
    expect(JSON.stringify(pipeline)).not.toMatch(/ROLLBACK|on_failure/);
  });

  test("waits until it may start, and its bucket is guarded", () => {
    const types = pipeline.depends_on.map((address: string) => address.split(".")[0]);
    expect(types).toEqual([
      "aws_s3_bucket_server_side_encryption_configuration",
      "aws_s3_bucket_versioning",
      "aws_s3_bucket_policy",
      "aws_iam_role_policy",
    ]);
  });
});

describe("a plan", () => {
  const [, , , applyDev, , applyProd] = pipeline.stage;
  const [approve, apply] = applyProd.action;

  test("without changes asks nobody and applies nothing", () => {
    expect(applyProd.before_entry.condition).toEqual({
      result: "SKIP",
      rule: [
        {
          name: "Changes",
          rule_type_id: { category: "Rule", owner: "AWS", provider: "VariableCheck", version: "1" },
          configuration: { Variable: "#{Plan-prod.PLAN_CHANGES}", Value: "yes", Operator: "EQ" },
        },
      ],
    });
  });

  test("waits for a person, who is told what it would do and where to look", () => {
    expect(approve).toMatchObject({
      category: "Approval",
      provider: "Manual",
      run_order: 1,
      timeout_in_minutes: 4320,
      configuration: {
        NotificationArn: pipelineProps.environments[1]!.topicArn,
        CustomData: "#{Plan-prod.PLAN_SUMMARY}",
        ExternalEntityLink: expect.stringMatching(/^https:\/\/eu-central-1\.console.*\/history$/),
      },
    });
    expect(apply.run_order).toBe(2);
    expect(applyDev.action[0].run_order).toBe(1);
  });

  test("is applied by the id and digest that its own stage handed on", () => {
    expect(JSON.parse(apply.configuration.EnvironmentVariables)).toEqual([
      { name: "PLAN_ID", value: "#{Plan-prod.PLAN_ID}", type: "PLAINTEXT" },
      { name: "PLAN_SHA256", value: "#{Plan-prod.PLAN_SHA256}", type: "PLAINTEXT" },
    ]);
    const { env } = JSON.parse(
      named(json, "aws_codebuild_project", "acme-delivery-plan-prod").source.buildspec,
    );
    expect(env["exported-variables"]).toEqual([
      "PLAN_ID",
      "PLAN_SHA256",
      "PLAN_SUMMARY",
      "PLAN_CHANGES",
    ]);
  });

  test("is recorded as approved by whoever let it pass, where somebody must", () => {
    const commands = (name: string) =>
      JSON.parse(
        named(json, "aws_codebuild_project", name).source.buildspec,
      ).phases.build.commands.slice(0, -1);
    expect(commands("acme-delivery-apply-dev")).toEqual([
      'node packages/cli/bin/groundwork.js apply "$PLAN_ID" --sha256 "$PLAN_SHA256" --lock-timeout 10m --yes',
    ]);
    const [who, approved, applied] = commands("acme-delivery-apply-prod");
    expect(who).toContain("--name acme-delivery");
    expect(who).toContain("stageName=='Apply-prod'");
    expect(who).toContain("actionName=='Approve'");
    expect(approved).toMatch(
      /approve "\$PLAN_ID" --sha256 "\$PLAN_SHA256" --actor "\$APPROVER" --yes$/,
    );
    expect(applied).toEqual(commands("acme-delivery-apply-dev")[0]);
  });
});

describe("fails", () => {
  const [dev] = pipelineProps.environments;

  test.each<[string, Partial<DeliveryPipelineProps>, string]>([
    ["on a name that leaves no room", { name: "a".repeat(39) }, "expected 1 to 38 letters"],
    ["on a repository without its owner", { repository: "infra" }, "expected owner/name"],
    ["without environments", { environments: [] }, "expected one or more"],
    ["on an environment twice", { environments: [dev!, dev!] }, "expected each name once"],
    [
      "on a name that is none",
      { environments: [{ ...dev!, name: "a b" }] },
      "with names of 1 to 16",
    ],
    [
      "on an approval that takes for ever",
      { approvalTimeoutMinutes: 86_401 },
      "expected 5 to 86400",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthPipeline(overrides)).toThrow(message);
  });
});
