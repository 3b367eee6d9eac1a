import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type Listener,
  type LoadBalancer,
  type Rule,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { paginateDescribeSecurityGroupRules, type SecurityGroupRule } from "@aws-sdk/client-ec2";
import { every } from "../../seen";
import { listenersOf, rulesOf } from "../finders/load-balancing";
import type { Asks } from "../asks";

type Attributes = Readonly<Record<string, string | undefined>>;

/** A target group with the load balancer before it. */
export interface Entry {
  readonly group: TargetGroup;
  readonly groupAttributes: Attributes;
  readonly balancer: LoadBalancer | undefined;
  readonly balancerAttributes: Attributes;
  readonly listeners: readonly ListenerRules[];
  /** What may reach the load balancer. */
  readonly ingress: readonly SecurityGroupRule[];
}

export interface ListenerRules {
  readonly listener: Listener;
  readonly rules: readonly Rule[];
}

const attributesOf = (
  all: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Attributes => Object.fromEntries((all ?? []).map(({ Key = "", Value }) => [Key, Value]));

/** How requests reach a target group; undefined where there is no such group. */
export async function entryOf(asks: Asks, groupArn: string): Promise<Entry | undefined> {
  const found = await asks.ask("elasticloadbalancing:DescribeTargetGroups", groupArn, ({ elb }) =>
    elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [groupArn] })),
  );
  const group = found?.TargetGroups?.[0];
  if (group === undefined) return undefined;
  const [arn] = group.LoadBalancerArns ?? [];
  const [ofGroup, ofBalancer, balancer, listeners] = await Promise.all([
    asks.ask("elasticloadbalancing:DescribeTargetGroupAttributes", groupArn, ({ elb }) =>
      elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: groupArn })),
    ),
    arn === undefined
      ? undefined
      : asks.ask("elasticloadbalancing:DescribeLoadBalancerAttributes", arn, ({ elb }) =>
          elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn })),
        ),
    arn === undefined ? undefined : balancerOf(asks, arn),
    arn === undefined ? [] : withRules(asks, arn),
  ]);
  return {
    group,
    groupAttributes: attributesOf(ofGroup?.Attributes),
    balancer,
    balancerAttributes: attributesOf(ofBalancer?.Attributes),
    listeners,
    ingress: await ingressOf(asks, balancer?.SecurityGroups ?? []),
  };
}

async function balancerOf(asks: Asks, arn: string) {
  const found = await asks.ask("elasticloadbalancing:DescribeLoadBalancers", arn, ({ elb }) =>
    elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] })),
  );
  return found?.LoadBalancers?.[0];
}

async function withRules(asks: Asks, arn: string): Promise<ListenerRules[]> {
  const listeners = (await listenersOf(asks, arn)) ?? [];
  return Promise.all(
    listeners.map(async (listener) => ({
      listener,
      rules: (await rulesOf(asks, listener.ListenerArn!)) ?? [],
    })),
  );
}

async function ingressOf(asks: Asks, groupIds: readonly string[]): Promise<SecurityGroupRule[]> {
  if (groupIds.length === 0) return [];
  const found = await asks.ask("ec2:DescribeSecurityGroupRules", groupIds.join(" "), ({ ec2 }) =>
    every(
      paginateDescribeSecurityGroupRules(
        { client: ec2 },
        { Filters: [{ Name: "group-id", Values: [...groupIds] }] },
      ),
      (page) => page.SecurityGroupRules,
    ),
  );
  return (found ?? []).filter(({ IsEgress }) => !IsEgress);
}
