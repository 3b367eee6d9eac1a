import {
  LoadBalancer,
  type LoadBalancerProps,
} from "../../../constructs/container-service/load-balancer";
import { onlyResource, resourceAddresses, synthConstruct } from "../../support/synth";

const certificateArn = "arn:aws:acm:eu-central-1:111111111111:certificate/abc";

function synthLoadBalancer(overrides: Partial<LoadBalancerProps> = {}) {
  let loadBalancer: LoadBalancer;
  const json = synthConstruct((scope) => {
    loadBalancer = new LoadBalancer(scope, "load-balancer", {
      name: "acme-dev",
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      deletionProtection: true,
      ...overrides,
    });
  });
  return { json, loadBalancer: loadBalancer! };
}

const notFound = [
  {
    type: "fixed-response",
    fixed_response: { content_type: "text/plain", message_body: "not found", status_code: "404" },
  },
];

const plain = [
  "aws_lb.load-balancer_30A23327", // people's DNS records point at it: this id must not change
  "aws_lb_listener.load-balancer_http-listener_283EE2AF",
  "aws_security_group.load-balancer_security-group_80A0008E",
  "aws_vpc_security_group_ingress_rule.load-balancer_internet-to-http_1A0DFBAE",
];

describe("without a certificate", () => {
  test("answers on port 80 only", () => {
    expect(resourceAddresses(synthLoadBalancer().json)).toEqual(plain);
  });

  test("services attach to the HTTP listener, and what none of them takes is not found", () => {
    const { json, loadBalancer } = synthLoadBalancer();
    expect(loadBalancer.listener.node.id).toBe("http-listener");
    expect(onlyResource(json, "aws_lb_listener")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      default_action: notFound,
    });
  });
});

describe("with a certificate", () => {
  test("answers on port 443 too", () => {
    expect(resourceAddresses(synthLoadBalancer({ certificateArn }).json)).toEqual(
      [
        ...plain,
        "aws_lb_listener.load-balancer_https-listener_989F589C",
        "aws_vpc_security_group_ingress_rule.load-balancer_internet-to-https_8EC6FA81",
      ].toSorted(),
    );
  });

  test("services attach to the HTTPS listener, and what none of them takes is not found", () => {
    const { json, loadBalancer } = synthLoadBalancer({ certificateArn });
    expect(loadBalancer.listener.node.id).toBe("https-listener");
    expect(
      json.resource["aws_lb_listener"]!["load-balancer_https-listener_989F589C"],
    ).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificate_arn: certificateArn,
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      default_action: notFound,
    });
  });

  test("HTTP is sent to HTTPS for good", () => {
    const { json } = synthLoadBalancer({ certificateArn });
    expect(
      json.resource["aws_lb_listener"]!["load-balancer_http-listener_283EE2AF"].default_action,
    ).toEqual([
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
    ]);
  });
});

test("is an application load balancer on the internet that drops malformed headers", () => {
  expect(onlyResource(synthLoadBalancer().json, "aws_lb")).toMatchObject({
    name: "acme-dev",
    load_balancer_type: "application",
    internal: false,
    subnets: ["subnet-1", "subnet-2"],
    drop_invalid_header_fields: true,
  });
});

test.each([true, false])("deletion protection %s", (deletionProtection) => {
  const { json } = synthLoadBalancer({ deletionProtection });
  expect(onlyResource(json, "aws_lb").enable_deletion_protection).toBe(deletionProtection);
});

test("the internet reaches the listeners' ports and the load balancer nothing", () => {
  const { json } = synthLoadBalancer({ certificateArn });
  const rules = Object.values(json.resource["aws_vpc_security_group_ingress_rule"]!);
  expect(rules.map((rule) => [rule.cidr_ipv4, rule.from_port, rule.to_port])).toEqual([
    ["0.0.0.0/0", 80, 80],
    ["0.0.0.0/0", 443, 443],
  ]);
  expect(json.resource).not.toHaveProperty("aws_vpc_security_group_egress_rule");
});

test("its security group can be replaced while in use", () => {
  expect(onlyResource(synthLoadBalancer().json, "aws_security_group")).toMatchObject({
    name_prefix: "acme-dev-lb-",
    lifecycle: { create_before_destroy: true },
  });
});

describe("fails", () => {
  test.each<[string, Partial<LoadBalancerProps>, string]>([
    [
      "on a name too long",
      { name: "a".repeat(33) },
      `load-balancer.name: got "${"a".repeat(33)}", expected 1 to 32 letters`,
    ],
    ["on a reserved name", { name: "internal-web" }, 'got "internal-web", expected'],
    ["on a hyphen at the end", { name: "acme-" }, 'got "acme-", expected'],
    [
      "on a single subnet",
      { subnetIds: ["subnet-1"] },
      'load-balancer.subnetIds: got ["subnet-1"], expected subnets in 2 or more zones',
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthLoadBalancer(overrides)).toThrow(message);
  });

  test("not on the longest name", () => {
    expect(() => synthLoadBalancer({ name: "a".repeat(32) })).not.toThrow();
  });
});
