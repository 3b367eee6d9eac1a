import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Entry } from "../../../src/adoption/import/foreign/entry";
import { httpFound } from "../../../src/adoption/import/foreign/http";
import { loadBalancerFound } from "../../../src/adoption/import/foreign/load-balancer";

const GROUP = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/old/1";

const entry = (changes: Partial<Entry> = {}): Entry => ({
  group: { TargetGroupArn: GROUP, TargetGroupName: "old", HealthCheckPath: "/health" },
  groupAttributes: { "deregistration_delay.timeout_seconds": "30" },
  balancer: { LoadBalancerName: "old-alb", Type: "application", Scheme: "internet-facing" },
  balancerAttributes: {
    "idle_timeout.timeout_seconds": "120",
    "deletion_protection.enabled": "true",
  },
  listeners: [
    {
      listener: {
        Port: 443,
        Certificates: [{ CertificateArn: "arn:aws:acm:eu-west-1:1:certificate/1" }],
      },
      rules: [
        {
          Priority: "7",
          Conditions: [
            { Field: "path-pattern", Values: ["/shop/*"] },
            { Field: "host-header", HostHeaderConfig: { Values: ["shop.example.com"] } },
          ],
          Actions: [{ Type: "forward", TargetGroupArn: GROUP }],
        },
      ],
    },
  ],
  ingress: [],
  ...changes,
});

const OWN: Rule = entry().listeners[0]!.rules[0]!;

const withRules = (...rules: Rule[]) => entry({ listeners: [{ listener: { Port: 80 }, rules }] });

const http = (way = entry()) => httpFound("service shop", { containerPort: 8080 }, way, 90);

test("requests reach a service by the rule that leads to its target group", () => {
  expect(http()).toEqual({
    http: {
      port: 8080,
      paths: ["/shop/*"],
      hosts: ["shop.example.com"],
      priority: 7,
      healthCheckPath: "/health",
      healthCheckGracePeriodSeconds: 90,
      deregistrationDelaySeconds: 30,
    },
    unsaid: [],
  });
});

test("of several rules the first that counts is its own, whatever their order; the others are told", () => {
  const byDefault = { Priority: "default", Actions: OWN.Actions };
  const { http: own, unsaid } = http(withRules(byDefault, OWN, { ...OWN, Priority: "5" }));
  // Of two that say the same, as HTTP's and HTTPS's do, one is meant.
  expect(own).toMatchObject({ paths: ["/shop/*"], priority: 5 });
  expect(unsaid).toEqual([expect.objectContaining({ what: "service shop, rule default" })]);
});

test.each<[string, Entry, RegExp]>([
  ["no load balancer", entry({ balancer: undefined }), /no load balancer/],
  [
    "an internal load balancer",
    entry({ balancer: { ...entry().balancer, Scheme: "internal" } }),
    /old-alb, which is application and internal/,
  ],
  ["no rule", withRules({ Priority: "3", Actions: [{ Type: "fixed-response" }] }), /no rule/],
  [
    "a rule that asks who it is",
    withRules({ ...OWN, Actions: [{ Type: "authenticate-oidc" }, ...OWN.Actions!] }),
    /the action authenticate-oidc/,
  ],
  [
    "a rule for some addresses",
    withRules({ ...OWN, Conditions: [...OWN.Conditions!, { Field: "source-ip" }] }),
    /a condition on source-ip/,
  ],
])("with %s it is not opened to the internet", (_, way, is) => {
  const { http: own, unsaid } = http(way);
  expect(own).toBeUndefined();
  expect(unsaid).toEqual([
    { what: "service shop, requests", is: expect.stringMatching(is), follows: expect.anything() },
  ]);
});

const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };

const allowed = (ingress: Entry["ingress"]) => loadBalancerFound([entry({ ingress })], "acme-dev");

test("the load balancer's own options come along", () => {
  expect(allowed([{ ...https, CidrIpv4: "203.0.113.0/24" }]).options).toEqual({
    certificateArn: "arn:aws:acm:eu-west-1:1:certificate/1",
    idleTimeoutSeconds: 120,
    deletionProtection: true,
    allowedCidrs: ["203.0.113.0/24"],
  });
});

test.each<[string, Entry["ingress"], readonly string[]]>([
  ["nobody", [], ["192.0.2.0/32"]],
  ["a list of prefixes alone", [{ ...https, PrefixListId: "pl-1" }], ["192.0.2.0/32"]],
  [
    "a list and a block",
    [
      { ...https, PrefixListId: "pl-1" },
      { ...https, CidrIpv4: "203.0.113.0/24" },
    ],
    ["203.0.113.0/24"],
  ],
  [
    "all at another port",
    [
      { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIpv4: "0.0.0.0/0" },
      { IpProtocol: "-1", CidrIpv4: "203.0.113.0/24" },
    ],
    ["203.0.113.0/24"],
  ],
  [
    "more blocks than options take",
    Array.from({ length: 21 }, (_, at) => ({ ...https, CidrIpv4: `203.0.113.${at}/32` })),
    ["192.0.2.0/32"],
  ],
])("open to %s, the new one is open to no more", (_, ingress, cidrs) => {
  const { options, unsaid } = allowed(ingress);
  expect(options["allowedCidrs"]).toEqual(cidrs);
  const closed = unsaid.filter(({ follows }) => follows.includes("closed to everybody"));
  expect(closed).toHaveLength(cidrs[0] === "192.0.2.0/32" ? 1 : 0);
});

test("in production the load balancer is protected in any case, and an internal one is none of ours", () => {
  const open = { ...entry().balancerAttributes, "deletion_protection.enabled": "false" };
  const found = loadBalancerFound([entry({ balancerAttributes: open })], "old-alb", true);
  expect(found.options).not.toHaveProperty("deletionProtection");
  expect(found.unsaid.map(({ is }) => is)).toContain("not protected from being deleted");
  const internal = entry({ balancer: { ...entry().balancer, Scheme: "internal" } });
  expect(loadBalancerFound([internal], "acme-dev").options).toEqual({});
});
