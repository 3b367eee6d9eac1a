import { z } from "zod";
import { isFirstAddress } from "./address-blocks";
import { expectedRegion, REGIONS } from "./regions";

/**
 * Rules that the schemas of options share, those of constructs and those of environments. The
 * message of a rule is what was expected; problems.ts puts the path and the value before it. Neither
 * here nor in a file of options is cdktf or a provider imported: reading a configuration must not
 * load them.
 */

/** An object that refuses unknown options and names the known ones. */
export const options = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `one of ${Object.keys(shape).join(", ")}` : undefined,
  });

/**
 * For `safeParse` of options: zod would make a program of each schema when it is first used, which takes
 * longer than to check without it what a synth has for it.
 */
export const UNCOMPILED = { jitless: true } as const;

/**
 * Settings of a rule over several options: `find` returns what was expected when it is broken.
 * Such a rule is applied even when an option has a problem of its own, so that all are reported at
 * once; `find` must therefore not trust the types. What has a default is there, though.
 */
export const rule = <Value>(
  path: PropertyKey[],
  find: (value: Value) => string | undefined,
): [(value: Value) => boolean, RuleSettings] => [
  (value) => typeof value !== "object" || value === null || find(value) === undefined,
  { path, when: () => true, error: (issue) => find(issue.input as Value), params: OF_SEVERAL },
];

/** The same schema with rules over several options: for rules that two schemas share. */
export const ruled = <Schema extends z.ZodType>(
  schema: Schema,
  rules: readonly (readonly [(value: never) => boolean, RuleSettings])[],
): Schema =>
  rules.reduce(
    (all, [holds, settings]) => all.refine(holds as (value: unknown) => boolean, settings),
    schema,
  );

/** Some of an object's options, for a construct that takes no others; without rules over several. */
export const part = <Shape extends z.ZodRawShape, Key extends keyof Shape & string>(
  { shape }: z.ZodObject<Shape>,
  ...keys: readonly Key[]
) =>
  options(Object.fromEntries(keys.map((key) => [key, shape[key]])) as unknown as Pick<Shape, Key>);

interface RuleSettings {
  path: PropertyKey[];
  when: () => true;
  error: Describe;
  params: typeof OF_SEVERAL;
}

const OF_SEVERAL = { several: true };

/** Whether a problem is one of several options together, and not of the one that it is told of. */
export const isOfSeveral = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "custom" && issue.params === OF_SEVERAL;

/** What such a rule looks at: of what it should be, anything may be missing. */
export type Draft<T> = T extends object ? { readonly [K in keyof T]?: Draft<T[K]> | undefined } : T;

type Describe = (issue: { input?: unknown }) => string | undefined;

export const matching = (pattern: RegExp, expected: string) =>
  z.string(expected).regex(pattern, expected);

export const text = z.string("a text in quotes").min(1, "a text that is not empty");

export const accountId = matching(
  /^\d{12}$/,
  'an account id: 12 digits in quotes, as "111111111111"',
);

/** Whether both are right, so that a rule over several options can speak of them. */
export const isPlace = (place: { accountId?: unknown; region?: unknown }): boolean =>
  accountId.safeParse(place.accountId).success && region.safeParse(place.region).success;

/** A region of the partition `aws`, which the ARNs in this project are written for. */
export const region = z
  .string("an AWS region such as ap-northeast-2")
  .refine((value) => (REGIONS as readonly string[]).includes(value), {
    error: ({ input }) => expectedRegion(String(input)),
  });

/** Names become parts of DNS names, ARNs and Terraform ids, so they take what all of these take. */
export const name = (maxLength: number) =>
  matching(
    new RegExp(`^(?=.{2,${maxLength}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`),
    `2 to ${maxLength} lower-case letters, digits and single hyphens, the first a letter`,
  ).refine(
    // The library of constructs takes what every object has for a child of that name.
    (value) => !(value in Object.prototype),
    { error: ({ input }) => `another name than ${String(input)}, which no construct can have` },
  );

/** A whole number between two bounds, both included. */
export const count = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
};

/** For `rule`, of two of them. */
export const inOrder = ({
  minCount,
  maxCount,
}: Draft<{ minCount: number; maxCount: number }>): string | undefined =>
  typeof minCount === "number" && typeof maxCount === "number" && minCount > maxCount
    ? `at least minCount, ${minCount}`
    : undefined;

/** A number out of a list that a service of AWS prescribes. */
export const oneOf = (numbers: readonly number[]) => {
  const expected = `one of ${numbers.join(", ")}`;
  return z.number(expected).refine((value) => numbers.includes(value), expected);
};

/** A list in which nothing is twice. */
export const unique = <Item extends z.ZodType>(list: z.ZodArray<Item>, expected: string) =>
  list.refine((items) => new Set(items).size === items.length, expected);

/** What CloudWatch Logs accepts (API reference, PutRetentionPolicy). */
export const logRetentionDays = oneOf([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
]);

/** Whatever is no block is that alone: nothing else is said of it. */
export const block = (expected: string) => z.cidrv4({ error: expected, abort: true });

/** IPv4 blocks; more than 20 would need more rules a port than a security group is meant for. */
export const cidrs = unique(
  z
    .array(
      block("an IPv4 block such as 192.0.2.0/24").refine(
        isFirstAddress,
        "the first address of its block, as in 192.0.2.0/24",
      ),
    )
    .min(1, "1 to 20 IPv4 blocks")
    .max(20, "1 to 20 IPv4 blocks"),
  "each block once",
);

/** Key of a tag by the limits of AWS (Tagging AWS Resources user guide); `aws:` is reserved. */
export const TAG_KEY = /^(?!aws:)[\p{L}\p{N}\p{Z}_.:/=+@-]{1,128}$/iu;

/** Tags by the same limits. */
export const tags = z.record(
  matching(TAG_KEY, "a tag key of at most 128 letters, digits, spaces and _.:/=+-@, not from aws:"),
  z.string("a tag value in quotes").max(256, "a tag value of at most 256 characters"),
);

/** A list as a rule over several options may look at it: what is none is told by its own schema. */
export const listOf = <Item>(list: readonly Item[] | undefined): readonly Item[] =>
  Array.isArray(list) ? list : [];
