import { z } from "zod";
import { matching, name, options } from "../option-rules";

const TIME = 'a time in UTC, as 2026-11-29T16:20:00Z, or "latest"';

/** A copy that RDS or a person has made. */
const fromSnapshot = options({
  /**
   * Name or ARN of a snapshot: `rds:acme-prod-orders-2026-11-29-17-05`, or one that somebody made, or
   * the last one of a database that is gone.
   */
  snapshot: matching(
    /^(arn:aws:rds:[a-z0-9-]+:\d{12}:snapshot:)?(rds:)?[a-z][a-z\d]*(-[a-z\d]+)*$/i,
    "the name or the ARN of a snapshot, as rds:acme-prod-orders-2026-11-29-17-05",
  ),
});

/** Another database as it was. */
const fromDatabase = options({
  /** Name of another database of the environment. */
  database: name(20),

  /** The second to go back to, in UTC, as `"2026-11-29T16:20:00Z"`, or `"latest"`. */
  time: matching(/^(latest|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/, TIME).refine(
    (time) => time === "latest" || !Number.isNaN(Date.parse(time)),
    TIME,
  ),
});

/** What a database is made from, where it is not made empty. */
export const restoreFrom = z.union([fromSnapshot, fromDatabase], {
  error: '{ snapshot: "..." } or { database: "orders", time: "2026-11-29T16:20:00Z" }',
});

export type RestoreFrom = z.output<typeof restoreFrom>;
