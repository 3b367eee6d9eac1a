import { z } from "zod";
import { count, matching, options } from "../option-rules";

export const days = count(1, 36_500);

/** Images that a rule is about (ECR user guide, "Lifecycle policy properties"). */
const imageSelection = z.union(
  [
    z.enum(["untagged", "any"]),
    options({
      /** Beginning of a tag. */
      prefix: matching(/^\w[\w.-]{0,127}$/, "the beginning of a tag, at most 128 characters"),
    }),
    options({
      /** Tag with `*` for any characters. ECR takes four of them. */
      pattern: matching(
        /^(?!(?:[^*]*\*){5})[\w.*-]{1,128}$/,
        "a tag of at most 128 characters with at most 4 wildcards",
      ),
    }),
  ],
  { error: '"untagged", "any", { prefix: "..." } or { pattern: "..." }' },
);

const expiry = z.union(
  [
    z.literal("never"),
    options({
      /** Days since the image's push; when it got or lost a tag does not matter. */
      olderThanDays: days,
    }),
    options({
      /** Number of images to keep; those pushed before them expire. */
      keepNewest: count(1, 100_000),
    }),
  ],
  { error: '"never", { olderThanDays: ... } or { keepNewest: ... }, with whole numbers from 1' },
);

/** One rule of a list in which the first that selects an image decides on it. */
export const lifecycleRule = options({
  /** The images that the rule is about. One prefix or pattern a rule, as ECR would want several to fit all at once. */
  tags: imageSelection,

  /** When they expire. `never` keeps them from the rules that follow. */
  expire: expiry,

  /** Shown in ECR's console. @default what the rule does, in words */
  description: z.string("a text in quotes").optional(),
});

export type LifecycleRule = z.output<typeof lifecycleRule>;
