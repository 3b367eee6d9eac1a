import type { Declared } from "./declared";
import type { HeldParts, Homes } from "./distribution";

/** A stack, by the key of its state, and what it declares. */
export interface DeclaringStack {
  readonly key: string;
  readonly declared: Declared;
}

/**
 * Where things belong by the code as it is.
 *
 * @param stacks of the environment in one place
 * @param services key of the services' state, which keeps what no stack declares
 */
export function homesByCode(stacks: readonly DeclaringStack[], services: string): Homes {
  const own = new Set(stacks.map(({ key }) => key));
  return {
    ofEntry: (entry, at) => {
      const keys = keysOf(stacks, ({ declared }) => declared.declares(entry));
      // What is read belongs to each stack that reads it: it stays where it was read.
      if (keys.length > 1 && entry.mode === "managed") return keys as [string, ...string[]];
      const left = keysOf(stacks, ({ declared }) => declared.hasLeft(entry));
      const candidates = keys.length > 0 ? keys : left;
      const stays = (among: readonly string[]) => at.find((key) => among.includes(key));
      return [stays(candidates) ?? candidates[0] ?? stays([...own]) ?? services];
    },
    ofOutput: (name) => {
      const keys = keysOf(stacks, ({ declared }) => declared.hasOutput(name));
      // Where several stacks declare it, each has one of its own.
      return keys.length === 1 ? keys[0] : undefined;
    },
  };
}

const keysOf = (
  stacks: readonly DeclaringStack[],
  isMeant: (stack: DeclaringStack) => boolean,
): string[] => stacks.filter(isMeant).map(({ key }) => key);

/**
 * Where things were before.
 *
 * @param before the states as they were
 * @param services key of the services' state, which gets what has been made since
 */
export function homesBefore(before: readonly HeldParts[], services: string): Homes {
  const entries = new Map(
    before.flatMap(({ key, parts }) => parts.entries.map(({ address }) => [address, key] as const)),
  );
  const outputs = new Map(
    before.flatMap(({ key, parts }) =>
      [...parts.outputs.keys()].map((name) => [name, key] as const),
    ),
  );
  return {
    ofEntry: ({ address }) => [entries.get(address) ?? services],
    ofOutput: (name) => outputs.get(name),
  };
}
