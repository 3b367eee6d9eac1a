import {
  withoutWildcard,
  type RecordRouting,
} from "@groundwork/constructs/container-service/options";
import type { Environment } from "./environment";
import { hostsOf } from "./hosts";
import { inEachPlace, stackNameOf } from "./place-names";

/** Path, what was got, what was expected. */
type Mismatch = [path: PropertyKey[], got: string, expected: string];

/** Hosts that several places of an environment have, of which each would make the record. */
export const routingMismatches = (environments: readonly Environment[]): Mismatch[] =>
  environments.flatMap((environment) => {
    const places = inEachPlace(environment);
    const { domain } = environment.loadBalancer;
    const option = [environment.name, "loadBalancer", "domain", "routing"];
    if (places.length === 1) {
      return domain?.routing === undefined
        ? []
        : [
            [
              option,
              domain.routing.policy,
              "nothing without places, among which a request could go",
            ],
          ];
    }
    return [...sharedHosts(places), ...unroutable(option, places)];
  });

/** The same host in two places, one of which says nothing of how requests are led. */
const sharedHosts = (places: readonly Environment[]): Mismatch[] =>
  places.flatMap((place, index) =>
    hostsOf(place).flatMap((host): Mismatch[] => {
      const other = places.slice(0, index).find((one) => hostsOf(one).includes(host));
      const isLed = [place, other].every((one) => one?.loadBalancer.domain?.routing !== undefined);
      return other === undefined || isLed
        ? []
        : [
            [
              [stackNameOf(place), "loadBalancer", "domain"],
              `the host ${host}, which ${stackNameOf(other)} has as well`,
              'hosts of its own by differences, or domain.routing: { policy: "latency" } in all places that share it',
            ],
          ];
    }),
  );

/** What Route 53 takes: one latency record in a region, and of failover records two. */
function unroutable(option: PropertyKey[], places: readonly Environment[]): Mismatch[] {
  const led = places.filter(({ loadBalancer }) => loadBalancer.domain?.routing !== undefined);
  const policies = [...new Set(led.map((one) => one.loadBalancer.domain!.routing!.policy))];
  if (policies.length > 1) {
    return [
      [option, policies.join(" and "), "one policy in all places, as records of a name have one"],
    ];
  }
  const [policy] = policies;
  if (policy === "failover" && led.length !== 2) {
    return [
      [
        option,
        `failover in ${led.length} places`,
        "two places, one of which stands in for the other",
      ],
    ];
  }
  const regions = led.map(({ region }) => region);
  const again = regions.find((region, index) => regions.indexOf(region) < index);
  return policy === "latency" && again !== undefined
    ? [
        [
          option,
          `latency with two places in ${again}`,
          "each region once, as Route 53 tells places by their region",
        ],
      ]
    : [];
}

/**
 * Environments whose places know by which hosts ACM sees in a record of an earlier place whose they
 * are: the record is the same in all regions of an account.
 */
export const withRecords = (environment: Environment): Environment => {
  const places = inEachPlace(environment);
  const elsewhere = environment.elsewhere?.map((placed, index) => {
    const before = places.slice(0, index + 1).filter((one) => one.accountId === placed.accountId);
    const recorded = hostsOf(placed).filter((host) =>
      before.some((one) => hostsOf(one).map(withoutWildcard).includes(withoutWildcard(host))),
    );
    return recorded.length === 0
      ? placed
      : { ...placed, place: { ...placed.place!, recordedHosts: recorded } };
  });
  return elsewhere ? { ...environment, elsewhere } : environment;
};

/** The names of an environment in its hosted zone, and how they lead to it; undefined without a domain. */
export function dnsNames(environment: Environment) {
  const { domain } = environment.loadBalancer;
  return (
    domain && {
      hostedZone: domain.hostedZone,
      hosts: hostsOf(environment),
      recordedElsewhere: environment.place?.recordedHosts,
      routing: routingOf(environment),
    }
  );
}

/** How its records lead to it and not to its other places. */
function routingOf(environment: Environment): RecordRouting | undefined {
  const { loadBalancer, place, region } = environment;
  const routing = loadBalancer.domain?.routing;
  const id = stackNameOf(environment);
  return routing && { ...routing, region, id, isFirst: place === undefined };
}
