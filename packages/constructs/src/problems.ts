import type { z } from "zod";
import { isOfSeveral } from "./option-rules";
import { shown } from "./shown";

/** Where something stands, as `dev.services[0].cpuUnits`. */
export const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${String(key)}`,
    )
    .join("");

/** One problem as people read it: `dev.services[0].cpuUnits: got 100, expected one of ...`. */
export function problem(path: readonly PropertyKey[], got: string, expected: string): string {
  return `${placeOf(path)}: got ${got}, expected ${expected}`;
}

/**
 * What a schema found in an input. Of an option that is wrong by itself one thing is said, and
 * nothing of how it goes with others.
 *
 * @param label of the file, as `dev`
 */
export function problemsIn(
  label: string,
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
): string[] {
  const wrong = new Set<string>();
  return issues.flatMap(meant).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        problem([label, ...issue.path, key], "an unknown option", issue.message),
      );
    }
    const path = [label, ...issue.path];
    const where = path.map(String).join(".");
    if (wrong.has(where)) return [];
    if (!isOfSeveral(issue)) wrong.add(where);
    return [problem(path, shown(got(input, issue)), expectation(issue))];
  });
}

/**
 * Of a choice between sets of options, what is wrong with the set that was meant: the one that goes
 * with the input furthest down, of those the ones of which the fewest options are unknown, and of
 * those the one with the fewest problems.
 */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.message !== UNTOLD) return [issue];
  const unknown = (found: readonly z.core.$ZodIssue[]) =>
    found.flatMap((one) => (one.code === "unrecognized_keys" ? one.keys : [])).length;
  const depth = (found: readonly z.core.$ZodIssue[]) =>
    Math.min(...found.map(({ path }) => path.length));
  const [first = []] = issue.errors.toSorted(
    (a, b) => depth(b) - depth(a) || unknown(a) - unknown(b) || a.length - b.length,
  );
  return first.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

/** What zod says of a choice that has no words of its own. */
const UNTOLD = "Invalid input";

type Tree = Record<PropertyKey, unknown>;

/** Of a map's entry whose key is wrong, that is the key. */
const got = (input: unknown, { code, path }: z.core.$ZodIssue): unknown =>
  code === "invalid_key"
    ? path.at(-1)
    : path.reduce((parent, key) => (parent as Tree | undefined)?.[key], input);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: "an object",
  array: "a list",
};

/** In place of zod's own messages. */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.join(", ")}`;
    case "invalid_type":
      // A map's own message is told of its keys as well, so few have one.
      if (issue.expected === "record" && issue.message.startsWith("Invalid")) return "a map";
      return TYPE_NAMES[issue.expected] ?? issue.message;
    case "invalid_union":
      return issue.message === UNTOLD ? "an object" : issue.message;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}
