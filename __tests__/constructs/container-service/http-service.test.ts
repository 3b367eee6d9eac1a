import type { HttpServiceProps } from "../../../constructs/container-service/http-service";
import { onlyResource, resourceAddresses } from "../../support/synth";
import { synthService } from "./synth-service";

const autoscaled = { desiredCount: 2, minCount: 2, maxCount: 6 };

const ownAddresses = (overrides?: Partial<HttpServiceProps>) =>
  resourceAddresses(synthService(overrides)).filter((address) => address.includes(".web_"));

const fixed = [
  "aws_cloudwatch_log_group.web_task_log-group_DD4DE42B", // holds the logs: must not change
  "aws_ecs_service.web_service_10983F6A", // a new id is an outage: must not change
  "aws_ecs_task_definition.web_task_definition_CBF1B4BB",
  "aws_iam_role.web_task_execution-role_4212F43E", // ECS's, to start tasks
  "aws_iam_role.web_task_task-role_D9B7A572", // the application's
  "aws_iam_role_policy.web_task_execution-policy_0182E373",
  "aws_lb_listener_rule.web_listener-rule_0254B33E", // which requests come here
  "aws_lb_target_group.web_target-group_00CECBCF", // the tasks that take them
  "aws_security_group.web_security-group_7D897C8C",
  "aws_vpc_security_group_egress_rule.web_load-balancer-to-tasks_94C02C83",
  "aws_vpc_security_group_egress_rule.web_tasks-to-https_76F27CF0", // images and logs
  "aws_vpc_security_group_ingress_rule.web_tasks-from-load-balancer_F0C6CF99",
];

describe("resources", () => {
  test("of a service with a fixed number of tasks", () => {
    expect(ownAddresses()).toEqual(fixed);
  });

  test("of one that autoscales", () => {
    expect(ownAddresses(autoscaled)).toEqual([
      "aws_appautoscaling_policy.web_scaling-policy_7AD03EC3",
      "aws_appautoscaling_target.web_scaling-target_CBB2222E",
      ...fixed,
    ]);
  });
});

describe("number of tasks", () => {
  test("a fixed one is the configuration's", () => {
    const service = onlyResource(synthService(), "aws_ecs_service");
    expect(service.desired_count).toBe(2);
    expect(service).not.toHaveProperty("lifecycle");
  });

  test("an autoscaled one is left alone after creation", () => {
    const service = onlyResource(synthService(autoscaled), "aws_ecs_service");
    expect(service).toMatchObject({
      desired_count: 2,
      lifecycle: { ignore_changes: ["desired_count"] },
    });
  });

  test("autoscaling keeps CPU at 75 % between the bounds: out soon, in late", () => {
    const json = synthService(autoscaled);
    const service = "${aws_ecs_service.web_service_10983F6A.name}";
    const cluster = "${aws_ecs_cluster.cluster_A4C38409.name}";
    expect(onlyResource(json, "aws_appautoscaling_target")).toMatchObject({
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: `service/${cluster}/${service}`,
      min_capacity: 2,
      max_capacity: 6,
    });
    expect(onlyResource(json, "aws_appautoscaling_policy")).toMatchObject({
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: {
        predefined_metric_specification: {
          predefined_metric_type: "ECSServiceAverageCPUUtilization",
        },
        target_value: 75,
        scale_in_cooldown: 300,
        scale_out_cooldown: 60,
      },
    });
  });
});

describe("service", () => {
  test("runs by a capacity provider strategy: a launch type could never be changed to one", () => {
    const service = onlyResource(synthService(), "aws_ecs_service");
    expect(service.capacity_provider_strategy).toEqual([
      { capacity_provider: "FARGATE", weight: 1 },
    ]);
    expect(service).not.toHaveProperty("launch_type");
  });

  test("deploys without losing capacity, rolls back by itself, and is waited for", () => {
    expect(onlyResource(synthService(), "aws_ecs_service")).toMatchObject({
      name: "web",
      cluster: "${aws_ecs_cluster.cluster_A4C38409.arn}",
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
      health_check_grace_period_seconds: 60,
      availability_zone_rebalancing: "ENABLED",
      wait_for_steady_state: true,
    });
  });

  test("hands its tags on to its tasks", () => {
    expect(onlyResource(synthService(), "aws_ecs_service")).toMatchObject({
      propagate_tags: "SERVICE",
      enable_ecs_managed_tags: true,
    });
  });

  test.each([true, false])("runs in the given subnets, public address %s", (assignPublicIp) => {
    const service = onlyResource(synthService({ assignPublicIp }), "aws_ecs_service");
    expect(service.network_configuration).toEqual({
      subnets: ["subnet-3", "subnet-4"],
      security_groups: ["${aws_security_group.web_security-group_7D897C8C.id}"],
      assign_public_ip: assignPublicIp,
    });
  });

  test("is made after, and destroyed before, all that its tasks need", () => {
    expect(onlyResource(synthService(), "aws_ecs_service").depends_on.toSorted()).toEqual([
      "aws_ecs_cluster_capacity_providers.cluster_capacity-providers_D17397A4",
      "aws_iam_role_policy.web_task_execution-policy_0182E373",
      "aws_lb_listener_rule.web_listener-rule_0254B33E",
      "aws_vpc_security_group_egress_rule.web_load-balancer-to-tasks_94C02C83",
      "aws_vpc_security_group_egress_rule.web_tasks-to-https_76F27CF0",
      "aws_vpc_security_group_ingress_rule.web_tasks-from-load-balancer_F0C6CF99",
    ]);
  });
});

describe("fails", () => {
  test.each<[string, Partial<HttpServiceProps>, string]>([
    [
      "on more paths than a rule takes",
      { paths: ["/1", "/2", "/3", "/4", "/5", "/6"] },
      'web.paths: got ["/1","/2","/3","/4","/5","/6"], expected 1 to 5 patterns',
    ],
    ["on no path", { paths: [] }, "web.paths: got [], expected 1 to 5 patterns"],
    ["on a path that matches nothing", { paths: ["orders"] }, 'got ["orders"], expected'],
    ["on a path too long", { paths: [`/${"a".repeat(128)}`] }, "of up to 128 characters"],
    ["on too many wildcards", { paths: ["/*/*/*/*", "/*/*/*"] }, "expected at most 6 wildcards"],
    ["on a priority out of range", { priority: 0 }, "web.priority: got 0, expected 1 to 50000"],
    ["on a relative health check", { healthCheckPath: "up" }, 'web.healthCheckPath: got "up"'],
    [
      "on counts out of order",
      { minCount: 3 },
      'web.desiredCount: got {"minCount":3,"desiredCount":2,"maxCount":2}, expected 0 <= minCount',
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthService(overrides)).toThrow(message);
  });

  test("not on what is just allowed", () => {
    const paths = ["/1/*", "/2/*", "/3/*", "/4/*", "/5/*?"];
    expect(() => synthService({ paths })).not.toThrow();
  });
});
