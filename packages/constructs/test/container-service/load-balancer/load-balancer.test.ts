import type { LoadBalancerProps } from "../../../src/container-service/load-balancer/load-balancer";
import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { listener, openings, synthLoadBalancer } from "./synth-load-balancer";

const certificateArn = "arn:aws:acm:eu-central-1:111111111111:certificate/abc";
const certificateArns = [certificateArn];

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
  test.each([undefined, []])("%p answers on port 80 only", (none) => {
    expect(resourceAddresses(synthLoadBalancer({ certificateArns: none }).json)).toEqual(plain);
  });

  test("services attach to the HTTP listener, and what none of them takes is not found", () => {
    const { json, loadBalancer } = synthLoadBalancer();
    expect(loadBalancer.listener.node.id).toBe("http-listener");
    expect(onlyResource(json, "aws_lb_listener")).toEqual({
      load_balancer_arn: "${aws_lb.load-balancer_30A23327.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: notFound,
    });
  });
});

describe("with a certificate", () => {
  test("answers on port 443 too", () => {
    expect(resourceAddresses(synthLoadBalancer({ certificateArns }).json)).toEqual(
      [
        ...plain,
        "aws_lb_listener.load-balancer_https-listener_989F589C",
        "aws_vpc_security_group_ingress_rule.load-balancer_internet-to-https_8EC6FA81",
      ].toSorted(),
    );
  });

  test("services attach to the HTTPS listener, and what none of them takes is not found", () => {
    const { json, loadBalancer } = synthLoadBalancer({ certificateArns });
    expect(loadBalancer.listener.node.id).toBe("https-listener");
    expect(listener(json, "https")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificate_arn: certificateArn,
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      default_action: notFound,
    });
  });

  test("tells browsers not to come by HTTP again", () => {
    expect(
      listener(synthLoadBalancer({ certificateArns }).json, "https")
        .routing_http_response_strict_transport_security_header_value,
    ).toBe("max-age=31536000");
  });

  test("HTTP is sent to HTTPS for good, once that answers", () => {
    expect(listener(synthLoadBalancer({ certificateArns }).json, "http")).toEqual({
      load_balancer_arn: "${aws_lb.load-balancer_30A23327.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
      ],
      depends_on: ["aws_lb_listener.load-balancer_https-listener_989F589C"],
    });
  });
});

test("is an application load balancer on the internet that drops malformed headers", () => {
  expect(onlyResource(synthLoadBalancer().json, "aws_lb")).toEqual({
    name: "acme-dev",
    load_balancer_type: "application",
    internal: false,
    subnets: ["subnet-1", "subnet-2"],
    security_groups: ["${aws_security_group.load-balancer_security-group_80A0008E.id}"],
    drop_invalid_header_fields: true,
    enable_deletion_protection: true,
    idle_timeout: 60,
  });
});

test.each([
  [{ production: true }, true],
  [{ production: false }, false],
  [{ production: true, deletionProtection: false }, false],
])("deletion protection of %j: %s", (props, expected) => {
  const { json } = synthLoadBalancer(props);
  expect(onlyResource(json, "aws_lb").enable_deletion_protection).toBe(expected);
});

test("connections may be silent for as long as is said", () => {
  const { json } = synthLoadBalancer({ idleTimeoutSeconds: 4000 });
  expect(onlyResource(json, "aws_lb").idle_timeout).toBe(4000);
});

describe("who may reach it", () => {
  test("the internet reaches the listeners' ports and the load balancer nothing", () => {
    const { json } = synthLoadBalancer({ certificateArns });
    expect(openings(json)).toEqual(["0.0.0.0/0 to 443-443", "0.0.0.0/0 to 80-80"]);
    expect(json.resource).not.toHaveProperty("aws_vpc_security_group_egress_rule");
  });

  test("only the allowed ranges do, where some are named", () => {
    const allowedCidrs = ["192.0.2.0/24", "198.51.100.7/32"];
    const { json } = synthLoadBalancer({ certificateArns, allowedCidrs });
    expect(openings(json)).toEqual([
      "192.0.2.0/24 to 443-443",
      "192.0.2.0/24 to 80-80",
      "198.51.100.7/32 to 443-443",
      "198.51.100.7/32 to 80-80",
    ]);
  });

  test("the rule of a range keeps its id when others come or go", () => {
    const ids = (allowedCidrs: string[]) =>
      resourceAddresses(synthLoadBalancer({ allowedCidrs }).json);
    const rule = ids(["192.0.2.0/24"]).find((id) => id.includes("192-0-2-0-24-to-http"));
    expect(rule).toBeDefined();
    expect(ids(["10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/0"])).toEqual(
      expect.arrayContaining([rule, ...plain]),
    );
  });

  test("descriptions have only characters that EC2 takes", () => {
    const { json } = synthLoadBalancer({ certificateArns, allowedCidrs: ["192.0.2.0/24"] });
    for (const type of ["aws_security_group", "aws_vpc_security_group_ingress_rule"]) {
      for (const { description } of Object.values(json.resource[type]!)) {
        expect(description).toMatch(/^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]{1,255}$/);
      }
    }
  });
});

describe("access logs", () => {
  const { json, loadBalancer } = synthLoadBalancer({ accessLogRetentionDays: 90 });

  test("go to a bucket of their own", () => {
    expect(onlyResource(json, "aws_lb").access_logs).toEqual({
      bucket: "${aws_s3_bucket.load-balancer_access-logs_bucket_728549EA.id}",
      enabled: true,
    });
    expect(onlyResource(json, "aws_s3_bucket")).toMatchObject({
      bucket_prefix: "acme-dev-alb-",
      lifecycle: { prevent_destroy: true },
    });
    expect(loadBalancer.accessLogBucket?.bucket.node.id).toBe("bucket");
  });

  test("are switched on when the bucket takes them, and off before it no longer does", () => {
    const [policy] = Object.keys(json.resource["aws_s3_bucket_policy"]!);
    expect(onlyResource(json, "aws_lb").depends_on).toEqual([`aws_s3_bucket_policy.${policy}`]);
  });
});

test("requests pass the web ACL", () => {
  const webAclArn = "arn:aws:wafv2:eu-central-1:111111111111:regional/webacl/acme/1";
  expect(
    onlyResource(synthLoadBalancer({ webAclArn }).json, "aws_wafv2_web_acl_association"),
  ).toEqual({ resource_arn: "${aws_lb.load-balancer_30A23327.arn}", web_acl_arn: webAclArn });
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
