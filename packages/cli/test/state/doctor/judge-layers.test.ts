import { checkConfiguration, type EnvironmentInput } from "@groundwork/configuration";
import type { Finding } from "../../../src/state/doctor/examination";
import { judgeLayers, withoutLost, withoutMoves } from "../../../src/state/doctor/judge-layers";
import type { Strays } from "../../../src/state/doctor/judge-strays";
import type { StackReport } from "../../../src/state/doctor/stack";
import type { StackJson } from "../../../src/state/stack-json";

const organization = {
  name: "acme",
  accountId: "111111111111",
  region: "eu-central-1",
  owner: "platform-team",
  backend: { type: "s3", lock: "both" },
} as const;
const network = { cidr: "10.10.0.0/16", zones: ["a", "c"], nat: "single" };
const configured = (more: object) =>
  checkConfiguration(organization, [
    { name: "dev", production: false, services: [], ...more } as unknown as EnvironmentInput,
  ]);
const LAYERS = configured({ layers: ["network", "cluster", "services"], network });
const ONE = configured({ network });

const report = (stack: string, key: string, ...addresses: string[]) =>
  ({
    stack,
    key,
    state: {
      object: addresses.length > 0 ? { format: { state: { addresses } } } : undefined,
      earlierVersions: 3,
    },
  }) as unknown as StackReport;
const [NETWORK, CLUSTER, SERVICES] = ["dev-network-stack", "dev-cluster-stack", "dev-stack"];
const KEYS = ["dev/network/terraform.tfstate", "dev/cluster/terraform.tfstate"];
const CODE = new Map<string, StackJson>([
  [NETWORK!, { resource: { aws_vpc: { vpc: {} } } } as StackJson],
  [CLUSTER!, { resource: { aws_ecs_cluster: { cluster: {} } } } as StackJson],
  [SERVICES!, { resource: { aws_ecs_service: { web: {} } } } as StackJson],
]);
const held = (...ofServices: string[]) => [
  report(NETWORK!, KEYS[0]!),
  report(CLUSTER!, KEYS[1]!, "aws_ecs_cluster.cluster"),
  report(SERVICES!, "dev/terraform.tfstate", "aws_ecs_service.web", ...ofServices),
];
const LOST: Finding = {
  check: "state-deleted",
  severity: "error",
  about: NETWORK!,
  what: "",
  why: "",
  repair: "restore",
};

/** By a restore each resource would lie in two states. */
test.each(["aws_vpc.vpc", "terraform_data.aws_vpc__vpc"])(
  "a layer whose %s lies in another state is split, and not lost",
  (address) => {
    const moves = judgeLayers(LAYERS, held(address), CODE, undefined);
    expect(moves).toMatchObject([
      { finding: { check: "move-due", repair: expect.stringContaining("split dev") } },
    ]);
    expect(withoutLost([LOST, { ...LOST, about: "prod-stack" }], moves)).toEqual([
      { ...LOST, about: "prod-stack" },
    ]);
  },
);

test("a layer that no other state has is lost", () => {
  const moves = judgeLayers(LAYERS, held(), CODE, undefined);
  expect(moves).toEqual([]);
  expect(withoutLost([LOST], moves)).toEqual([LOST]);
});

test("states of layers that the code has no more are joined, and not another project's", () => {
  const strays = {
    otherStates: [...KEYS, "other.tfstate"].map((key) => ({ key, lineage: "a" })),
  } as unknown as Strays;
  const services = report(SERVICES!, "dev/terraform.tfstate", "aws_ecs_service.web");
  const moves = judgeLayers(ONE, [services], CODE, strays);
  expect(moves).toMatchObject([
    { finding: { check: "move-due", repair: expect.stringContaining("join dev") } },
  ]);
  expect(withoutMoves(strays, moves).otherStates).toEqual([{ key: "other.tfstate", lineage: "a" }]);
});
