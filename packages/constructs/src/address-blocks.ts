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

/** Whether two IPv4 blocks have an address in common: then one of them lies within the other. */
export const overlap = (one: string, other: string): boolean =>
  isWithin(one, other) || isWithin(other, one);

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
