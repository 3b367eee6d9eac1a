import type { LoadBalancer as BalancedService } from "@aws-sdk/client-ecs";
import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defined } from "./containers";
import type { Entry } from "./entry";
import type { Unsaid } from "./foreign";

/** `http` of a service; undefined where none can be written. */
export interface HttpFound {
  readonly http: Readonly<Record<string, unknown>> | undefined;
  readonly unsaid: readonly Unsaid[];
}

/**
 * How requests reach a service, as its option `http`. What the new rule would let in and the old one
 * does not is no `http`.
 *
 * @param graceSeconds in which a new task may fail health checks
 */
export function httpFound(
  where: string,
  { containerPort }: BalancedService,
  entry: Entry,
  graceSeconds: number | undefined,
): HttpFound {
  const { group, groupAttributes } = entry;
  const unsaid: Unsaid[] = [];
  const add = (what: string, is: string, follows: string) =>
    unsaid.push({ what: `${where}, ${what}`, is, follows });
  const [first, ...others] = rulesTo(entry);
  const closed = closedBy(entry, first);
  if (first === undefined || closed !== undefined) {
    add(
      "requests",
      closed ?? "no rule leads to it",
      "left out: it gets no http, as that would let in more",
    );
    return { http: undefined, unsaid };
  }
  for (const rule of others) {
    add(`rule ${rule.Priority}`, conditionsOf(rule), "left out: a service has one rule");
  }
  const matcher = group.Matcher?.HttpCode;
  if (matcher !== undefined && matcher !== "200-299" && matcher !== "200") {
    add("health check", `well at ${matcher}`, "changed: the new target group wants 200 to 299");
  }
  return {
    http: defined({
      port: containerPort,
      paths: valuesOf(first, "path-pattern"),
      hosts: valuesOf(first, "host-header"),
      priority: Number.isFinite(rankOf(first)) ? rankOf(first) : undefined,
      healthCheckPath: group.HealthCheckPath,
      healthCheckGracePeriodSeconds: graceSeconds,
      deregistrationDelaySeconds: numberOf(groupAttributes["deregistration_delay.timeout_seconds"]),
    }),
    unsaid,
  };
}

/** The rules that lead to a target group, in their order: those of two listeners may say the same. */
function rulesTo({ group, listeners }: Entry): Rule[] {
  const all = listeners
    .flatMap(({ rules }) => rules)
    .filter((rule) => leadsTo(rule, group.TargetGroupArn))
    .toSorted((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1));
  return [
    ...new Map(all.toReversed().map((rule) => [conditionsOf(rule), rule])).values(),
  ].toReversed();
}

/** What keeps requests out that the stack's own load balancer and rule would let in. */
function closedBy({ group, balancer }: Entry, rule: Rule | undefined): string | undefined {
  if (balancer === undefined) return `no load balancer before ${group.TargetGroupName}`;
  const { LoadBalancerName: name, Type: type, Scheme: scheme } = balancer;
  if (type !== "application" || scheme !== "internet-facing") {
    return `the load balancer ${name}, which is ${type} and ${scheme}`;
  }
  const field = rule?.Conditions?.find(
    ({ Field }) => Field !== "path-pattern" && Field !== "host-header",
  )?.Field;
  if (field !== undefined) return `rule ${rule?.Priority} has a condition on ${field}`;
  const action = rule?.Actions?.find(({ Type }) => Type !== "forward")?.Type;
  return action === undefined ? undefined : `rule ${rule?.Priority} has the action ${action}`;
}

/** Rules in the order in which they count; the default one is the last. */
const rankOf = ({ Priority = "" }: Rule): number =>
  /^\d+$/.test(Priority) ? Number(Priority) : Infinity;

const leadsTo = ({ Actions = [] }: Rule, groupArn: string | undefined): boolean =>
  Actions.some(
    ({ TargetGroupArn, ForwardConfig }) =>
      TargetGroupArn === groupArn ||
      ForwardConfig?.TargetGroups?.some((one) => one.TargetGroupArn === groupArn),
  );

/** Values of conditions, which older rules have in a place of their own. */
function valuesOf(rule: Rule | undefined, field: string): string[] | undefined {
  const values = (rule?.Conditions ?? [])
    .filter(({ Field }) => Field === field)
    .flatMap(({ Values, PathPatternConfig, HostHeaderConfig }) =>
      Values?.length ? Values : (PathPatternConfig?.Values ?? HostHeaderConfig?.Values ?? []),
    );
  return values.length > 0 ? values : undefined;
}

const conditionsOf = (rule: Rule): string =>
  ["path-pattern", "host-header"].flatMap((field) => valuesOf(rule, field) ?? []).join(" ") ||
  "all requests";

export const numberOf = (text: string | undefined): number | undefined =>
  text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
