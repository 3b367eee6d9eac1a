import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn } from "cdktf";
import type { Build, Cases } from "./case";

type Stack = Parameters<Build>[0];

const ON_A_LISTENER = "expected a port of a load balancer's listener, on its security group";

/** A load balancer with a security group, which listens on ports 80 and 443. */
function loadBalancer(stack: Stack): SecurityGroup {
  const group = new SecurityGroup(stack, "lb-group", {});
  const lb = new Lb(stack, "lb", { securityGroups: [group.id] });
  for (const port of [80, 443]) listener(stack, { port, loadBalancerArn: lb.arn });
  return group;
}

const listener = (stack: Stack, config: Partial<LbListenerConfig>) =>
  new LbListener(stack, `listener-${config.port ?? 80}`, {
    loadBalancerArn: "arn",
    defaultAction: [{ type: "redirect" }],
    ...config,
  });

const rule = (stack: Stack, config: Partial<VpcSecurityGroupIngressRuleConfig>) =>
  new VpcSecurityGroupIngressRule(stack, "rule", {
    securityGroupId: "sg-1",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "0.0.0.0/0",
    ...config,
  });

const own = (stack: Stack) => new SecurityGroup(stack, "group", {});

const tls = (sslPolicy?: string): Build => {
  return (stack) =>
    listener(stack, { port: 443, protocol: "HTTPS", ...(sslPolicy && { sslPolicy }) });
};

export const networkCases: Readonly<Record<string, Cases>> = {
  "no-public-ingress": {
    fails: {
      "a port of a security group that no load balancer has": [
        (stack) => {
          loadBalancer(stack);
          rule(stack, { securityGroupId: own(stack).id });
        },
        `got tcp 443 open to 0.0.0.0/0, ${ON_A_LISTENER}`,
      ],
      "a port of a load balancer on which it does not listen": [
        (stack) =>
          rule(stack, { securityGroupId: loadBalancer(stack).id, fromPort: 22, toPort: 22 }),
        `got tcp 22 open to 0.0.0.0/0, ${ON_A_LISTENER}`,
      ],
      "a range around the ports of a load balancer": [
        (stack) => rule(stack, { securityGroupId: loadBalancer(stack).id, fromPort: 80 }),
        `got tcp 80-443 open to 0.0.0.0/0, ${ON_A_LISTENER}`,
      ],
      "all protocols": [
        (stack) =>
          new VpcSecurityGroupIngressRule(stack, "rule", {
            securityGroupId: loadBalancer(stack).id,
            ipProtocol: "-1",
            cidrIpv6: "::/0",
          }),
        `got everything open to ::/0, ${ON_A_LISTENER}`,
      ],
      "half of the internet": [
        (stack) => rule(stack, { securityGroupId: own(stack).id, cidrIpv4: "128.0.0.0/1" }),
        `got tcp 443 open to 128.0.0.0/1, ${ON_A_LISTENER}`,
      ],
      "all of IPv6, with zeros as of an IPv4 address": [
        (stack) =>
          new VpcSecurityGroupIngressRule(stack, "rule", {
            securityGroupId: own(stack).id,
            ipProtocol: "-1",
            cidrIpv6: "::0.0.0.0/0",
          }),
        `got everything open to ::0.0.0.0/0, ${ON_A_LISTENER}`,
      ],
      "an inline rule": [
        (stack) =>
          new SecurityGroup(stack, "group", {
            ingress: [
              {
                protocol: "tcp",
                fromPort: 22,
                toPort: 22,
                cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"],
              },
            ],
          }),
        `got tcp 22 open to 0.0.0.0/0, ${ON_A_LISTENER}`,
      ],
      "the default security group": [
        (stack) =>
          new DefaultSecurityGroup(stack, "group", {
            ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }],
          }),
        `got everything open to ::/0, ${ON_A_LISTENER}`,
      ],
      "a rule of the old type": [
        (stack) =>
          new SecurityGroupRule(stack, "rule", {
            type: "ingress",
            securityGroupId: own(stack).id,
            protocol: "tcp",
            fromPort: 5432,
            toPort: 5432,
            cidrBlocks: ["0.0.0.0/0"],
          }),
        `got tcp 5432 open to 0.0.0.0/0, ${ON_A_LISTENER}`,
      ],
      "a database on the internet": [
        (stack) =>
          new DbInstance(stack, "db", { instanceClass: "db.t4g.micro", publiclyAccessible: true }),
        "got publicly_accessible = true, expected false",
      ],
    },
    passes: {
      "the port of a listener": (stack) => rule(stack, { securityGroupId: loadBalancer(stack).id }),
      "the port of a listener, inline": (stack) => {
        const group = new SecurityGroup(stack, "group", {
          ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
        });
        const lb = new Lb(stack, "lb", { securityGroups: [group.id] });
        listener(stack, { port: 80, loadBalancerArn: lb.arn });
      },
      "a private range": (stack) =>
        rule(stack, { securityGroupId: own(stack).id, cidrIpv4: "10.0.0.0/8" }),
      "another security group": (stack) =>
        new VpcSecurityGroupIngressRule(stack, "rule", {
          securityGroupId: own(stack).id,
          ipProtocol: "-1",
          referencedSecurityGroupId: loadBalancer(stack).id,
        }),
      "a way out": (stack) =>
        new SecurityGroupRule(stack, "rule", {
          type: "egress",
          securityGroupId: own(stack).id,
          protocol: "-1",
          fromPort: 0,
          toPort: 0,
          cidrBlocks: ["0.0.0.0/0"],
        }),
    },
  },
  "tls-version": {
    fails: {
      "no policy, which is the one of 2016": [
        tls(),
        "got no ssl_policy, expected ELBSecurityPolicy-TLS13-1-2-... or -1-3-...",
      ],
      "a policy of TLS 1.3 that still speaks 1.0": [
        tls("ELBSecurityPolicy-TLS13-1-0-2021-06"),
        "got ELBSecurityPolicy-TLS13-1-0-2021-06, expected ELBSecurityPolicy-TLS13-1-2-... or -1-3-...",
      ],
      "a policy that Terraform computes": [
        (stack) => tls(Fn.lower("A"))(stack),
        'got ${lower("A")}, expected ELBSecurityPolicy-TLS13-1-2-... or -1-3-...',
      ],
      "the policy of 2016": [
        tls("ELBSecurityPolicy-2016-08"),
        "got ELBSecurityPolicy-2016-08, expected ELBSecurityPolicy-TLS13-1-2-... or -1-3-...",
      ],
    },
    passes: {
      "TLS 1.2 and 1.3": tls("ELBSecurityPolicy-TLS13-1-2-2021-06"),
      "TLS 1.3 only": tls("ELBSecurityPolicy-TLS13-1-3-2021-06"),
      "a policy against quantum computers": tls("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"),
      "a listener without TLS, another rule's concern": (stack) =>
        listener(stack, { port: 80, protocol: "HTTP" }),
    },
  },
  "plain-http": {
    fails: {
      "a listener that forwards": [
        (stack) =>
          listener(stack, { port: 80, protocol: "HTTP", defaultAction: [{ type: "forward" }] }),
        "got services on port 80 without TLS",
      ],
      "a rule that forwards": [
        (stack) =>
          new LbListenerRule(stack, "rule", {
            listenerArn: listener(stack, { port: 8080, protocol: "HTTP" }).arn,
            action: [{ type: "forward" }],
            condition: [{ pathPattern: { values: ["/*"] } }],
          }),
        "got services on port 8080 without TLS",
      ],
    },
    passes: {
      "a redirect": (stack) => listener(stack, { port: 80, protocol: "HTTP" }),
      "HTTPS that forwards": (stack) =>
        listener(stack, { port: 443, protocol: "HTTPS", defaultAction: [{ type: "forward" }] }),
    },
  },
};
