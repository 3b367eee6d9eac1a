import { isFirstAddress, isInternet, isPrivate, addressesOf, overlap } from "../src/address-blocks";
import { block } from "../src/option-rules";

test.each([
  ["10.0.0.0/8", true],
  ["10.20.0.0/16", true],
  ["172.31.0.0/16", true],
  ["192.168.254.0/23", true],
  ["100.127.0.0/16", true],
  ["8.8.0.0/16", false],
  ["11.0.0.0/16", false],
  ["172.32.0.0/16", false],
  ["192.169.0.0/16", false],
  ["100.128.0.0/16", false],
  ["172.16.0.0/11", false],
  ["10.1.2.3/32", true],
  ["0.0.0.0/0", false],
])("%s is private: %s", (cidr, is) => {
  expect(isPrivate(cidr)).toBe(is);
});

test.each([
  ["10.10.0.0/16", "10.10.0.0/16", true],
  ["10.10.0.0/16", "10.10.255.0/24", true],
  ["10.10.255.0/24", "10.10.0.0/16", true],
  ["10.10.0.0/16", "10.11.0.0/16", false],
  ["255.255.255.255/32", "255.255.255.254/31", true],
  ["0.0.0.0/0", "192.0.2.0/24", true],
  ["0.0.0.0/0", "255.255.255.255/32", true],
  ["192.0.2.0/24", "192.0.3.0/24", false],
  ["192.0.2.1/32", "192.0.2.2/32", false],
  // Not at its first address: it is the block of that length that the address lies in.
  ["10.10.7.0/16", "10.10.3.0/24", true],
])("%s and %s overlap: %s", (one, other, is) => {
  expect(overlap(addressesOf(one), addressesOf(other))).toBe(is);
});

test.each([
  ["10.0.0.0/8", true],
  ["10.0.1.0/16", false],
  ["0.0.0.0/0", true],
  ["192.0.2.1/32", true],
])("%s begins with its first address: %s", (cidr, is) => {
  expect(isFirstAddress(cidr)).toBe(is);
});

test.each([
  ["0.0.0.0/0", true],
  ["128.0.0.0/1", true],
  ["10.0.0.0/8", false],
  ["::/0", true],
  ["2000::/3", true],
  ["::0.0.0.0/0", true],
  ["2001:db8::/32", false],
  // A reference of Terraform's, of which nobody knows what it will be.
  ["${aws_vpc.main.cidr_block}", false],
])("%s is the internet: %s", (cidr, is) => {
  expect(isInternet(cidr)).toBe(is);
});

// The library would take some of them for other blocks.
test.each([
  "010.0.0.0/8",
  "10.0.0.0/08",
  "0x0a.0.0.0/8",
  "10.1/16",
  "10.0.0.0",
  "1.2.3.4/33",
  "::/0",
])("%s is no IPv4 block", (cidr) => {
  expect(block("a block").safeParse(cidr).success).toBe(false);
});
