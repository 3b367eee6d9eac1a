import { originalAddress } from "../../stand-ins/addresses";
import { readPlan, type ResourceChange } from "../../terraform/plan-json";
import { count } from "../../core/count";

type Block = Readonly<Record<string, unknown>>;

/** Days for which something is kept, by what it is and the option that says so. */
type Kept = (
  attributes: Block,
) => readonly (readonly [what: string, option: string, days: number])[];

/** What keeps data for a number of days: with fewer of them, some of it goes in an apply that changes nothing else. */
const KEEPERS: Readonly<Record<string, Kept>> = {
  aws_db_instance: ({ backup_retention_period: days }) =>
    typeof days === "number" ? [["backups", "backupRetentionDays", days]] : [],
  aws_s3_bucket_lifecycle_configuration: ({ rule }) => {
    const rules = blocksOf(rule).filter(({ status }) => status === "Enabled");
    const fewest = (block: string, argument: string): number =>
      Math.min(
        ...rules
          .flatMap((one) => blocksOf(one[block]))
          .map(({ [argument]: days }) => Number(days) || Infinity),
      );
    return [
      ["objects", "expireDays", fewest("expiration", "days")],
      [
        "old versions",
        "oldVersionDays",
        fewest("noncurrent_version_expiration", "noncurrent_days"),
      ],
    ];
  },
};

/** Data that is kept for less time than before, and so goes. */
export interface LessKept {
  /** As `keeps backups for 7 days in place of 14`. */
  readonly words: string;
  /** Name of the option that says so. */
  readonly option: string;
}

/**
 * What a plan has kept for less time than before, by address.
 *
 * @param planJson by `terraform show -json`
 */
export function lessKept(planJson: string): ReadonlyMap<string, LessKept> {
  return new Map(
    readPlan(planJson).changes.flatMap((change): [string, LessKept][] => {
      const shorter = shortened(change);
      return shorter === undefined ? [] : [[originalAddress(change.address), shorter]];
    }),
  );
}

function shortened({ address, change }: ResourceChange): LessKept | undefined {
  if (change.actions.join() !== "update") return undefined;
  const keeper = KEEPERS[originalAddress(address).split(".")[0]!];
  if (keeper === undefined) return undefined;
  const before = keeper(argumentsOf(change.before));
  for (const [what, option, days] of keeper(argumentsOf(change.after))) {
    const was = before.find(([other]) => other === what)?.[2] ?? Infinity;
    if (days < was) {
      const than = was === Infinity ? ", and for ever before" : ` in place of ${was}`;
      return { words: `keeps ${what} for ${count(days, "day")}${than}`, option };
    }
  }
  return undefined;
}

/** A stand-in has the arguments of what it stands for as its input. */
function argumentsOf(value: unknown): Block {
  const [attributes = {}] = blocksOf(value);
  return blocksOf(attributes["input"])[0] ?? attributes;
}

const blocksOf = (value: unknown): Block[] =>
  [value ?? []]
    .flat()
    .filter((one): one is Block => typeof one === "object" && one !== null && !Array.isArray(one));
