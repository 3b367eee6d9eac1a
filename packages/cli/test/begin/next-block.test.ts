import { nextBlock } from "../../src/begin/next-block";

test.each([
  ["10.10.0.0/16", ["10.10.0.0/16", "10.20.0.0/16"], "10.30.0.0/16"],
  ["10.20.0.0/16", ["10.20.0.0/16", "10.10.0.0/16"], "10.30.0.0/16"],
  ["10.0.0.0/16", ["10.0.0.0/16"], "10.1.0.0/16"],
  ["10.0.0.0/20", ["10.0.0.0/20", "10.0.16.0/20"], "10.0.32.0/20"],
  // The distance is one of blocks of this size.
  ["10.0.0.0/16", ["10.0.0.0/16", "10.0.128.0/20"], "10.1.0.0/16"],
  // Behind the last there are none: the first that is free.
  ["10.250.0.0/16", ["10.250.0.0/16", "10.255.0.0/16"], "10.0.0.0/16"],
  ["10.0.0.0/16", ["10.0.0.0/16", "10.255.0.0/16"], "10.1.0.0/16"],
  ["192.168.0.0/16", ["192.168.0.0/16"], "10.0.0.0/16"],
  // Docker has its networks there.
  ["172.16.0.0/16", ["172.16.0.0/16"], "172.18.0.0/16"],
  // In other addresses there is nothing to go on from.
  ["100.64.0.0/16", ["100.64.0.0/16", "10.0.0.0/16"], "10.1.0.0/16"],
  ["8.8.0.0/16", ["8.8.0.0/16"], "10.0.0.0/16"],
])("as %s, where %j are taken: %s", (like, taken, expected) => {
  expect(nextBlock(like, taken)).toBe(expected);
});

test("where all are taken, the option that names others is said", () => {
  const all = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
  expect(() => nextBlock("10.0.0.0/16", all)).toThrow(
    "network.cidr: got no free block of the size of 10.0.0.0/16 among private addresses, expected one: name it by --cidr",
  );
});
