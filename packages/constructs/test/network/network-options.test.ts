import { networkOptions } from "../../src/network/network-options";
import { refusals } from "../refusals";

const least = { cidr: "10.20.0.0/16", zones: ["a", "b"] };

test("without more: one NAT gateway, and nothing else that costs by the hour", () => {
  expect(networkOptions.parse(least)).toEqual({
    ...least,
    connectable: true,
    nat: "single",
    interfaceEndpoints: [],
  });
});

describe("refuses", () => {
  const block = "cidr: the first address of a block from /16 to /23, such as 10.10.0.0/16";

  test.each<[string, object, string]>([
    ["a block too small for load balancers", { cidr: "10.0.0.0/24" }, block],
    ["a block larger than a VPC", { cidr: "10.0.0.0/8" }, block],
    ["an address within a block", { cidr: "10.0.1.0/16" }, block],
    ["something else than a block", { cidr: "10.0.0/16" }, "cidr: an IPv4 block such as"],
    [
      "addresses of the internet",
      { cidr: "8.8.0.0/16" },
      "cidr: private addresses, within 10.0.0.0/8",
    ],
    ["a zone with its region", { zones: ["a", "eu-west-1b"] }, "zones.1: the letter of"],
    ["one zone", { zones: ["a"] }, "zones: two or three zones"],
    ["four zones", { zones: ["a", "b", "c", "d"] }, "zones: two or three zones"],
    ["a zone twice", { zones: ["a", "a"] }, "zones: each zone once"],
    [
      "an endpoint by its full name",
      { interfaceEndpoints: ["com.amazonaws.eu-central-1.Logs"] },
      "interfaceEndpoints.0: a service's short name, such as ecr.api",
    ],
    ["an endpoint twice", { interfaceEndpoints: ["logs", "logs"] }, "each endpoint once"],
    [
      "an interface endpoint for S3, beside its gateway",
      { interfaceEndpoints: ["logs", "s3"] },
      "interfaceEndpoints.1: no s3, as every network has a gateway endpoint for it",
    ],
  ])("%s", (_, change, message) => {
    expect(refusals(networkOptions, { ...least, ...change })).toContainEqual(
      expect.stringContaining(message),
    );
  });
});

test("addresses of the internet, where it has to be", () => {
  const network = { ...least, cidr: "8.8.0.0/16", connectable: false };
  expect(refusals(networkOptions, network)).toEqual([]);
});

test.each(["10.0.0.0/33", "8.8.0.0/33", "8.8.8.8/16", "x", undefined, null])(
  "one thing is said of %j",
  (cidr) => {
    expect(refusals(networkOptions, { ...least, cidr })).toHaveLength(1);
  },
);
