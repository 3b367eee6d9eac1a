import { checkConfiguration } from "../src/check";
import type { ForeignNetworkEnvironment } from "../src/environment";
import { layersOf } from "../src/layers";
import { environmentStacks } from "../src/place-names";
import { organization, problems } from "./problems";

const network = {
  key: "Dev/terraform/vpc/terraform.tfstate",
  vpcId: "output.vpc_id",
  privateSubnetIds: ["aws_subnet.a", 'module.vpc["x"].aws_subnet.private[*].id'],
  publicSubnetIds: "output.vpc.public_subnets",
};

const foreign = (changes: object = {}, more: object = {}) =>
  problems([
    {
      name: "dev",
      layers: [{ network: { ...network, ...changes } }, "cluster", "services"],
      ...more,
    },
  ]);

const http = { services: [{ name: "web", http: {} }] };
const databases = { databases: [{ name: "orders", engineVersion: "17" }] };

const checked = (layers: ForeignNetworkEnvironment["layers"]) =>
  checkConfiguration(organization, [{ name: "dev", layers }]).environments[0]!;

test.each<[ForeignNetworkEnvironment["layers"], string[]]>([
  [
    [{ network }, "cluster", "services"],
    ["dev-cluster-stack", "dev-stack"],
  ],
  [[{ network }, "one"], ["dev-stack"]],
])("a network of others has no stack, and the rest has: %j", (layers, stacks) => {
  const environment = checked(layers);
  expect(environmentStacks(environment).map(({ id }) => id)).toEqual(stacks);
  expect(layersOf(environment)).toEqual(stacks.length === 1 ? [] : ["cluster", "services"]);
  expect(environment.network).toEqual(network);
});

test("what lies in its subnets needs nothing more", () => {
  expect(foreign({}, { ...http, ...databases })).toEqual([]);
});

const ADDRESS =
  "an output or a resource of that state, such as output.vpc_id, aws_vpc.main or module.vpc.aws_subnet.private";
const AT = "dev.layers[0].network";

test.each<[string, object, object, string[]]>([
  ["no key", { key: undefined }, {}, [`${AT}.key: got nothing, expected a text in quotes`]],
  ["a bare name", { vpcId: "vpc_id" }, {}, [`${AT}.vpcId: got vpc_id, expected ${ADDRESS}`]],
  [
    "an output of a module, which no state has",
    { vpcId: "module.vpc.vpc_id" },
    {},
    [`${AT}.vpcId: got module.vpc.vpc_id, expected ${ADDRESS}`],
  ],
  [
    "no subnets",
    { privateSubnetIds: undefined, publicSubnetIds: undefined },
    {},
    [`${AT}.privateSubnetIds: got nothing, expected ${ADDRESS}, here or in publicSubnetIds`],
  ],
  [
    "a bucket of no name",
    { bucket: "Acme" },
    {},
    [
      `${AT}.bucket: got Acme, expected a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens`,
    ],
  ],
  [
    "an option that there is not",
    { zones: ["a"] },
    {},
    [
      `${AT}.zones: got an unknown option, expected one of key, bucket, vpcId, privateSubnetIds, publicSubnetIds`,
    ],
  ],
  [
    "a load balancer without a way in",
    { publicSubnetIds: undefined },
    http,
    [
      `${AT}.publicSubnetIds: got nothing, expected two subnets or more with a route to the internet, as the load balancer before web lies in them`,
    ],
  ],
  [
    "a database in public",
    { privateSubnetIds: undefined },
    databases,
    [
      `${AT}.privateSubnetIds: got nothing, expected two subnets or more, as the databases orders lie in them`,
    ],
  ],
  [
    "a network beside it",
    {},
    { network: { cidr: "10.10.0.0/16", zones: ["a", "c"], nat: "single" } },
    [
      expect.stringMatching(
        /^dev\.network: got \{"cidr".*, expected nothing, as layers name a state of others/,
      ),
    ],
  ],
  [
    "tests sent from NAT gateways that are not known",
    {},
    { loadTestTask: {}, ...http },
    [
      expect.stringMatching(/^dev\.loadTestTask\.image: /),
      expect.stringMatching(/^dev\.loadTestTask: .*expected a network of its own/),
    ],
  ],
  [
    "its own state",
    { key: "dev/terraform.tfstate" },
    {},
    [
      `${AT}.key: got dev/terraform.tfstate, expected a state that somebody else keeps, as that is dev-stack's own`,
    ],
  ],
])("%s is told of that option", (_, changes, more, expected) => {
  expect(foreign(changes, more)).toEqual(expected);
});

const WORDS = /^dev\.layers: got .*, expected "one" or \["network","cluster","services"\]; or, /;

test.each<[string, unknown]>([
  ["a cluster of others", ["network", { cluster: network }, "services"]],
  ["a cluster of others beside the network", [{ network, cluster: network }, "services"]],
  ["services left out", [{ network }, "cluster"]],
  ["another word", "three"],
])("of %s all that layers take is said", (_, layers) => {
  const [first, ...others] = problems([{ name: "dev", layers }]);
  expect(first).toMatch(WORDS);
  const namesCluster = JSON.stringify(layers).includes('"cluster":');
  expect(first!.includes("groundwork import takes over")).toBe(namesCluster);
  expect(others.filter((text) => text.startsWith("dev.layers"))).toEqual([]);
});

test("an environment without any network is told what one can be", () => {
  expect(problems([{ name: "dev" }])).toEqual([
    expect.stringMatching(
      /^dev\.network: got nothing, expected an object, such as \{ cidr, zones \}/,
    ),
  ]);
});

test("states elsewhere than in S3 have no bucket that could be meant", () => {
  const gcs = { backend: { type: "gcs", bucket: "acme-states" } };
  const layers = [{ network }, "one"];
  expect(problems([{ name: "dev", layers }], gcs)).toEqual([
    `${AT}.bucket: got nothing, expected the bucket of that state, as those of this organization do not lie in S3 (backend gcs)`,
  ]);
  expect(
    problems([{ name: "dev", layers: [{ network: { ...network, bucket: "acme" } }, "one"] }], gcs),
  ).toEqual([]);
});

test("each place has a network of its own", () => {
  const places = [{ region: "eu-west-1" }];
  expect(foreign({}, { places })).toEqual([
    expect.stringMatching(
      /^dev\.layers\[0\]\.network: got the same for ap-northeast-2 of 111111111111 and eu-west-1 of 111111111111, expected another state/,
    ),
  ]);
  const differences = () => ({
    layers: [{ network: { ...network, key: "eu/vpc.tfstate" } }, "cluster", "services"],
  });
  expect(foreign({}, { places, differences })).toEqual([]);
  expect(
    foreign({}, { places: [{ region: "eu-west-1", cidr: "10.20.0.0/16" }], differences }),
  ).toEqual([
    "dev-eu-west-1.network.zones: got nothing, expected a list",
    expect.stringMatching(
      /^dev-eu-west-1\.network: got \{"cidr":"10\.20\.0\.0\/16"\}, expected nothing/,
    ),
  ]);
});

test.each([null, 3, "x", [[]], () => 1])("what is no state of others is said once: %p", (other) => {
  const layers = [{ network: other }, "one"];
  expect(problems([{ name: "dev", layers, ...http, ...databases }])).toEqual([
    expect.stringMatching(/^dev\.layers: got \[\{"network":/),
  ]);
});
