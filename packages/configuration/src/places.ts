import { isNativeError } from "node:util/types";
import { isPlain, shown } from "@groundwork/constructs/shown";
import { UNCOMPILED } from "@groundwork/constructs/option-rules";
import { problemsIn } from "@groundwork/constructs/problems";
import {
  environmentSchema,
  withNetwork,
  type Environment,
  type EnvironmentInput,
} from "./environment";
import { placeNames, type PlaceNames } from "./place-names";
import { namesEachPlaceOnce, placesOption, SAME_EVERYWHERE, type Place } from "./place-options";
import { environmentPrefix, stackId } from "./names";
import { plainData } from "./plain-data";
import type { Organization } from "./organization-schema";

type Mismatch = [path: PropertyKey[], got: unknown, expected: string];

/** What an environment's file says of one of its places, before it is checked. */
export interface PlacedInput {
  readonly names: PlaceNames;
  readonly input: EnvironmentInput;
}

export interface PlacedInputs {
  readonly placed: readonly PlacedInput[];
  readonly mismatches: readonly Mismatch[];
}

const NOWHERE: PlacedInputs = { placed: [], mismatches: [] };

/**
 * The places of an environment besides its own: the environment with the account and region of each,
 * and with what its `differences` return.
 *
 * @param own with what it has of its organization
 */
export function inPlaces(own: EnvironmentInput): PlacedInputs {
  if (!isPlain(own) || !environmentSchema.shape.name.safeParse(own.name).success) return NOWHERE;
  const places = placesOption.safeParse(plainData(own.places ?? []), UNCOMPILED).data ?? [];
  // What is wrong with the list itself is told of the environment.
  const { accountId: ownAccountId, region: ownRegion } = own;
  const all = plainData({ accountId: ownAccountId, region: ownRegion, places: own.places });
  if (namesEachPlaceOnce(all) !== undefined) return NOWHERE;
  const { differences, ...rest } = own;
  const found = places.map(({ accountId = own.accountId, region, cidr }, at) => {
    const { result, mismatches } = differing(own, { accountId: accountId!, region, index: at + 1 });
    const network = result.network ?? own.network;
    return {
      mismatches,
      names: placeNames(own.name, places[at]!),
      input: {
        ...rest,
        // Each thing is in one place.
        imports: {},
        ...result,
        // Addresses beside a network that a state of others tells are told as a problem.
        network:
          cidr === undefined ? network : ({ ...network, cidr } as EnvironmentInput["network"]),
        places: [],
        accountId,
        region,
      },
    };
  });
  return { placed: found, mismatches: found.flatMap(({ mismatches }) => mismatches) };
}

/** What `differences` say of a place. */
function differing(
  own: EnvironmentInput,
  place: Place,
): { readonly result: Partial<EnvironmentInput>; readonly mismatches: Mismatch[] } {
  const { name, differences } = own;
  const nothing = (got: unknown, expected: string) => ({
    result: {},
    mismatches: [[[name, "differences"], got, expected] satisfies Mismatch],
  });
  if (typeof differences !== "function") return { result: {}, mismatches: [] };
  const where = `for ${place.region} of ${place.accountId}`;
  let result: unknown;
  try {
    result = differences(place, own);
  } catch (error) {
    const message = isNativeError(error) ? error.message : shown(error);
    return nothing(`the error ${JSON.stringify(message)} ${where}`, "options");
  }
  if (!isPlain(result)) return nothing(`${shown(result)} ${where}`, "an object with options");
  const same = SAME_EVERYWHERE.find((option) => option in (result as object));
  return same === undefined
    ? { result: result as Partial<EnvironmentInput>, mismatches: [] }
    : nothing(
        `${same} ${where}`,
        `nothing of ${SAME_EVERYWHERE.join(", ")}, which are the same in all places`,
      );
}

/** An input as data, but for the one function that it may have. */
export function withDifferences(input: unknown): unknown {
  const data = plainData(input);
  const { differences } = Object(input) as EnvironmentInput;
  return typeof differences === "function" ? { ...Object(data), differences } : data;
}

/**
 * Reads the environment as it is in a place.
 *
 * @param label of the environment, whose own problems are not told again
 * @param problems gets those of the place
 * @returns undefined where it has problems
 */
export function readPlace(
  label: string,
  { names, input }: PlacedInput,
  problems: string[],
): Environment | undefined {
  const result = environmentSchema.safeParse(plainData(input), UNCOMPILED);
  const issues = result.success ? [] : result.error.issues;
  const known = problemsIn(label, input, issues).map((text) => problems.includes(text));
  problems.push(...problemsIn(names.stack, input, issues).filter((_, index) => !known[index]));
  return result.data && { ...withNetwork(result.data), place: names };
}

/** An environment with itself as it is in its other places. */
export function withPlaces(own: Environment, elsewhere: readonly Environment[]): Environment {
  if (elsewhere.length === 0) return own;
  // It was called already, and is no data.
  const { differences: _, ...environment } = own as Environment & { differences?: unknown };
  return { ...environment, elsewhere };
}

/** The networks of an environment, each by the name of its stack. */
export const networksOf = ({
  data,
  inPlaces: { placed },
}: {
  /** What the environment's file says, as data. */
  readonly data: EnvironmentInput;
  readonly inPlaces: PlacedInputs;
}): EnvironmentInput[] => [
  data,
  ...placed.map((place) => ({ ...plainData(place.input), name: place.names.stack })),
];

/**
 * What places expect of the names of their organization and of all environments: path, what was got,
 * what was expected.
 */
export function placeMismatches(
  organization: Organization,
  environments: readonly { readonly input: EnvironmentInput; readonly inPlaces: PlacedInputs }[],
): Mismatch[] {
  const names = environments.map(({ input }) => input?.name);
  return environments.flatMap(({ input, inPlaces: { placed, mismatches } }) => {
    const { name } = input ?? {};
    return [
      ...mismatches,
      ...placed.flatMap(({ names: { stack } }, index): Mismatch[] =>
        names.includes(stack)
          ? [
              [
                [name, "places", index],
                `the stack ${stackId(stack)}`,
                `no environment of that name: ${stack} has that stack already`,
              ],
            ]
          : [],
      ),
      ...(placed.length === 0
        ? []
        : lookingAlike(
            name,
            names.filter((other) => !placed.some(({ names: { stack } }) => stack === other)),
          )),
      ...(placed.length === 0 ? [] : tooLong(organization, name)),
    ];
  });
}

/** Plans of places lie in folders that are told apart by their look alone (planFolders). */
const lookingAlike = (name: string, names: readonly string[]): Mismatch[] =>
  names
    .filter((other) => isLikePlace(name, other))
    .map((other): Mismatch => [
      [other, "name"],
      other,
      `another name, as it looks like a place of ${name}, which has places`,
    ]);

/**
 * As wide as the patterns are, which know no letters from digits. What looks like a layer of a place
 * is longer than a name may be.
 */
const LIKE_PLACE = /^(.{12}-)?.{2}-.*-.$/;

const isLikePlace = (name: string, other: string): boolean =>
  other.startsWith(`${name}-`) && LIKE_PLACE.test(other.slice(name.length + 1));

/**
 * The bucket of the web ACL's log is named after prefix, account and place, of which S3 takes 63
 * characters (S3 user guide, "General purpose bucket naming rules").
 */
const tooLong = (organization: Organization, name: string): Mismatch[] => {
  const prefix = environmentPrefix(organization, name);
  return prefix.length > MOST
    ? [
        [
          [name, "name"],
          name,
          `at most ${MOST - 1 - organization.name.length} characters with places, as names of ${prefix} end in the place's region`,
        ],
      ]
    : [];
};

const MOST = 31;
