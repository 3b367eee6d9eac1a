import { withoutWildcard } from "../../container-service/load-balancer/host-name";

/** The key of a request that changes records: their names. */
export const RECORD_NAMES = "route53:ChangeResourceRecordSetsNormalizedRecordNames";

/**
 * Records that hosts have, as patterns of the names in a request: their own, and those by which ACM
 * sees whose they are, `_<hash>.<host>`. Route 53 has names in lower case there, and other
 * characters in octal
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html).
 */
export const recordNames = (hosts: readonly string[]): string[] => [
  ...new Set(
    hosts.flatMap((host) => [
      host.toLowerCase().replace(/^\*\./, "\\052."),
      `_*.${withoutWildcard(host).toLowerCase()}`,
    ]),
  ),
];

/**
 * Names in the certificates of hosts, of which a wildcard's has the name without it as well
 * (packages/constructs/src/container-service/load-balancer/certificates.ts).
 */
export const certificateNames = (hosts: readonly string[]): string[] => [
  ...new Set(hosts.flatMap((host) => [withoutWildcard(host), host])),
];
