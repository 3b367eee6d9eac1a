import { z } from "zod";
import {
  accountId,
  listOf,
  options,
  region,
  type Draft,
} from "@groundwork/constructs/option-rules";
import { networkOptions } from "@groundwork/constructs/network/options";
import type { EnvironmentInput } from "./environment";

const place = options({
  /** The account. @default the environment's */
  accountId: accountId.optional(),

  /** The region. */
  region,

  /**
   * The addresses of its network, which no other place may have.
   * @default as `differences` say; otherwise the environment's own, with `network.connectable: false`
   */
  cidr: networkOptions.shape.cidr.optional(),
});

/** A matrix of GitHub has 256 jobs at most, and a wave may have all places. */
export const placesOption = z.array(place).max(255, "at most 255 places besides its own");

/** One place of an environment: an account and a region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Its own account and region are 0, and those of `places` follow in their order. */
  readonly index: number;
}

/** What is the same in all places: who an environment is, and how its changes are delivered. */
export const SAME_EVERYWHERE = [
  "name",
  "accountId",
  "region",
  "delivery",
  "credentials",
  "places",
  "differences",
  "waves",
] as const;

/**
 * In what an environment differs in a place of `places`: each option that is returned stands there
 * in place of the environment's own.
 */
export type Differences = (
  place: Place,
  own: EnvironmentInput,
) => Partial<Omit<EnvironmentInput, (typeof SAME_EVERYWHERE)[number]>>;

export const differencesOption = z.custom<(...places: never[]) => object>(
  (value) => typeof value === "function",
  "a function of a place that returns options",
);

const percent = z.string("a percentage").regex(/^(100|[1-9]\d?)%$/, 'a percentage such as "20%"');
const size = z.union(
  [z.int("a whole number").min(1, "1 or more"), percent],
  'a number of places, or a share of them as "20%"',
);

/** How many places are applied before it is looked whether the next are. */
export const waveOptions = options({
  /**
   * How many places each wave has: a number, or a share of all as `"20%"`. The last wave has what is
   * left.
   * @default [1, "20%"]
   */
  sizes: z
    .array(size, "a list of numbers and shares")
    .min(1, "at least one wave")
    .max(3, "at most 3 waves, to which the last is added")
    .default([1, "20%"]),

  /**
   * How many places of a wave may fail, and the next begins all the same: a number, or a share of the
   * wave as `"10%"`, rounded down.
   * @default 0
   */
  tolerance: z
    .union([z.int("a whole number").min(0, "0 or more"), percent], 'a number, or a share as "10%"')
    .default(0),
});

export type Waves = z.output<typeof waveOptions>;

// What the rules over several options look at; see service-options.ts.
type Placed = Draft<{
  accountId: string;
  region: string;
  differences: unknown;
  places: readonly { accountId: string; region: string }[];
}>;

/** Two stacks in one place would have the same names. */
export function namesEachPlaceOnce({ accountId: own, region, places }: Placed): string | undefined {
  const there = [{ accountId: own, region }, ...listOf(places)].map(
    (one) => `${one?.region} of ${one?.accountId ?? own}`,
  );
  const again = there.find((one, index) => there.indexOf(one) < index);
  return again === undefined
    ? undefined
    : `each place once, its own as well, and ${again} is there twice`;
}

export function differsSomewhere({ places, differences }: Placed): string | undefined {
  return differences !== undefined && listOf(places).length === 0
    ? "nothing without places, in which the environment could differ"
    : undefined;
}
