import { ONLY_PRIORITY } from "@groundwork/constructs/container-service/options";
import type { Environment } from "@groundwork/configuration";
import { OperationError } from "../core/errors";
import { literal } from "../sources/literal";
import {
  bare,
  edited,
  nodesOf,
  propertyOf,
  textOf,
  valueOf,
  type Node,
} from "../sources/source-text";
import { constantIn, environmentIn, valueAt, withElement, withProperty } from "../sources/values";
import { freePriority, type Route } from "./priority";

/** A service that is to be added. */
export interface NewService {
  readonly name: string;
  /** How requests reach it; undefined for a worker. */
  readonly http?: NewHttp | undefined;
}

export interface NewHttp {
  readonly paths?: readonly string[] | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly healthCheckPath?: string | undefined;
  readonly priority?: number | undefined;
}

/**
 * Adds a service to an environment, behind those that it has. Where another one was alone with
 * `http`, that gets the priority written down that it has so far.
 *
 * @param text of environments/<name>.ts
 * @param environment as it is so far
 * @throws OperationError when the list is written in a way that cannot be edited, or no requests are
 *   left for the service
 */
export function withService(
  text: string,
  environment: Pick<Environment, "name" | "services">,
  { name, http }: NewService,
): string {
  const routes = routesOf(environment);
  const own = http && httpOf(name, http, routes);
  const now = http && routes.length > 0 ? prioritized(text, environment) : text;
  const lines = [`name: ${JSON.stringify(name)},`, ...(own ? [`http: ${own},`] : [])];
  const entry = `{\n${lines.map((line) => `  ${line}\n`).join("")}}`;
  const { object } = environmentIn(now, environment.name);
  const there = propertyOf(object, "services");
  if (!there) return edited(now, [withProperty(now, object, "services", `[${entry}]`)]);
  return edited(now, [withElement(now, listOf(now, there), entry)]);
}

/** The list of services, also where a constant above it is one. */
function listOf(text: string, property: Node): Node {
  const value = valueOf(property);
  const list = value && constantIn(nodesOf(text), value);
  if (list?.type === "ArrayExpression") return list;
  throw new OperationError(
    `services: got ${text.slice(property.start, property.end).replace(/\s+/g, " ").slice(0, 60)}, expected services: [...], which alone can be edited`,
  );
}

const routesOf = ({ services }: Pick<Environment, "services">): Route[] =>
  services.flatMap(({ name, http }) =>
    http ? [{ name, ...http, priority: http.priority ?? ONLY_PRIORITY }] : [],
  );

/** How requests reach the new one, as TypeScript. Alone it takes all, without a number. */
function httpOf(name: string, http: NewHttp, others: readonly Route[]): string {
  const { hosts = [] } = http;
  const isAlone = others.length === 0;
  const own = hosts.length > 0 || isAlone ? undefined : [`/${name}`, `/${name}/*`];
  const paths = http.paths ?? own;
  const route = { name, paths: paths ?? ["/*"], hosts };
  const priority = http.priority ?? (isAlone ? undefined : freePriority(route, others));
  const written = {
    port: http.port,
    paths,
    ...(hosts.length > 0 && { hosts }),
    priority,
    healthCheckPath: http.healthCheckPath,
  };
  return literal(written);
}

/** Writes down the priority of a service that needed none, as it was alone. */
function prioritized(text: string, environment: Pick<Environment, "name" | "services">): string {
  const alone = environment.services.find(({ http }) => http && http.priority === undefined);
  if (!alone) return text;
  const { object } = environmentIn(text, environment.name);
  const services = listOf(text, propertyOf(object, "services")!);
  const entry = (services.elements ?? [])
    .flatMap((element) => bare(element) ?? [])
    .find((element) => textOf(valueAt(element, "name")) === alone.name);
  const http = entry && valueAt(entry, "http");
  if (http?.type !== "ObjectExpression") {
    throw new OperationError(
      `services: got ${alone.name} without an http.priority, expected one as soon as another has http: write priority: ${ONLY_PRIORITY} there, which it has so far`,
    );
  }
  return edited(text, [withProperty(text, http, "priority", String(ONLY_PRIORITY))]);
}
