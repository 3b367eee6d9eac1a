import { isDeepStrictEqual } from "node:util";
import type { Environment } from "./environment";
import { isForeign, type ForeignNetworkOptions } from "@groundwork/constructs/layers/options";
import { stateLocation } from "./names";
import { environmentStacks, inEachPlace } from "./place-names";
import type { Organization } from "./organization-schema";

/** Path within the options of an environment. */
const PATH = ["layers", 0, "network"] as const;

/**
 * What states of others that tell a network have wrong together with the organization and with other
 * places: path, what was got, what was expected.
 */
export const foreignMismatches = (
  organization: Organization,
  environments: readonly Environment[],
): [path: PropertyKey[], got: string, expected: string][] =>
  environments.flatMap((environment) => [
    ...withoutBucket(organization, environment),
    ...ofItsOwn(organization, environment),
    ...toldTwice(environment),
  ]);

function withoutBucket(organization: Organization, environment: Environment) {
  const isLacking = inEachPlace(environment)
    .flatMap((place) => foreignOf(place) ?? [])
    .some(({ bucket }) => bucket === undefined);
  const { type } = organization.backend;
  return isLacking && type !== "s3"
    ? [
        problemAt(
          environment,
          ["bucket"],
          "nothing",
          `the bucket of that state, as those of this organization do not lie in S3 (backend ${type})`,
        ),
      ]
    : [];
}

const foreignOf = ({ network }: Environment): ForeignNetworkOptions | undefined =>
  isForeign(network) ? network : undefined;

/** What a stack is applied after cannot be its own state. */
function ofItsOwn(organization: Organization, environment: Environment) {
  const bucket = stateLocation(organization)?.bucket;
  const own = environmentStacks(environment);
  return inEachPlace(environment).flatMap((place) => {
    const network = foreignOf(place);
    const stack = own.find(({ key }) => key === network?.key);
    return stack === undefined || (network?.bucket ?? bucket) !== bucket
      ? []
      : [
          problemAt(
            environment,
            ["key"],
            stack.key,
            `a state that somebody else keeps, as that is ${stack.id}'s own`,
          ),
        ];
  });
}

/** A VPC is in one region of one account. */
function toldTwice(environment: Environment) {
  const places = inEachPlace(environment);
  return places.flatMap((place, index) => {
    const network = foreignOf(place);
    const first = places.slice(0, index).find((one) => isDeepStrictEqual(foreignOf(one), network));
    return network === undefined || first === undefined
      ? []
      : [
          problemAt(
            environment,
            [],
            `the same for ${first.region} of ${first.accountId} and ${place.region} of ${place.accountId}`,
            "another state, or others of its outputs and resources, for each place (differences), as a VPC is in one region of one account",
          ),
        ];
  });
}

const problemAt = (
  { name }: Environment,
  within: readonly string[],
  got: string,
  expected: string,
): [PropertyKey[], string, string] => [[name, ...PATH, ...within], got, expected];
