import { onlyResource } from "@groundwork/testing/synth";
import { canary, serviceOf, synthService, testListener } from "./synth-service";

describe("requests", () => {
  const group = "${aws_lb_target_group.web_route_target-group_3E8CD79F.arn}";
  const registered = { target_group_arn: group, container_name: "web", container_port: 8080 };

  test("reach the container that is registered with the target group", () => {
    const json = synthService();
    const [container] = JSON.parse(
      onlyResource(json, "aws_ecs_task_definition").container_definitions,
    );
    expect(container).toMatchObject({ name: "web", portMappings: [{ containerPort: 8080 }] });
    expect(onlyResource(json, "aws_ecs_service")).toMatchObject({
      load_balancer: [registered],
      health_check_grace_period_seconds: 60,
    });
    expect(onlyResource(json, "aws_ecs_service").load_balancer[0]).toEqual(registered);
  });

  test("are moved by ECS between two groups, and back, through rules of its own", () => {
    const service = serviceOf({ deployment: canary, ofLoadBalancer: { testListener } });
    expect(service.load_balancer).toEqual([
      {
        ...registered,
        advanced_configuration: {
          alternate_target_group_arn:
            "${aws_lb_target_group.web_route_alternate-target-group_57187FB7.arn}",
          production_listener_rule: "${aws_lb_listener_rule.web_route_listener-rule_C720364A.arn}",
          test_listener_rule: "${aws_lb_listener_rule.web_route_test-listener-rule_1324F2BC.arn}",
          role_arn: "${aws_iam_role.web_traffic-shift_role_9A8B267A.arn}",
        },
      },
    ]);
    // Or another strategy, port or rule would never reach ECS.
    expect(service.lifecycle).not.toHaveProperty("ignore_changes");
  });

  test("without a test listener have no test rule", () => {
    const [{ advanced_configuration: advanced }] = serviceOf({ deployment: canary }).load_balancer;
    expect(advanced).not.toHaveProperty("test_listener_rule");
  });

  test("of a worker are none, so it has no grace period, which ECS would refuse", () => {
    const service = serviceOf({ http: null });
    expect(service).not.toHaveProperty("load_balancer");
    expect(service).not.toHaveProperty("health_check_grace_period_seconds");
  });

  test("tasks get out by HTTPS, and are let in by nothing but the route", () => {
    const json = synthService({ http: null });
    const tasks = "${aws_security_group.web_security-group_7D897C8C.id}";
    expect(onlyResource(json, "aws_vpc_security_group_egress_rule")).toMatchObject({
      security_group_id: tasks,
      cidr_ipv4: "0.0.0.0/0",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
    });
    const ingress = Object.values(json.resource["aws_vpc_security_group_ingress_rule"]!);
    expect(ingress.filter((rule) => rule.security_group_id === tasks)).toEqual([]);
  });
});
