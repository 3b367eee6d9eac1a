import { isPlain } from "@groundwork/constructs/shown";

/**
 * What a file says, with `null` in place of all that is no data, such as functions, big numbers or
 * dates: no option takes it, and no rule stumbles over it. TypeScript refuses most of that before.
 */
export function plainData<Input>(input: Input): Input {
  return plain(input, []) as Input;
}

function plain(value: unknown, around: readonly unknown[]): unknown {
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol") {
    return null;
  }
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value)) return null;
  const within = [...around, value];
  if (Array.isArray(value)) return value.map((item) => plain(item, within));
  if (!isPlain(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, within)]));
}
