import {
  DescribeLoadBalancersCommand,
  paginateDescribeListenerCertificates,
  paginateDescribeListeners,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Element } from "../../../comparison/elements";
import { every } from "../../seen";
import type { Asks } from "../asks";
import { isNamed, onlyOne, type Finder, type Search } from "../search";
import { serviceOf } from "./containers";

const byArn = (arn: string | undefined) =>
  arn === undefined ? undefined : { id: arn, attributes: { id: arn, arn } };

export async function loadBalancerNamed(search: Asks, name: string) {
  const found = await search.ask("elasticloadbalancing:DescribeLoadBalancers", name, ({ elb }) =>
    elb.send(new DescribeLoadBalancersCommand({ Names: [name] })),
  );
  return found?.LoadBalancers?.[0];
}

const loadBalancer: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  const found = name === undefined ? undefined : await loadBalancerNamed(search, name);
  if (found?.LoadBalancerArn === undefined) return undefined;
  return {
    ...byArn(found.LoadBalancerArn)!,
    facts: { load_balancer_type: found.Type, internal: found.Scheme === "internal" },
  };
};

export const listenersOf = (search: Asks, arn: string) =>
  search.ask("elasticloadbalancing:DescribeListeners", arn, ({ elb }) =>
    every(
      paginateDescribeListeners({ client: elb }, { LoadBalancerArn: arn }),
      (page) => page.Listeners,
    ),
  );

/** A load balancer has one listener at a port. */
const listener: Finder = async (resource, search) => {
  const [arn, port] = await Promise.all([
    search.text(resource, "load_balancer_arn"),
    search.text(resource, "port"),
  ]);
  const all = arn === undefined ? [] : ((await listenersOf(search, arn)) ?? []);
  return byArn(all.find(({ Port }) => `${Port}` === port)?.ListenerArn);
};

export const rulesOf = (search: Asks, arn: string) =>
  search.ask("elasticloadbalancing:DescribeRules", arn, ({ elb }) =>
    every(paginateDescribeRules({ client: elb }, { ListenerArn: arn }), ({ Rules }) => Rules),
  );

async function ruleOf(resource: Element, search: Search) {
  const [arn, priority] = await Promise.all([
    search.text(resource, "listener_arn"),
    search.text(resource, "priority"),
  ]);
  const all = arn === undefined ? [] : ((await rulesOf(search, arn)) ?? []);
  return all.find(({ Priority }) => Priority === priority);
}

/** A listener has one rule of a priority. */
const rule: Finder = async (...args) => byArn((await ruleOf(...args))?.RuleArn);

const certificate: Finder = async (resource, search) => {
  const [listenerArn, arn] = await Promise.all([
    search.text(resource, "listener_arn"),
    search.text(resource, "certificate_arn"),
  ]);
  if (listenerArn === undefined || arn === undefined) return undefined;
  const found = await search.ask(
    "elasticloadbalancing:DescribeListenerCertificates",
    listenerArn,
    ({ elb }) =>
      every(
        paginateDescribeListenerCertificates({ client: elb }, { ListenerArn: listenerArn }),
        (page) => page.Certificates,
      ),
  );
  const id = `${listenerArn}_${arn}`;
  return found?.some((one) => one.CertificateArn === arn) ? { id, attributes: { id } } : undefined;
};

/** The group that a service of the stack names; else the one of its name that none names. */
const targetGroup: Finder = async (resource, search) => {
  const isIt = await isNamed(resource, search);
  const vpcId = await search.text(resource, "vpc_id");
  const found = await search.ask("elasticloadbalancing:DescribeTargetGroups", "all", ({ elb }) =>
    every(paginateDescribeTargetGroups({ client: elb }, {}), (page) => page.TargetGroups),
  );
  const same = (found ?? []).filter((one) => one.VpcId === vpcId && isIt(one.TargetGroupName));
  const named = await namedByServices(resource, search);
  const others = await Promise.all(
    search
      .of("aws_lb_target_group")
      .filter(({ address }) => address !== resource.address)
      .map((one) => namedByServices(one, search)),
  );
  const one = onlyOne(
    same.filter(({ TargetGroupArn: arn }) =>
      named === undefined ? !others.includes(arn) : arn === named,
    ),
  );
  if (one?.TargetGroupArn === undefined) return undefined;
  const { Port: port, Protocol: protocol, TargetType: target_type } = one;
  return { ...byArn(one.TargetGroupArn)!, facts: { port, protocol, target_type } };
};

interface Balanced {
  readonly target_group_arn?: unknown;
  readonly advanced_configuration?: unknown;
}

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The ARN of the group in the place where a service of the stack names it. */
async function namedByServices({ address }: Element, search: Search): Promise<string | undefined> {
  const reference = `\${${address}.arn}`;
  for (const user of search.mentioning(address, "aws_ecs_service")) {
    const there = (await serviceOf(user, search))?.loadBalancers ?? [];
    for (const [at, given] of listed(user.given["load_balancer"]).entries()) {
      const { target_group_arn: own, advanced_configuration: more } = given as Balanced;
      if (own === reference) return there[at]?.targetGroupArn;
      const isAlternate = JSON.stringify(more ?? {}).includes(
        `"alternate_target_group_arn":${JSON.stringify(reference)}`,
      );
      if (isAlternate) return there[at]?.advancedConfiguration?.alternateTargetGroupArn;
    }
  }
  return undefined;
}

export const LOAD_BALANCING_FINDERS: Readonly<Record<string, Finder>> = {
  aws_lb: loadBalancer,
  aws_lb_listener: listener,
  aws_lb_listener_certificate: certificate,
  aws_lb_listener_rule: rule,
  aws_lb_target_group: targetGroup,
};
