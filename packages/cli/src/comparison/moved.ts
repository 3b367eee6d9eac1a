import { isDeepStrictEqual } from "node:util";
import { parseAddress } from "../terraform/address";
import { isBlock, type Element } from "./elements";
import { withAddresses } from "./references";

/** How much of something's values must be as they were for it to be taken for the same. */
const ENOUGH = 0.75;

/**
 * Which of the new resources are ones that are gone, under another address: Terraform would destroy
 * and make them, unless a `moved` block says so.
 *
 * @returns addresses of those that are gone, by the new ones; each is named once
 */
export function wouldKeep(gone: readonly Element[], made: readonly Element[]): Map<string, string> {
  const kept = new Map<string, string>();
  const left = new Set(gone.filter(({ kind }) => kind === "resource"));
  const ways: readonly ((one: Element, other: Element) => boolean)[] = [
    (one, other) => one.path !== undefined && one.path === other.path,
    (one, other) => lastOf(one) === lastOf(other) && isDeepStrictEqual(masked(one), masked(other)),
    (one, other) => isDeepStrictEqual(masked(one), masked(other)),
    (one, other) => lastOf(one) === lastOf(other) && likeness(one, other) >= ENOUGH,
  ];
  for (const isSame of ways) {
    for (const element of made) {
      if (kept.has(element.address) || element.kind !== "resource") continue;
      const found = [...left].filter((one) => one.type === element.type && isSame(one, element));
      const [nearest] = found.toSorted(
        (one, other) => common(other, element) - common(one, element),
      );
      if (!nearest) continue;
      kept.set(element.address, nearest.address);
      left.delete(nearest);
    }
  }
  return kept;
}

/** What a resource is called within its construct. */
const lastOf = ({ path, address }: Element): string => (path ?? address).split(/[/.]/).at(-1)!;

/** How many parts of their paths, from the end, two have in common. */
function common(one: Element, other: Element): number {
  const [left, right] = [one, other].map(({ path = "" }) => path.split("/").toReversed());
  const differs = left!.findIndex((part, index) => part !== right![index]);
  return differs < 0 ? left!.length : differs;
}

/** Arguments with the types alone of what they refer to: the other end may have moved as well. */
const masked = ({ given }: Element): unknown =>
  withAddresses(given, (address) => `${parseAddress(address)?.type ?? "module"}.it`);

/** Which part of both's values is the same. */
function likeness(one: Element, other: Element): number {
  const [left, right] = [one, other].map((element) => new Set(leaves(masked(element), "")));
  const both = [...left!].filter((leaf) => right!.has(leaf)).length;
  return (2 * both) / Math.max(1, left!.size + right!.size);
}

function leaves(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, path));
  if (!isBlock(value)) return [`${path}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`));
}
