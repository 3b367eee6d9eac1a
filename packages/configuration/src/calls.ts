import type { Endpoint } from "@groundwork/constructs/container-service/options";
import { nearest } from "@groundwork/constructs/nearest";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { shown } from "@groundwork/constructs/shown";
import type { Service } from "./environment";

// What the rules over several options look at; see service-options.ts.
type Listed = Draft<{
  name: string;
  calls: string[];
  http: { port: number };
  serviceConnect: { port: number };
  deployment: { strategy: string };
}>;
type Calling = { readonly services?: readonly Listed[] };

/** Every call is of another service of the environment that listens somewhere. */
export function callsWhatListens({ services }: Calling): string | undefined {
  const all = listOf(services).filter((service) => typeof service?.name === "string");
  for (const { name, calls } of all) {
    // What is no name is told of by itself.
    for (const callee of listOf(calls).filter((one) => typeof one === "string")) {
      const fault = faultOf(all, `${name}`, callee);
      if (fault !== undefined)
        return `calls of ${shown(name)} to be of other services, and ${fault}`;
    }
  }
  return undefined;
}

function faultOf(all: readonly Listed[], caller: string, callee: string): string | undefined {
  if (caller === callee) return `${shown(callee)} is itself`;
  const found = all.find(({ name }) => name === callee);
  if (found === undefined) {
    const meant = nearest(
      callee,
      all.map(({ name }) => `${name}`).filter((one) => one !== caller),
    );
    const known = meant.length === 0 ? "" : `; did you mean ${meant.join(" or ")}?`;
    return `${shown(callee)} is none of this environment${known}`;
  }
  return found.http === undefined && found.serviceConnect?.port === undefined
    ? `${shown(callee)} has neither http nor a serviceConnect.port, at which it could be reached`
    : undefined;
}

/**
 * Service Connect works with deployments by ECS alone (ECS developer guide, "Service Connect",
 * considerations).
 */
export function connectsByEcs({ services }: Calling): string | undefined {
  const all = listOf(services);
  const called = new Set(all.flatMap((service) => listOf(service?.calls)));
  const faulty = all.find(
    (service) =>
      service?.deployment?.strategy === "CODE_DEPLOY" &&
      (called.has(service.name) || listOf(service.calls).length > 0),
  );
  return faulty === undefined
    ? undefined
    : `another strategy than CODE_DEPLOY for ${shown(faulty.name)}, which calls others or is called: ECS lets services reach each other that it deploys itself`;
}

type Named = Pick<Service, "name" | "calls" | "http" | "serviceConnect">;

/** Where others reach a service; undefined where none calls it. */
export function endpointOf(services: readonly Named[], service: Named): Endpoint | undefined {
  if (!services.some(({ calls }) => calls.includes(service.name))) return undefined;
  const { appProtocol, port = service.http!.port } = service.serviceConnect;
  return { port, appProtocol };
}

/** Variables that tell a service where those are that it calls. */
export const callVariables = (
  services: readonly Named[],
  { calls }: Named,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    calls.flatMap((callee) => {
      const { port, appProtocol } = endpointOf(
        services,
        services.find(({ name }) => name === callee)!,
      )!;
      const prefix = callee.replaceAll("-", "_").toUpperCase();
      return [
        [`${prefix}_HOST`, callee],
        [`${prefix}_PORT`, String(port)],
        ...(appProtocol === "tcp" ? [] : [[`${prefix}_URL`, `http://${callee}:${port}`]]),
      ];
    }),
  );

/** All calls of the services; one waits for the other where that does not call back by any way. */
export function callsBetween(services: readonly Named[]) {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const callee of services.find(({ name }) => name === from)?.calls ?? []) {
      if (seen.has(callee)) continue;
      seen.add(callee);
      reached(callee, seen);
    }
    return seen;
  };
  return services.flatMap((service) =>
    service.calls.map((callee) => ({
      caller: service.name,
      callee,
      endpoint: endpointOf(
        services,
        services.find(({ name }) => name === callee)!,
      )!,
      waits: !reached(callee).has(service.name),
    })),
  );
}
