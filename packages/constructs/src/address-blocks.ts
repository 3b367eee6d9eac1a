import { IPv4, isValidCIDR, parseCIDR } from "ipaddr.js";

/*
 * Blocks of addresses. What is written otherwise than z.cidrv4 demands (0x0a.0.0.0/8, 010.0.0.0/8) is
 * refused before it comes here, as ipaddr.js takes such numbers for hexadecimal and octal ones.
 */

/** Whether no bit of an IPv4 block is set beyond its prefix: AWS and the provider take no other. */
export const isFirstAddress = (cidr: string): boolean =>
  cidr.startsWith(`${IPv4.networkAddressFromCIDR(cidr).toString()}/`);

/** Of RFC 1918, and of RFC 6598 for networks behind a NAT. No host of the internet is in them. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Whether all addresses of an IPv4 block are private ones. */
export const isPrivate = (cidr: string): boolean => PRIVATE.some((block) => isWithin(cidr, block));

/** The first and the last address of an IPv4 block, as numbers. */
export type Addresses = readonly [first: number, last: number];

export function addressesOf(cidr: string): Addresses {
  const [address, bits] = IPv4.parseCIDR(cidr);
  const number = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  const count = 2 ** (32 - bits);
  const first = number - (number % count);
  return [first, first + count - 1];
}

/** An address from its number, as `10.20.0.0`. */
export const dotted = (address: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");

/** A part of a block, as Terraform's `cidrsubnet` computes it. */
export function subnetOf(cidr: string, newBits: number, number: number): string {
  const bits = Number(cidr.split("/")[1]) + newBits;
  return `${dotted(addressesOf(cidr)[0] + number * 2 ** (32 - bits))}/${bits}`;
}

/** Whether two blocks have an address in common. */
export const overlap = (one: Addresses, other: Addresses): boolean =>
  one[0] <= other[1] && other[0] <= one[1];

function isWithin(inner: string, outer: string): boolean {
  const [[address, bits], block] = [IPv4.parseCIDR(inner), IPv4.parseCIDR(outer)];
  return bits >= block[1] && address.match(block);
}

/** Whether a block of either kind is so wide that it can only be meant for everybody. */
export function isInternet(cidr: string): boolean {
  if (!isValidCIDR(cidr)) return false;
  const [address, bits] = parseCIDR(cidr);
  return bits < (address.kind() === "ipv4" ? 8 : 16);
}
