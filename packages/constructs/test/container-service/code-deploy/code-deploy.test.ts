import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { synthCodeDeploy, type Overrides } from "./synth-code-deploy";

const group = (overrides: Overrides = {}) =>
  onlyResource(synthCodeDeploy(overrides), "aws_codedeploy_deployment_group");

test("consists of an application, a group, a role for CodeDeploy, and who is told", () => {
  expect(resourceAddresses(synthCodeDeploy())).toEqual([
    "aws_cloudwatch_event_rule.deploy_failed_rule_1877415F",
    "aws_cloudwatch_event_target.deploy_failed_target_5B555BF4",
    "aws_codedeploy_app.deploy_application_F4E863E5",
    "aws_codedeploy_deployment_group.deploy_group_99FB1464",
    "aws_iam_role.deploy_role_528EF620",
    "aws_iam_role_policy_attachment.deploy_policy_C16DC4E1",
  ]);
});

test("requests move between the two groups of the service, behind its listener", () => {
  expect(group({ testListenerArn: "arn:test" })).toMatchObject({
    deployment_style: {
      deployment_type: "BLUE_GREEN",
      deployment_option: "WITH_TRAFFIC_CONTROL",
    },
    ecs_service: { cluster_name: "acme-prod", service_name: "web" },
    load_balancer_info: {
      target_group_pair_info: {
        prod_traffic_route: { listener_arns: ["arn:listener"] },
        test_traffic_route: { listener_arns: ["arn:test"] },
        target_group: [{ name: "web-a" }, { name: "web-b" }],
      },
    },
  });
  expect(onlyResource(synthCodeDeploy(), "aws_codedeploy_app").compute_platform).toBe("ECS");
});

test("what fails, or alarms, goes back", () => {
  expect(group({ alarmNames: ["5xx"] })).toMatchObject({
    auto_rollback_configuration: {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    },
    alarm_configuration: { enabled: true, alarms: ["5xx"] },
  });
  expect(group().alarm_configuration).toEqual({ enabled: false, alarms: [] });
});

test("the old tasks stay for a while, and the new ones can be tried first", () => {
  expect(group().blue_green_deployment_config).toEqual({
    deployment_ready_option: { action_on_timeout: "CONTINUE_DEPLOYMENT" },
    terminate_blue_instances_on_deployment_success: {
      action: "TERMINATE",
      termination_wait_time_in_minutes: 10,
    },
  });
  expect(
    group({ deployment: { waitMinutes: 30, bakeMinutes: 0 }, testListenerArn: "arn:test" })
      .blue_green_deployment_config,
  ).toEqual({
    deployment_ready_option: { action_on_timeout: "STOP_DEPLOYMENT", wait_time_in_minutes: 30 },
    terminate_blue_instances_on_deployment_success: {
      action: "TERMINATE",
      termination_wait_time_in_minutes: 0,
    },
  });
});

test("people are told of deployments that fail", () => {
  const { event_pattern } = onlyResource(synthCodeDeploy(), "aws_cloudwatch_event_rule");
  expect(JSON.parse(event_pattern)).toEqual({
    source: ["aws.codedeploy"],
    "detail-type": ["CodeDeploy Deployment State-change Notification"],
    detail: { application: ["acme-prod-web"], state: ["FAILURE", "STOP"] },
  });
});

test("without a topic nobody is told", () => {
  expect(synthCodeDeploy({ topicArn: undefined }).resource).not.toHaveProperty(
    "aws_cloudwatch_event_rule",
  );
});

test("the group waits until CodeDeploy may do what it must", () => {
  expect(group().depends_on[0]).toMatch(/^aws_iam_role_policy_attachment\./);
});

describe("fails", () => {
  test.each<[string, Overrides, string]>([
    ["on a name too long", { fullName: "a".repeat(54) }, "expected 1 to 53"],
    [
      "on a wait in which nobody can try anything",
      { deployment: { waitMinutes: 5 } },
      "testListenerArn: got nothing, expected a test listener, through which new tasks are tried",
    ],
    [
      "on a hook for a listener that is not there",
      {
        deployment: {
          hooks: {
            AfterAllowTestTraffic: "arn:aws:lambda:eu-central-1:111111111111:function:hook",
          },
        },
      },
      "expected a test listener, through which new tasks are tried",
    ],
    [
      "on too many alarms",
      { alarmNames: Array.from({ length: 11 }, String) },
      "expected at most 10",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthCodeDeploy(overrides)).toThrow(message);
  });
});
