import { onlyResource } from "../../support/synth";
import { synthService } from "./synth-service";

describe("requests", () => {
  test("for the given paths are forwarded to the tasks", () => {
    const paths = ["/orders", "/orders/*"];
    expect(onlyResource(synthService({ paths }), "aws_lb_listener_rule")).toMatchObject({
      listener_arn: "${aws_lb_listener.load-balancer_http-listener_283EE2AF.arn}",
      priority: 100,
      condition: [{ path_pattern: { values: paths } }],
      action: [
        {
          type: "forward",
          target_group_arn: "${aws_lb_target_group.web_target-group_00CECBCF.arn}",
        },
      ],
    });
  });

  test("reach tasks by address, as long as they are healthy", () => {
    expect(onlyResource(synthService(), "aws_lb_target_group")).toMatchObject({
      target_type: "ip",
      protocol: "HTTP",
      port: 8080,
      deregistration_delay: "60",
      health_check: { path: "/health", matcher: "200-299" },
    });
  });

  test("reach the container that is registered with the target group", () => {
    const json = synthService();
    const [container] = JSON.parse(
      onlyResource(json, "aws_ecs_task_definition").container_definitions,
    );
    expect(onlyResource(json, "aws_ecs_service").load_balancer).toEqual([
      {
        target_group_arn: "${aws_lb_target_group.web_target-group_00CECBCF.arn}",
        container_name: container.name,
        container_port: container.portMappings[0].containerPort,
      },
    ]);
  });

  test.each([
    ["web", "web-"],
    ["checkout", "check-"], // six characters are all that a prefix may have
  ])("of %s go to a target group that can be replaced", (name, prefix) => {
    expect(onlyResource(synthService({ name }), "aws_lb_target_group")).toMatchObject({
      name_prefix: prefix,
      lifecycle: { create_before_destroy: true },
    });
  });
});

describe("security groups", () => {
  const ofTasks = "${aws_security_group.web_security-group_7D897C8C.id}";
  const ofLoadBalancer = "${aws_security_group.load-balancer_security-group_80A0008E.id}";
  const containerPort = { ip_protocol: "tcp", from_port: 8080, to_port: 8080 };

  test("tasks are reached on the container's port alone, from the load balancer alone", () => {
    const rules = Object.values(
      synthService().resource["aws_vpc_security_group_ingress_rule"]!,
    ).filter((rule) => rule.security_group_id === ofTasks);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      referenced_security_group_id: ofLoadBalancer,
      ...containerPort,
    });
    expect(rules[0]).not.toHaveProperty("cidr_ipv4");
  });

  test("the load balancer gets out to the tasks, and the tasks to HTTPS", () => {
    const rules = Object.values(synthService().resource["aws_vpc_security_group_egress_rule"]!);
    expect(rules).toEqual([
      expect.objectContaining({
        security_group_id: ofLoadBalancer,
        referenced_security_group_id: ofTasks,
        ...containerPort,
      }),
      expect.objectContaining({
        security_group_id: ofTasks,
        cidr_ipv4: "0.0.0.0/0",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
      }),
    ]);
  });

  test("descriptions have only characters that EC2 takes", () => {
    const json = synthService();
    for (const type of [
      "aws_security_group",
      "aws_vpc_security_group_ingress_rule",
      "aws_vpc_security_group_egress_rule",
    ]) {
      for (const { description } of Object.values(json.resource[type]!)) {
        expect(description).toMatch(/^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]{1,255}$/);
      }
    }
  });
});
