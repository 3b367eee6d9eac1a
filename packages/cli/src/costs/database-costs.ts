import type { Price } from "./prices";

/*
 * AWS's list prices of PostgreSQL on RDS, in one zone, in US dollars: by the hour for an instance of a
 * class, by the month for a GiB of gp3, each with the date at which its source had it. All are from
 * records of AWS's price list and from bills that others have published; a standby has the same price
 * again (https://aws.amazon.com/rds/postgresql/pricing/).
 */
type Seen = readonly [dollars: number, asOf: string];

const PRICES: Readonly<
  Record<string, { readonly gib: Seen; readonly hourly: Readonly<Record<string, Seen>> }>
> = {
  "us-east-1": {
    gib: [0.115, "2026-09-24"],
    hourly: {
      "db.t4g.micro": [0.016, "2026-09-24"],
      "db.t4g.small": [0.032, "2026-01-01"],
      "db.t4g.medium": [0.065, "2026-01-01"],
    },
  },
  "ap-northeast-2": {
    gib: [0.131, "2026-04-02"],
    hourly: { "db.t4g.micro": [0.025, "2026-04-02"] },
  },
};

const HOURS = 730;

/** How many of something there are, and what one of them costs; undefined where that is not known. */
export interface DatabaseItem {
  readonly what: string;
  readonly count: number;
  readonly price: Price | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** Instances by their classes, and the storage that they start with. */
export function databaseItems(instances: readonly Body[], region: string): DatabaseItem[] {
  const prices = PRICES[region];
  const priced = (seen: Seen | undefined, times = 1): Price | undefined =>
    seen && { dollarsAMonth: seen[0] * times, asOf: seen[1] };
  // A standby is an instance with storage of its own.
  const copies = (body: Body): number => (body["multi_az"] === true ? 2 : 1);
  const all = instances.filter(({ engine }) => engine === "postgres");
  const classes = [...new Set(all.map((body) => String(body["instance_class"])))].toSorted();
  const sum = (some: readonly Body[], each: (body: Body) => number) =>
    some.reduce((whole, body) => whole + each(body), 0);
  const storage = sum(all, (body) => (Number(body["allocated_storage"]) || 0) * copies(body));
  return [
    ...classes.map((instanceClass) => ({
      what: `instances ${instanceClass} of PostgreSQL`,
      count: sum(
        all.filter((body) => body["instance_class"] === instanceClass),
        copies,
      ),
      price: priced(prices?.hourly[instanceClass], HOURS),
    })),
    ...(storage > 0
      ? [{ what: "GiB of storage of PostgreSQL", count: storage, price: priced(prices?.gib) }]
      : []),
  ];
}
