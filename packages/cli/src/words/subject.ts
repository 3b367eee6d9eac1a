/*
 * How people name what a resource belongs to: by its construct, whose path says more than an address
 * such as `aws_lb_listener_rule.services_web_route_listener-rule_B8AC37C9`.
 */

/** A resource, or anything else with an address. */
export interface Named {
  readonly address: string;
  /** Path of the construct, as `prod-stack/services/web/task/log-group`. */
  readonly constructPath?: string | undefined;
}

/** What holds one thing of a kind for each name below it. */
const KINDS: Readonly<Record<string, string>> = {
  services: "service",
  repositories: "repository",
  topics: "topic",
  certificates: "certificate",
  slack: "Slack channel",
};

/** Whose folders of constructs people know by other words than the path has. */
const KNOWN: Readonly<Record<string, string>> = {
  pipeline: "the pipeline",
  github: "GitHub's access",
  key: "the environment's key",
  "encryption-key": "the registry's key",
};

/**
 * The part of a stack that something is of: `service web`, `network`, `load balancer`, `the pipeline`.
 * By the path of its construct; the address where that is not known.
 */
export const subjectOf = (named: Named): string => split(named).subject;

/**
 * What it is within that part: `log group`, `task definition`, `alarms cpu`. Empty where it is the
 * part itself, as the service of `service web` is, and where only the address is known.
 */
export function partOf(named: Named): string {
  const { subject, rest } = split(named);
  const part = rest.map(inWords).join(" ");
  return ` ${subject}`.endsWith(` ${part}`) || subject.split(" ")[0] === part ? "" : part;
}

function split({ address, constructPath }: Named): { subject: string; rest: readonly string[] } {
  // The first part is the stack.
  const [, first, ...rest] = constructPath?.split("/") ?? [];
  if (first === undefined) return { subject: address, rest: [] };
  const kind = KINDS[first];
  if (kind !== undefined && rest.length > 0) {
    const [name, ...below] = rest;
    return { subject: `${kind} ${name!}`, rest: below };
  }
  return { subject: KNOWN[first] ?? inWords(first), rest };
}

/** An id as words: `log-group` is `log group`. */
const inWords = (id: string): string => id.replaceAll("-", " ");
