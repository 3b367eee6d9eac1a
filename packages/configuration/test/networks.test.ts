import { IPv4 } from "ipaddr.js";
import { dev, problems } from "./problems";

const named = (name: string, cidr: unknown, more: object = {}) => ({
  ...dev,
  name,
  network: { cidr, zones: ["a", "c"], ...more },
});

test("a copied environment needs addresses of its own", () => {
  expect(problems([named("dev", "10.10.0.0/16"), named("staging", "10.10.0.0/16")])).toEqual([
    "staging.network.cidr: got 10.10.0.0/16, expected addresses of its own, as dev has some of these (10.10.0.0/16) and the two could never be connected (or network.connectable: false in one of them)",
  ]);
});

test.each(["10.10.0.0/20", "10.10.240.0/20"])("a part of another's is not its own: %s", (cidr) => {
  const environments = [named("dev", "10.10.0.0/16"), named("prod", "10.20.0.0/16")];
  expect(problems([...environments, named("staging", cidr)])).toEqual([
    expect.stringContaining("staging.network.cidr: got"),
  ]);
});

test("it is told beside all else that is wrong with the two", () => {
  const found = problems([
    { ...named("dev", "10.10.0.0/16"), colour: "blue" },
    named("prod", "10.10.0.0/16", { nat: "double" }),
  ]);
  expect(found.map((problem) => problem.split(":")[0])).toEqual([
    "dev.colour",
    "prod.network.nat",
    "prod.network.cidr",
  ]);
});

test.each([
  ["apart", ["10.10.0.0/16", "10.11.0.0/16"], {}],
  ["never connected", ["10.10.0.0/16", "10.10.0.0/16"], { connectable: false }],
])("taken: %s", (_, [first, second], more) => {
  expect(problems([named("dev", first), named("prod", second, more)])).toEqual([]);
});

test.each(["10.0.0.0/33", "10.0.0/16", null, 10, {}])(
  "%j is told once, and nothing compared",
  (cidr) => {
    expect(problems([named("dev", cidr), named("prod", "10.0.0.0/16")])).toEqual([
      expect.stringMatching(/^dev\.network\.cidr: got .*, expected an IPv4 block/),
    ]);
  },
);

test("a block is read as often for each environment, however many others there are", () => {
  const read = jest.spyOn(IPv4, "parseCIDR");
  const reads = (count: number) => {
    read.mockClear();
    const all = Array.from({ length: count }, (_, index) =>
      named(`e${index}`, `10.${index}.0.0/16`),
    );
    expect(problems(all)).toEqual([]);
    return read.mock.calls.length;
  };
  expect(reads(40)).toBe(reads(20) * 2);
});
