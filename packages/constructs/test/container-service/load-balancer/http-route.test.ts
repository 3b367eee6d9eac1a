import type { HttpRouteProps } from "../../../src/container-service/load-balancer/http-route";
import { onlyResource } from "@groundwork/testing/synth";
import { synthRoute } from "./synth-route";

const certificateArns = ["arn:aws:acm:eu-central-1:111111111111:certificate/abc"];
const testListener = { port: 8443, allowedCidrs: ["192.0.2.0/24"] };

const steady = [
  "aws_lb_listener_rule.route_listener-rule_CC142CE1", // requests to the tasks
  "aws_lb_target_group.route_target-group_6CCA5F4E",
  "aws_vpc_security_group_egress_rule.route_load-balancer-to-tasks_509E0DC8",
  "aws_vpc_security_group_ingress_rule.route_tasks-from-load-balancer_A7D0FF3B",
];
const alternate = "aws_lb_target_group.route_alternate-target-group_5BA10E01"; // where the next tasks are put
const testRule = "aws_lb_listener_rule.route_test-listener-rule_3759A253"; // tests to the next tasks

const arnOf = (address: string) => `\${${address}.arn}`;
const forward = (weight: number, alternateWeight: number) => ({
  type: "forward",
  forward: {
    target_group: [
      { arn: arnOf(steady[1]!), weight },
      { arn: arnOf(alternate), weight: alternateWeight },
    ],
  },
});

describe("a service that replaces its tasks in place", () => {
  test("has one target group, a rule, and the openings between", () => {
    expect(synthRoute({}, { testListener }).own).toEqual(steady);
  });

  test("requests for the given paths are forwarded to the tasks", () => {
    const paths = ["/orders", "/orders/*"];
    expect(onlyResource(synthRoute({ paths }).json, "aws_lb_listener_rule")).toEqual({
      listener_arn: "${aws_lb_listener.load-balancer_http-listener_283EE2AF.arn}",
      priority: 100,
      condition: [{ path_pattern: { values: paths } }],
      action: [{ type: "forward", target_group_arn: arnOf(steady[1]!) }],
      lifecycle: { create_before_destroy: true },
    });
  });

  test("requests come from the HTTPS listener where there is one", () => {
    const { json } = synthRoute({}, { certificateArns });
    expect(onlyResource(json, "aws_lb_listener_rule").listener_arn).toBe(
      "${aws_lb_listener.load-balancer_https-listener_989F589C.arn}",
    );
  });

  test("requests for the given hosts only, where there are any", () => {
    const hosts = ["api.example.com", "*.example.org"];
    const conditions = (overrides: Partial<HttpRouteProps>) =>
      onlyResource(synthRoute(overrides).json, "aws_lb_listener_rule").condition;
    const anyPath = { path_pattern: { values: ["/*"] } };
    expect(conditions({ hosts })).toEqual([{ host_header: { values: hosts } }, anyPath]);
    expect(conditions({ hosts: [] })).toEqual([anyPath]);
  });

  test("the service waits for the rule and the openings", () => {
    const { route } = synthRoute();
    expect(route.dependables).toHaveLength(3);
    expect(route.dependables).toContain(route.listenerRule);
    expect(route.targetGroups).toEqual([route.targetGroup]);
  });
});

describe("a service whose deployments shift traffic", () => {
  const shiftsTraffic = true;

  test("has a second target group", () => {
    const { own, route } = synthRoute({ shiftsTraffic });
    expect(own).toEqual([...steady, alternate].toSorted());
    expect(route.targetGroups).toEqual([route.targetGroup, route.alternateTargetGroup]);
  });

  test("whose settings are those of the first", () => {
    const [one, other] = Object.values(
      synthRoute({ shiftsTraffic }).json.resource["aws_lb_target_group"]!,
    );
    expect(one).toEqual(other);
  });

  test("starts in the first, and leaves what follows to ECS", () => {
    expect(onlyResource(synthRoute({ shiftsTraffic }).json, "aws_lb_listener_rule")).toMatchObject({
      action: [forward(100, 0)],
      lifecycle: { create_before_destroy: true, ignore_changes: ["action"] },
    });
  });

  test("is tried through the test listener, by requests of the same kind", () => {
    const hosts = ["api.example.com"];
    const { own, rules, route } = synthRoute({ shiftsTraffic, hosts }, { testListener });
    expect(own).toEqual([...steady, alternate, testRule].toSorted());
    const production = rules[steady[0]!.split(".")[1]!];
    expect(rules[testRule.split(".")[1]!]).toEqual({
      ...production,
      listener_arn: expect.stringContaining("load-balancer_test-listener_"),
      action: [forward(0, 100)],
    });
    expect(route.dependables).toContain(route.testListenerRule);
  });
});

describe("target group", () => {
  const targetGroup = (overrides: Partial<HttpRouteProps> = {}) =>
    onlyResource(synthRoute(overrides).json, "aws_lb_target_group");

  test("reaches tasks by address, as long as they are healthy", () => {
    expect(targetGroup()).toEqual({
      name_prefix: "web-",
      target_type: "ip",
      vpc_id: "vpc-1",
      protocol: "HTTP",
      port: 80,
      deregistration_delay: "60",
      health_check: {
        path: "/health",
        matcher: "200-299",
        interval: 10,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
      lifecycle: { create_before_destroy: true },
    });
  });

  test("outlives a change of the tasks' port, which rules left to ECS would not follow", () => {
    expect(targetGroup({ port: 9090 })).toEqual(targetGroup({ port: 8080 }));
  });

  test("tasks have the time for their last requests that is said", () => {
    expect(targetGroup({ deregistrationDelaySeconds: 0 }).deregistration_delay).toBe("0");
  });

  test.each([
    ["web", "web-"],
    ["checkout", "check-"], // six characters are all that a prefix may have
    ["code-deploy", "code-"], // ELB takes no two hyphens in a row
    ["a-b-c-d", "a-b-c-"],
  ])("of %s has a name that its successor does not need", (name, prefix) => {
    expect(targetGroup({ name }).name_prefix).toBe(prefix);
  });
});

describe("security groups", () => {
  const ofTasks = "${aws_security_group.tasks.id}";
  const ofLoadBalancer = "${aws_security_group.load-balancer_security-group_80A0008E.id}";
  const port = { ip_protocol: "tcp", from_port: 8080, to_port: 8080 };

  test("the load balancer gets out to the tasks' port, and in there nobody else", () => {
    const { json } = synthRoute();
    expect(onlyResource(json, "aws_vpc_security_group_egress_rule")).toEqual({
      security_group_id: ofLoadBalancer,
      description: "Requests and health checks to web",
      referenced_security_group_id: ofTasks,
      ...port,
    });
    const rules = Object.values(json.resource["aws_vpc_security_group_ingress_rule"]!);
    expect(rules.filter(({ security_group_id }) => security_group_id === ofTasks)).toEqual([
      {
        security_group_id: ofTasks,
        description: "Requests and health checks from the load balancer",
        referenced_security_group_id: ofLoadBalancer,
        ...port,
      },
    ]);
  });
});
