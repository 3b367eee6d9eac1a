import { dev, problems } from "./problems";

const SUBNETS = ["subnet-0a1b2c3d", "subnet-1a2b3c4d"];
const existing = (network: object, more: object = {}) =>
  problems([{ name: "dev", network: { vpcId: "vpc-0a1b2c3d", ...network }, ...more }]);
const http = { services: [{ name: "web", http: {} }] };

test("subnets of one kind are enough for what needs no other", () => {
  expect(existing({ privateSubnetIds: SUBNETS })).toEqual([]);
  expect(existing({ publicSubnetIds: SUBNETS }, http)).toEqual([]);
});

test("two that use it have the same addresses, and that is no mistake", () => {
  const network = { vpcId: "vpc-0a1b2c3d", privateSubnetIds: SUBNETS };
  expect(
    problems([
      { name: "dev", network },
      { name: "prod", network },
    ]),
  ).toEqual([]);
});

test.each<[string, object, object, string]>([
  [
    "no subnet",
    {},
    {},
    "dev.network.privateSubnetIds: got nothing, expected two subnets or more here or in publicSubnetIds, in two zones",
  ],
  [
    "one subnet",
    { privateSubnetIds: SUBNETS, publicSubnetIds: SUBNETS.slice(1) },
    {},
    'dev.network.publicSubnetIds: got ["subnet-1a2b3c4d"], expected two subnets or more, in two zones',
  ],
  [
    "a load balancer without a way in",
    { privateSubnetIds: SUBNETS },
    http,
    "dev.network.publicSubnetIds: got nothing, expected two subnets or more with a route to the internet, as the load balancer before web lies in them",
  ],
  [
    "a database in public",
    { publicSubnetIds: SUBNETS },
    { databases: [{ name: "orders", engineVersion: "17" }] },
    "dev.network.privateSubnetIds: got nothing, expected two subnets or more, as the databases orders lie in them",
  ],
  [
    "the id of something else",
    { vpcId: "subnet-0a1b2c3d", privateSubnetIds: SUBNETS },
    {},
    "dev.network.vpcId: got subnet-0a1b2c3d, expected the id of a VPC, such as vpc-0a1b2c3d4e5f60718",
  ],
  [
    "what is made of a network",
    { privateSubnetIds: SUBNETS, nat: "single" },
    {},
    "dev.network.nat: got an unknown option, expected one of vpcId, privateSubnetIds, publicSubnetIds",
  ],
])("%s is a problem of that option alone", (_, network, more, expected) => {
  expect(existing(network, more)).toEqual([expected]);
});

test("of a network of its own the same is told as before", () => {
  const got = problems([{ ...dev, network: { ...dev.network, cidr: "10.0.0.1/16", nets: 1 } }]);
  expect(got).toEqual([
    expect.stringMatching(/^dev\.network\.cidr: got 10\.0\.0\.1\/16, expected the first address /),
    expect.stringMatching(/^dev\.network\.nets: got an unknown option, expected one of cidr, /),
  ]);
  expect(problems([{ name: "dev", network: "10.0.0.0/16" }])).toEqual([
    "dev.network: got 10.0.0.0/16, expected an object",
  ]);
});
