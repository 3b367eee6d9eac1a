import {
  addressesOf,
  dotted,
  overlap,
  type Addresses,
} from "@groundwork/constructs/address-blocks";
import { OperationError } from "../core/errors";

/** Private addresses by RFC 1918, in the order in which blocks are looked for. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Where Docker has its own networks, on the machines of those who connect to a VPC. */
const DOCKER = "172.17.0.0/16";

/**
 * The next block of addresses of which no network has any: as far behind the last one as that is
 * behind the one before it, so 10.30.0.0/16 behind 10.10.0.0/16 and 10.20.0.0/16. Where there is
 * none, the first free one of the private addresses.
 *
 * @param like the block whose size it has
 * @param taken blocks of all networks
 * @throws OperationError when all private addresses are taken
 */
export function nextBlock(like: string, taken: readonly string[]): string {
  const bits = Number(like.split("/")[1]);
  const size = 2 ** (32 - bits);
  const used = [...taken, DOCKER].map(addressesOf);
  const isFree = (first: number): boolean => {
    const block: Addresses = [first, first + size - 1];
    return PRIVATE.some((range) => isWithin(block, addressesOf(range)))
      ? used.every((other) => !overlap(block, other))
      : false;
  };
  for (const first of [...behind(like, taken, size), ...everywhere(size)]) {
    if (isFree(first)) return `${dotted(first)}/${bits}`;
  }
  throw new OperationError(
    `network.cidr: got no free block of the size of ${like} among private addresses, expected one: name it by --cidr`,
  );
}

const isWithin = ([first, last]: Addresses, [from, to]: Addresses): boolean =>
  first >= from && last <= to;

/** Blocks in the same range at the distance that networks there have so far, then one after another. */
function* behind(like: string, taken: readonly string[], size: number): Generator<number> {
  const range = PRIVATE.map(addressesOf).find((one) => isWithin(addressesOf(like), one));
  if (range === undefined) return;
  const firsts = taken
    .map(addressesOf)
    .filter((block) => isWithin(block, range))
    .map(([first]) => first)
    .toSorted((one, other) => one - other);
  const [before, last] = [firsts.at(-2), firsts.at(-1)!];
  const step = before === undefined ? size : Math.max(size, last - before);
  if ((last + step) % size === 0) for (let at = last + step; at <= range[1]; at += step) yield at;
  for (let at = up(last, size); at <= range[1]; at += size) yield at;
}

function* everywhere(size: number): Generator<number> {
  for (const [first, last] of PRIVATE.map(addressesOf))
    for (let at = up(first, size); at <= last; at += size) yield at;
}

/** The first address from there on at which a block of a size can begin. */
const up = (address: number, size: number): number => Math.ceil(address / size) * size;
