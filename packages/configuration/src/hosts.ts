import {
  isCertifiable,
  isWithin,
  withoutWildcard,
} from "@groundwork/constructs/container-service/options";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { shown } from "@groundwork/constructs/shown";
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
 * Names of production that another environment has as well, or a wildcard of it stands for: whoever
 * applies that one could have a certificate for them, and the records of those that are the same.
 * Path, what was got, what was expected.
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
      hostsOf(environment).flatMap((host): [PropertyKey[], string, string][] => {
        const taken = production.find((other) => hostsOf(other).some((name) => is(host, name)));
        if (taken === undefined) return [];
        const isDomain = host === environment.loadBalancer.domain?.name;
        return [
          [
            [environment.name, ...(isDomain ? ["loadBalancer", "domain", "name"] : ["services"])],
            `the host ${host}`,
            `hosts that are none of ${taken.name}: a certificate for it is one for ${hostsOf(taken).find((name) => is(host, name))}`,
          ],
        ];
      }),
    );
}

/** Whether the certificate of a host is good for a name. A wildcard's has the name without it too. */
function is(host: string, name: string): boolean {
  if (name === host) return true;
  if (!host.startsWith("*.")) return false;
  const below = withoutWildcard(host);
  return name === below || name.replace(/^[^.]+\./, "") === below;
}

// What the rule looks at; see service-options.ts.
type Unchecked = Draft<{ loadBalancer: { domain: { hostedZone: string } } }> & {
  readonly services?: readonly Draft<{ http: { hosts: string[] } }>[];
};

/** Of those in its zone a certificate is made. */
export function hasCertifiableHosts({ loadBalancer, services }: Unchecked): string | undefined {
  const zone = loadBalancer?.domain?.hostedZone;
  const long = listOf(services)
    .flatMap((service) => listOf(service?.http?.hosts))
    .find((host) => isWithin(withoutWildcard(String(host)), zone) && !isCertifiable(String(host)));
  return long === undefined
    ? undefined
    : `hosts in the zone of up to 64 characters, as certificates have, and ${shown(long)} is longer`;
}
