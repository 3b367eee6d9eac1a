import { z } from "zod";
import { name, options, unique } from "../option-rules";

const use = options({
  /** Name of a database or a bucket of the environment. */
  name: name(20),

  /**
   * What the service calls it: the name by which its variables go. So it keeps them while another
   * takes the place of the one that it used.
   * @default `name`
   */
  as: name(20).optional(),

  /** Whether it only reads the objects of a bucket. @default false */
  readOnly: z.boolean("true or false").optional(),
});

/** What a service uses of the data of its environment. */
export const useOptions = unique(
  z
    .array(
      z.union([name(20), use], { error: 'a name, or { name: "orders-restored", as: "orders" }' }),
    )
    .max(20, "at most 20"),
  "each once",
);

export type Uses = z.output<typeof useOptions>;

/** A use with all that may be left out. */
export interface Use {
  readonly name: string;
  readonly as: string;
  readonly readOnly: boolean;
}

/** The same whether a use is written as a name or as an object. */
export const usesOf = (uses: Uses): Use[] =>
  uses.map((one) => {
    const {
      name,
      as = name,
      readOnly = false,
    }: z.output<typeof use> = typeof one === "string" ? { name: one } : one;
    return { name, as, readOnly };
  });
