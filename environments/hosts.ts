import { isWithin, withoutWildcard } from "../constructs/container-service/load-balancer/host-name";
import type { Environment } from "./environment";
import { isDelivered } from "./names";
import type { Organization } from "./organization-schema";

/** Names for which an environment has records and certificates, in its hosted zone. */
export function hostsOf({ loadBalancer: { domain }, services }: Environment): string[] {
  if (!domain) return [];
  const hosts = services.flatMap(({ http }) => http?.hosts ?? []);
  return [...new Set([domain.name, ...hosts.filter((host) => isWithin(host, domain.hostedZone))])];
}

/**
 * Names of production that a wildcard of another environment stands for as well: its certificate
 * would be valid for them. Path, what was got, what was expected.
 */
export function hostMismatches(
  organization: Organization,
  environments: readonly Environment[],
): [path: PropertyKey[], got: string, expected: string][] {
  if (!isDelivered(organization)) return [];
  const production = environments.filter((environment) => environment.production);
  return environments
    .filter((environment) => !environment.production)
    .flatMap((environment) =>
      hostsOf(environment)
        .filter((host) => host.startsWith("*."))
        .flatMap((host): [PropertyKey[], string, string][] => {
          const taken = production.find((other) => hostsOf(other).some((name) => is(host, name)));
          return taken === undefined
            ? []
            : [
                [
                  [environment.name, "services"],
                  `the host ${host}`,
                  `hosts that are none of ${taken.name}: a certificate for it is one for ${hostsOf(taken).find((name) => is(host, name))}`,
                ],
              ];
        }),
    );
}

/** Whether the certificate of a wildcard, which has the name without it as well, is good for a name. */
function is(wildcard: string, name: string): boolean {
  const below = withoutWildcard(wildcard);
  return name === wildcard || name === below || name.replace(/^[^.]+\./, "") === below;
}
