import type { TerraformStack } from "cdktf";
import { Kept, resolvingQuickly } from "./quick-resolve";

/**
 * The JSON of a stack, as cdktf makes it, in less than half of the time.
 *
 * Nine of ten values have no token, and cdktf takes each of them through four regular expressions
 * and several objects; a token that stands in many texts it resolves in each anew; and it copies and
 * resolves all of it a second time, for the sake of the stack's own overrides. Here what has no token
 * is passed over, a mark is resolved once, and a resource stays as it was resolved. How a token is
 * resolved, and what is wrong with it, remains cdktf's own affair, so the outcome is the same.
 *
 * `Tokenization.resolve` is public, and stacks of cdktf and of cdktn call it.
 *
 * @param make cdktf's way to the JSON
 */
export function quickJson<Json>(stack: TerraformStack, make: () => Json): Json {
  try {
    return resolvingQuickly(stack, make, keptWhole());
  } catch {
    // Where the stack's overrides change a resource, for one; or cdktf says what is wrong.
    return resolvingQuickly(stack, make);
  }
}

/** @throws when two resources have one address: cdktf makes one of both */
function keptWhole(): (whole: unknown) => unknown {
  const addresses = new Set<string>();
  return (whole) => {
    const { resource, ...rest } = whole as { resource?: Record<string, Record<string, unknown>> };
    // The whole JSON, which has a comment, is what they are kept for.
    if (resource === undefined || "//" in rest) return whole;
    const types = Object.entries(resource).map(([type, named]) => {
      const all = Object.entries(named).map(([id, attributes]) => {
        const address = `${type}.${id}`;
        if (addresses.has(address)) throw new Error(`${address} is there twice`);
        addresses.add(address);
        return [id, new Kept(attributes)] as const;
      });
      return [type, Object.fromEntries(all)] as const;
    });
    return { ...rest, resource: Object.fromEntries(types) };
  };
}
