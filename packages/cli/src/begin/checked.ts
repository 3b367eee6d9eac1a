import type { z } from "zod";
import { nearest } from "@groundwork/constructs/nearest";
import { problemsIn } from "@groundwork/constructs/problems";
import { OperationError } from "../core/errors";

/**
 * A value that somebody has given, by the check that the file in environments/ gets as well.
 *
 * @param option such as `--region`, or what was asked for
 * @throws OperationError with what was got and what was expected
 */
export function checked<Schema extends z.ZodType>(
  option: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new OperationError(problemsIn(option, value, error.issues)[0]!);
}

/**
 * What is meant by a name, of those that there are.
 *
 * @throws OperationError when there is none of that name; it names the one that may be meant
 */
export function known<Named extends { readonly name: string }>(
  option: string,
  all: readonly Named[],
  name: string,
): Named {
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => one.name);
  const meant = nearest(name, names);
  throw new OperationError(
    `${option}: got ${name === "" ? "nothing" : name}, expected one of ${names.join(", ")}${meant.length === 0 ? "" : `. Did you mean ${meant.join(" or ")}?`}`,
  );
}
