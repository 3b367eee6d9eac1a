import { OperationError } from "../core/errors";

/** Which requests a service gets, and before which others it is asked. */
export interface Route {
  readonly name: string;
  readonly paths: readonly string[];
  /** None where it is any. */
  readonly hosts: readonly string[];
  readonly priority: number;
}

/** ELBv2 API, CreateRule. */
const HIGHEST = 50_000;

/**
 * A priority for a new service: before those whose rules take its requests as well, such as one with
 * all paths, and behind those whose requests it would take. The lowest number wins.
 *
 * @throws OperationError when another one has the same rule, or there is no number between them
 */
export function freePriority(route: Omit<Route, "priority">, others: readonly Route[]): number {
  const same = others.find((other) => takes(other, route) && takes(route, other));
  if (same) {
    throw new OperationError(
      `${route.name}: got the requests that ${same.name} has (${said(same)}), expected others: name them by --path or --host`,
    );
  }
  const taken = new Set(others.map(({ priority }) => priority));
  const above = others.filter((other) => takes(other, route)).map(({ priority }) => priority);
  const below = others.filter((other) => takes(route, other)).map(({ priority }) => priority);
  const least = Math.max(0, ...below) + 1;
  if (above.length === 0) {
    const behind = Math.max(0, ...taken) + 100;
    if (behind <= HIGHEST) return behind;
  }
  const most = Math.min(HIGHEST + 1, ...above) - 1;
  const free = (step: number): number | undefined => {
    for (let at = most - (most % step); at >= least; at -= step) if (!taken.has(at)) return at;
    return undefined;
  };
  // In tens, so that there is room between them.
  const found = free(10) ?? free(1);
  if (found !== undefined) return found;
  throw new OperationError(
    `${route.name}: got no free priority from ${least} to ${most}, expected one between those whose requests it has and takes: name one by --priority`,
  );
}

const said = ({ paths, hosts }: Omit<Route, "priority">): string => [...hosts, ...paths].join(", ");

/** Whether a rule takes some of the requests that are meant for another one. */
const takes = (one: Omit<Route, "priority">, other: Omit<Route, "priority">): boolean =>
  (one.hosts.length === 0 ||
    other.hosts.some((host) => one.hosts.some(fits(host.toLowerCase())))) &&
  other.paths.some((path) => one.paths.some(fits(path)));

/** Whether a pattern with `*` and `?` fits a text, in which these stand for themselves. */
const fits =
  (text: string) =>
  (pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .replace(/[\\^$.+()|[\]{}]/g, "\\$&")
        .replace(/\*/g, ".*")
        .replace(/\?/g, ".")}$`,
      "s",
    ).test(text);
