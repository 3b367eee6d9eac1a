import { Tokenization, type IResolvable, type TerraformStack } from "cdktf";
import { renderingLate, takeLate } from "./quick-render";
import { hasToken, resolvingQuickly, type Resolve } from "./quick-resolve";

/**
 * The JSON of a stack, as cdktf makes it, in a third of the time.
 *
 * Of what a resource may have most is undefined, and nine of ten values have no token; cdktf copies
 * each value, takes it through four regular expressions and several objects, and then copies and
 * resolves all of it a second time, for the sake of the stack's own overrides. Here resources are
 * rendered and resolved in quicker ways (quick-render.ts, quick-resolve.ts), and stay as they were
 * resolved. What is not usual, and what is wrong, remains cdktf's own affair, so the outcome is the
 * same.
 *
 * @param make cdktf's way to the JSON
 */
export function quickJson<Json>(stack: TerraformStack, make: () => Json): Json {
  try {
    return renderingLate(() => resolvingQuickly(stack, make, keptWhole()));
  } catch {
    // Where the stack's overrides change a resource, for one; or cdktf says what is wrong.
    return resolvingQuickly(stack, make);
  }
}

type Resources = Record<string, Record<string, unknown>>;

/** The arguments of a resource, resolved. What is a token to cdktf it puts into the JSON as it is. */
class Kept implements IResolvable {
  readonly creationStack = NOWHERE;

  constructor(readonly attributes: unknown) {}

  resolve(): unknown {
    return this.attributes;
  }
}

const NOWHERE: string[] = [];

/**
 * Resolves what cdktf makes the JSON of: the parts that single elements render, in which resources
 * are kept, and in the end all of it, which has a comment.
 */
function keptWhole(): (whole: unknown, resolve: Resolve) => unknown {
  const addresses = new Set<string>();
  const keep = (attributes: unknown, address: string) => {
    // cdktf makes one of both.
    if (addresses.has(address)) throw new Error(`${address} is there twice`);
    addresses.add(address);
    return new Kept(attributes);
  };
  return (whole, resolve) => {
    if (!isMap(whole)) return resolve(whole);
    const late = takeLate(whole, resolve);
    if (late !== undefined) {
      const { type, id, attributes } = late;
      return { resource: { [type]: { [id]: keep(attributes, `${type}.${id}`) } } };
    }
    const { resource, ...rest } = whole;
    if (resource === undefined) return resolve(whole);
    const made = resolve(rest) as Record<string, unknown>;
    made["resource"] =
      "//" in rest
        ? eachResource(resource, (item) => (item instanceof Kept ? item.attributes : resolve(item)))
        : eachResource(resource, (item, address) => keep(resolve(item), address));
    return made;
  };
}

/** @throws where what stands there is no resource */
function eachResource(
  resources: unknown,
  take: (item: unknown, address: string) => unknown,
): Resources {
  if (!isMap(resources)) throw new Error("no resources");
  const made: Resources = {};
  for (const type of Object.keys(resources)) {
    const named = resources[type];
    if (!isMap(named)) throw new Error(`${type} is no type of resources`);
    const taken: Record<string, unknown> = {};
    for (const id of Object.keys(named)) {
      if (hasToken(type) || hasToken(id)) throw new Error(`${type}.${id} is not known yet`);
      const item = take(named[id], `${type}.${id}`);
      if (item !== undefined) taken[id] = item;
    }
    made[type] = taken;
  }
  return made;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !Tokenization.isResolvable(value);
