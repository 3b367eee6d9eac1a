import type { z } from "zod";

/** What a schema refuses of an input, each as `path: what was expected`; nothing when it is sound. */
export const refusals = (schema: z.ZodType, input: unknown): string[] =>
  schema
    .safeParse(input)
    .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
