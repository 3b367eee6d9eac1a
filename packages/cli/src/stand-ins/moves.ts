import { KEY } from "../terraform/address";
import type { Block, Json } from "./json";

/** What a stack says of resources that have other names now, or are not managed any more. */
interface Moves {
  readonly moved?: Json;
  readonly removed?: Json;
}

/**
 * Moves and removals as they are for stand-ins. What lies in a module has none, so what moves out of
 * one is made anew, and what moves into one is forgotten, as the module has it from then on.
 */
export function outsideModules({ moved, removed }: Moves): Moves {
  const moves = listOf(moved);
  const into = moves.filter(({ from, to }) => !isWithin(from) && isWithin(to));
  return {
    ...(moved !== undefined && {
      moved: moves.filter(({ from, to }) => !isWithin(from) && !isWithin(to)),
    }),
    ...((removed !== undefined || into.length > 0) && {
      removed: [
        ...listOf(removed).filter(({ from }) => !isWithin(from)),
        ...into.map(({ from }) => ({ from, lifecycle: { destroy: false } })),
      ],
    }),
  };
}

const listOf = (blocks: Json): Block[] =>
  [blocks ?? []].flat().filter((block) => block !== null) as Block[];

const WITHIN = new RegExp(String.raw`^\s*module\.[^.[]+(?:${KEY})?\.`, "s");

const isWithin = (address: Json): boolean => WITHIN.test(String(address));
