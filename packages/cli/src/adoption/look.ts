import pMap from "p-map";
import { AT_A_TIME } from "../core/at-a-time";
import { problemOf } from "../operate/states";
import type { AwsClients } from "../state/clients";
import { ACCOUNT } from "./lists/account";
import { NETWORK } from "./lists/network";
import { SERVICES } from "./lists/services";
import { TAGGED } from "./lists/tagged";
import type { Listing, Place, Seen } from "./seen";

/** A list that AWS did not give. */
export interface Unasked {
  /** What it would have shown: a type, or what has tags. */
  readonly what: string;
  readonly account: string;
  /** Undefined where it is of no region. */
  readonly region?: string | undefined;
  /** The right that it takes. */
  readonly action: string;
  readonly problem: string;
}

/** A resource, and the account that has it. */
export interface Found extends Seen {
  readonly account: string;
}

export interface Look {
  readonly seen: readonly Found[];
  readonly unasked: readonly Unasked[];
}

/** Types of which AWS is asked for a list, with tags or without. */
export const LISTED: readonly string[] = [...NETWORK, ...SERVICES, ...ACCOUNT]
  .map(({ type }) => type)
  .toSorted();

/** An account, and the regions of it that are looked at. */
export interface Account {
  readonly id: string;
  readonly clients: Pick<AwsClients, "iam" | "s3">;
  readonly places: readonly Place[];
}

/** All that AWS tells of some accounts. What it does not tell is no reason to end. */
export async function lookAround(accounts: readonly Account[]): Promise<Look> {
  const asks = accounts.flatMap(({ id, clients, places }) => [
    ...ACCOUNT.map((listing) => () => given(listing, clients, { account: id })),
    ...places.flatMap((place) =>
      [TAGGED, ...NETWORK, ...SERVICES].map(
        (listing) => () => given(listing, place, { account: id, region: place.region }),
      ),
    ),
  ]);
  const looks = await pMap(asks, (ask) => ask(), AT_A_TIME.requests);
  return {
    seen: once(looks.flatMap(({ seen }) => seen)),
    unasked: looks.flatMap(({ unasked }) => unasked),
  };
}

async function given<At>(
  listing: Listing<At>,
  at: At,
  where: Pick<Unasked, "account" | "region">,
): Promise<Look> {
  try {
    const seen = await listing.list(at);
    return { seen: seen.map((one) => ({ ...one, account: where.account })), unasked: [] };
  } catch (error) {
    const { type: what, action } = listing;
    return { seen: [], unasked: [{ what, ...where, action, problem: problemOf(error) }] };
  }
}

/** Each resource once, with all that is told of it. */
function once(seen: readonly Found[]): Found[] {
  const byArn = new Map<string, Found>();
  for (const { arn, account, created, tags } of seen) {
    const known = byArn.get(arn);
    byArn.set(arn, {
      arn,
      account,
      created: created ?? known?.created,
      tags: { ...known?.tags, ...tags },
    });
  }
  return [...byArn.values()];
}
