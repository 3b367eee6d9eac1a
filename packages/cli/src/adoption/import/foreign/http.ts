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
 * How requests reach a service, as its option `http`.
 *
 * @param graceSeconds in which a new task may fail health checks
 */
export function httpFound(
  where: string,
  { containerPort }: BalancedService,
  entry: Entry,
  graceSeconds: number | undefined,
): HttpFound {
  const { group, groupAttributes, balancer, listeners } = entry;
  const unsaid: Unsaid[] = [];
  const add = (what: string, is: string, follows: string) =>
    unsaid.push({ what: `${where}, ${what}`, is, follows });
  if (balancer?.Type !== "application" || balancer.Scheme !== "internet-facing") {
    add(
      "load balancer",
      balancer === undefined
        ? `none before ${group.TargetGroupName}`
        : `${balancer.LoadBalancerName}, ${balancer.Type} and ${balancer.Scheme}`,
      "left out: the stack's is an application load balancer that faces the internet; the service gets no http",
    );
    return { http: undefined, unsaid };
  }
  const own = listeners.flatMap(({ listener, rules }) =>
    rules
      .toSorted((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1))
      .filter((rule) => leadsTo(rule, group.TargetGroupArn))
      .map((rule) => ({ rule, listener })),
  );
  const ports = new Map(own.map(({ rule, listener }) => [conditionsKey(rule), listener.Port]));
  const [first, ...others] = [...ports.keys()].map(
    (key) => own.find(({ rule }) => conditionsKey(rule) === key)!.rule,
  );
  for (const rule of others) {
    add(`rule ${rule.Priority}`, conditionsKey(rule), "left out: a service has one rule");
  }
  for (const condition of first?.Conditions ?? []) {
    if (condition.Field === "path-pattern" || condition.Field === "host-header") continue;
    add(
      `rule ${first?.Priority}`,
      `a condition on ${condition.Field}`,
      "left out: the new rule matches more",
    );
  }
  if (first?.Actions?.some(({ Type }) => Type !== "forward")) {
    const types = first.Actions.map(({ Type }) => Type).join(", ");
    add(`rule ${first.Priority}`, `the actions ${types}`, "left out: the new rule forwards alone");
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
      priority: /^\d+$/.test(first?.Priority ?? "") ? Number(first!.Priority) : undefined,
      healthCheckPath: group.HealthCheckPath,
      healthCheckGracePeriodSeconds: graceSeconds,
      deregistrationDelaySeconds: numberOf(groupAttributes["deregistration_delay.timeout_seconds"]),
    }),
    unsaid,
  };
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

/** Two rules of two listeners, as HTTP's and HTTPS's, may say the same. */
const conditionsKey = (rule: Rule): string =>
  ["path-pattern", "host-header"].flatMap((field) => valuesOf(rule, field) ?? []).join(" ") ||
  "all requests";

export const numberOf = (text: string | undefined): number | undefined =>
  text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
