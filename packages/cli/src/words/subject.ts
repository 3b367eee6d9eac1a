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
  databases: "database",
  buckets: "bucket",
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
 * By the path of its construct, or by the name that CDKTF has made of it; else the address.
 */
export const subjectOf = (named: Named): string => split(named).subject;

/**
 * What it is within that part: `log group`, `task definition`, `alarms cpu`. Empty where it is the
 * part itself, as the service of `service web` is, and where only the address is known.
 */
export function partOf(named: Named): string {
  const { subject, rest } = split(named);
  // Below `task` lies `task-role`.
  const part = rest
    .map(inWords)
    .join(" ")
    .replace(/\b(\w+) (?=\1\b)/g, "");
  return ` ${subject}`.endsWith(` ${part}`) || subject.split(" ")[0] === part ? "" : part;
}

function split({ address, constructPath }: Named): { subject: string; rest: readonly string[] } {
  // The first part of a path is the stack.
  const [first, ...rest] = constructPath?.split("/").slice(1) ?? idsIn(address);
  if (first === undefined) return { subject: address, rest: [] };
  const kind = KINDS[first];
  if (kind !== undefined && rest.length > 0) {
    const [name, ...below] = rest;
    return { subject: `${kind} ${name!}`, rest: below };
  }
  return { subject: KNOWN[first] ?? inWords(first), rest };
}

/**
 * The ids that CDKTF has made a name of, with a hash behind them: what is not in the code any more has
 * no construct. No id has an underscore.
 * https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/private/unique.ts
 */
const idsIn = (address: string): string[] =>
  /^(?:data\.)?[a-z]\w*\.([\w-]+)_[\dA-F]{8}(?=$|\[| )/.exec(address)?.[1]?.split("_") ?? [];

/** An id as words: `log-group` is `log group`. */
const inWords = (id: string): string => id.replaceAll("-", " ");
