import { formatAddress, formatKey, parseAddress, type ResourceAddress } from "./address";

/** What a configuration says of objects that it does not declare any more, as Terraform JSON has it. */
export interface Moves {
  readonly moved?: Blocks<{ readonly from: string; readonly to: string }>;
  readonly removed?: Blocks<{
    readonly from: string;
    readonly lifecycle?: Blocks<{ readonly destroy?: boolean }>;
  }>;
}

/** Terraform takes one block as an object or as a list. */
type Blocks<Block> = Block | readonly Block[];

const listOf = <Block>(blocks: Blocks<Block> | undefined): readonly Block[] =>
  blocks === undefined ? [] : ([blocks].flat() as readonly Block[]);

/** Addresses, of resources or modules, that a configuration has moved from or removed. */
export const leftBehind = ({ moved, removed }: Moves): string[] => [
  ...listOf(moved).map(({ from }) => from),
  ...listOf(removed).map(({ from }) => from),
];

/** Where an object is after the configuration's `moved` blocks; most stay where they are. */
export function afterMoves(address: string, { moved }: Pick<Moves, "moved">): string {
  const blocks = listOf(moved);
  let current = address;
  // One `moved` block can lead to the next; Terraform refuses those that lead back.
  for (let steps = 0; steps < blocks.length; steps++) {
    const next = namesFor(current).flatMap(({ name, under }) =>
      blocks.filter(({ from }) => from === name).map(({ to }) => under(to)),
    )[0];
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** What a `removed` block does to an object; undefined if no such block is about it. */
export function removalOf(
  address: string,
  { removed }: Pick<Moves, "removed">,
): "forgotten" | "destroyed" | undefined {
  const names = new Set(namesFor(address).map(({ name }) => name));
  const block = listOf(removed).find(({ from }) => names.has(from));
  if (block === undefined) return undefined;
  return listOf(block.lifecycle).some(({ destroy }) => destroy === false)
    ? "forgotten"
    : "destroyed";
}

/** One name by which a configuration can mean an object. */
interface Name {
  readonly name: string;
  /** The object's address after the thing with that name has moved to another. */
  under(to: string): string;
}

/**
 * Every name by which a configuration can mean an object: the modules around it, its resource, and
 * itself, each with its keys and without.
 */
export function namesFor(address: string): Name[] {
  const parsed = parseAddress(address);
  if (!parsed) return [{ name: address, under: (to) => to }];
  const { modules, key } = parsed;
  const object: ResourceAddress = { ...parsed, deposed: undefined };
  const around = modules.map((_, index) => {
    const within = formatAddress({ ...object, modules: modules.slice(index + 1) });
    return named(modules.slice(0, index + 1), "", (to) => `${to}.${within}`);
  });
  const resource = formatAddress({ ...object, modules: [], key: undefined });
  return [
    ...named(modules, `${resource}${formatKey(key)}`, (to) => to),
    ...(key === undefined ? [] : named(modules, resource, (to) => `${to}${formatKey(key)}`)),
    ...around.flat(),
  ];
}

/** The names that modules and what is in them have, with all keys, without the last, and without any. */
function named(modules: ResourceAddress["modules"], end: string, under: Name["under"]): Name[] {
  const bare = modules.map(({ name }) => ({ name, key: undefined }));
  const lastBare = [...modules.slice(0, -1), ...bare.slice(-1)];
  const names = [modules, lastBare, bare].map((steps) =>
    [...steps.map((step) => `module.${step.name}${formatKey(step.key)}`), end]
      .filter(Boolean)
      .join("."),
  );
  return [...new Set(names)].map((name) => ({ name, under }));
}
