import type { z } from "zod";
import type { Unsaid } from "./foreign";
import { shownUnlessSecret } from "./secretive";

type Options = Readonly<Record<string, unknown>>;

/** What a schema takes of some options, and what it does not. */
export interface Sound<Found> {
  readonly options: Found;
  readonly unsaid: readonly Unsaid[];
}

/**
 * Takes out what the checks of the file would refuse: AWS takes more than options do, and one value
 * of a service is no reason to leave out all of it.
 *
 * @param where what is told of it, as `service web`
 */
export function sound<Found extends Options>(
  where: string,
  schema: z.ZodType,
  found: Found,
): Sound<Found> {
  const unsaid: Unsaid[] = [];
  let options: Options = found;
  for (;;) {
    const issue = schema.safeParse(options).error?.issues[0];
    const path = issue && ownPath(options, issue.path);
    if (issue === undefined || path === undefined) return { options: options as Found, unsaid };
    unsaid.push({
      what: `${where}, ${path.join(".")}`,
      is: shownUnlessSecret(path.reduce<unknown>(below, options)),
      follows: `left out: options take ${issue.message}`,
    });
    options = without(options, path) as Options;
  }
}

const below = (value: unknown, step: PropertyKey): unknown =>
  (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];

/** The way to the option that a problem is of, where there is one: of a list the whole list. */
function ownPath(options: Options, path: readonly PropertyKey[]): PropertyKey[] | undefined {
  const way: PropertyKey[] = [];
  let value: unknown = options;
  for (const step of path) {
    const next = below(value, step);
    const isOption = typeof step === "string" && !Array.isArray(value);
    // Sidecars are options themselves.
    const isSidecar = typeof step === "number" && way.length === 1 && way[0] === "sidecars";
    if (next === undefined || !(isOption || isSidecar)) break;
    way.push(step);
    value = next;
  }
  // Without one of these it would take more requests than before.
  if (way[0] === "http" && (way[1] === "paths" || way[1] === "hosts")) return ["http"];
  const isName = way.at(-1) === "name";
  return way.length === 0 || isName ? undefined : way;
}

/** A value without what is at the end of some steps. */
function without(value: unknown, [step, ...rest]: readonly PropertyKey[]): unknown {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.toSpliced(Number(step), 1)
      : value.map((one, at) => (at === step ? without(one, rest) : (one as unknown)));
  }
  const { [String(step)]: inner, ...others } = value as Options;
  return rest.length === 0 ? others : { ...others, [String(step)]: without(inner, rest) };
}
