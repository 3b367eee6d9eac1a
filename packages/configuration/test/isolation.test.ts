import { dev, problems } from "./problems";

const ENOUGH = ["ecr.api", "ecr.dkr", "logs"];
const image = { tag: "v1" };
const IN_CACHE = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/ecr-public/agent:v1";

const isolated = (service: object, interfaceEndpoints = ENOUGH, more: object = {}) =>
  problems([
    {
      ...dev,
      network: { ...dev.network, nat: "isolated", interfaceEndpoints },
      services: [{ name: "worker", image, ...service }],
      ...more,
    },
  ]);

test("an image in ECR and the endpoints to pull it by are enough", () => {
  expect(isolated({})).toEqual([]);
  expect(isolated({ sidecars: [{ name: "agent", image: IN_CACHE }] })).toEqual([]);
});

const expected = (missing: string) => [
  expect.stringMatching(
    new RegExp(
      `^dev\\.network\\.interfaceEndpoints: got .*, expected ${missing} as well, as tasks of an isolated network reach nothing else$`,
    ),
  ),
];

test.each<[string, string, object, object]>([
  ["ssm", "a parameter", { secrets: { KEY: { parameter: "/a" } } }, {}],
  ["secretsmanager", "a secret", { secrets: { KEY: { secret: "a" } } }, {}],
  [
    "ssm",
    "a parameter of a sidecar",
    { sidecars: [{ name: "agent", image: IN_CACHE, secrets: { KEY: { parameter: "/a" } } }] },
    {},
  ],
  ["ssmmessages, kms", "a shell", {}, { exec: true }],
  [
    "ecs, ecs-agent, ecs-telemetry",
    "an instance",
    { capacityProviderStrategy: [{ capacityProvider: "EC2" }] },
    { instances: { instanceType: "m7i.large", maxCount: 1 } },
  ],
  [
    "ecs, ecs-agent, ecs-telemetry",
    "an instance for all",
    {},
    {
      instances: { instanceType: "m7i.large", maxCount: 1 },
      capacityProviderStrategy: [{ capacityProvider: "EC2" }],
    },
  ],
])("%s is missing for %s", (missing, _, service, more) => {
  expect(isolated(service, ENOUGH, more)).toEqual(expected(missing));
  expect(isolated(service, [...ENOUGH, ...missing.split(", ")], more)).toEqual([]);
});

test("without an endpoint all three are missing", () => {
  expect(isolated({}, [])).toEqual(expected("ecr.api, ecr.dkr, logs"));
});

test("what is public cannot be pulled", () => {
  expect(isolated({ image: undefined })).toEqual([
    expect.stringContaining("an image of worker, as an isolated network cannot pull"),
  ]);
  const agent = { name: "agent", image: "public.ecr.aws/agent:v1" };
  expect(isolated({ sidecars: [agent] })).toEqual([
    expect.stringContaining("sidecars of worker from ECR (registry.pullThroughCaches)"),
  ]);
});

test.each(["none", "single", "per-zone"])("with nat %s nothing of this is asked", (nat) => {
  const services = [{ name: "worker" }];
  expect(problems([{ ...dev, network: { ...dev.network, nat }, services }])).toEqual([]);
});

test.each<[unknown]>([[null], ["x"], [[null]], [[{ sidecars: [null], secrets: 1 }]]])(
  "services that are %j are no reason to break",
  (services) => {
    const network = { ...dev.network, nat: "isolated", interfaceEndpoints: null };
    expect(problems([{ ...dev, network, services }]).length).toBeGreaterThan(0);
  },
);
