/** IPv4 blocks as texts of the form that z.cidrv4 demands. */

/** The first address of a block and the first that is beyond it, as numbers. */
function bounds(cidr: string): readonly [first: number, end: number] {
  const [address = "", prefix] = cidr.split("/");
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return [number, number + 2 ** (32 - Number(prefix))];
}

/** Whether no bit of a block is set beyond its prefix: AWS and the provider take no other. */
export function isFirstAddress(cidr: string): boolean {
  const [first, end] = bounds(cidr);
  return first % (end - first) === 0;
}

/** Of RFC 1918, and of RFC 6598 for networks behind a NAT. No host of the internet is in them. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(bounds);

export function isPrivate(cidr: string): boolean {
  const [first, end] = bounds(cidr);
  return PRIVATE.some((block) => block[0] <= first && end <= block[1]);
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [bounds(one), bounds(other)];
  return a[0] < b[1] && b[0] < a[1];
}
