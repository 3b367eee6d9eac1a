import { FIELDS } from "@groundwork/constructs/layers/options";
import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "../../src/configuration";
import { everything } from "../../src/everything";
import { stacksOf } from "../../src/stacks";
import { synthStack, type TerraformJson } from "../../src/synth";

const LAYERS: EnvironmentInput["layers"] = ["network", "cluster", "services"];

/** The stacks of an environment, by their ids. */
function layered(environment: EnvironmentInput, place = ""): Record<string, TerraformJson> {
  const of = stacksOf(configuration({}, [{ ...environment, layers: LAYERS }]));
  const { name } = environment;
  const ids = ["-network", "-cluster", ""].map((layer) => `${name}${place}${layer}-stack`);
  return Object.fromEntries(ids.map((id) => [id, synthStack(of(id))]));
}

const addressesOf = (blocks: Record<string, Record<string, unknown>> = {}): string[] =>
  Object.entries(blocks).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );

/** Names of the parameters that a stack writes or reads. */
const parametersOf = (blocks: Record<string, Record<string, any>> = {}): string[] =>
  Object.values(blocks["aws_ssm_parameter"] ?? {})
    .map(({ name }) => name as string)
    .filter((name) => name.includes("/layers/"));

const small = environmentInput("dev", { services: [{ name: "web", http: {} }] });
const cases: [what: string, environment: EnvironmentInput, place: string][] = [
  ["a small environment", small, ""],
  ["one without services", environmentInput("dev", { services: [] }), ""],
  ["one with workers alone", environmentInput("dev", { services: [{ name: "worker" }] }), ""],
  ["every option in use", everything("prod"), ""],
  [
    "a place",
    environmentInput("prod", { places: [{ region: "eu-west-1" }], services: small.services }),
    "-eu-west-1",
  ],
  [
    "a network that exists",
    {
      ...small,
      network: {
        vpcId: "vpc-0a1b2c3d",
        publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
      },
    },
    "",
  ],
];

describe.each(cases)("%s", (_, environment, place) => {
  const stacks = layered(environment, place);
  const all = Object.values(stacks);

  test("has in its layers what it has as one stack, at the same addresses, each once", () => {
    const one = synthStack(
      stacksOf(configuration({}, [environment]))(`${environment.name}${place}-stack`),
    );
    const isContract = (address: string) => address.startsWith("aws_ssm_parameter.contracts_");
    const made = all.flatMap(({ resource }) => addressesOf(resource));
    expect(made.filter((address) => !isContract(address)).toSorted()).toEqual(
      addressesOf(one.resource).toSorted(),
    );
    expect(Object.keys(all[2]!.output ?? {})).toEqual(Object.keys(one.output ?? {}));
  });

  test("refers from no stack to another", () => {
    for (const json of all) {
      const declared = new Set([
        ...addressesOf(json.resource),
        ...addressesOf(json.data).map((address) => `data.${address}`),
      ]);
      const text = JSON.stringify(json);
      const references = [...text.matchAll(/(?<![\w."/-])((?:data\.)?aws_\w+\.[\w-]+)\./g)].map(
        ([, address]) => address!,
      );
      expect(references.filter((address) => !declared.has(address))).toEqual([]);
    }
  });

  test("reads what a lower layer writes, and nothing else", () => {
    const written = new Set<string>();
    for (const { resource, data } of all) {
      expect(parametersOf(data).filter((name) => !written.has(name))).toEqual([]);
      for (const name of parametersOf(resource)) written.add(name);
    }
  });
});

test("each layer has a stack with a state of its own, and the services keep the environment's", () => {
  const keys = (environment: EnvironmentInput, place?: string) =>
    Object.entries(layered(environment, place)).map(([id, { terraform }]) => [
      id,
      (terraform.backend as any).s3.key,
    ]);
  expect(keys(small)).toEqual([
    ["dev-network-stack", "dev/network/terraform.tfstate"],
    ["dev-cluster-stack", "dev/cluster/terraform.tfstate"],
    ["dev-stack", "dev/terraform.tfstate"],
  ]);
  const eu = environmentInput("prod", { places: [{ region: "eu-west-1" }] });
  expect(keys(eu, "-eu-west-1")).toEqual([
    ["prod-eu-west-1-network-stack", "prod/eu-west-1/network/terraform.tfstate"],
    ["prod-eu-west-1-cluster-stack", "prod/eu-west-1/cluster/terraform.tfstate"],
    ["prod-eu-west-1-stack", "prod/eu-west-1/terraform.tfstate"],
  ]);
});

test("a change of a service changes its layer alone", () => {
  const before = layered(small);
  const after = layered({
    ...small,
    services: [{ name: "web", cpuUnits: 1024, memoryMiB: 2048, http: {} }, { name: "worker" }],
  });
  expect(after["dev-network-stack"]).toEqual(before["dev-network-stack"]);
  expect(after["dev-cluster-stack"]).toEqual(before["dev-cluster-stack"]);
  expect(after["dev-stack"]).not.toEqual(before["dev-stack"]);
});

test("each field of each contract is written by somebody, and read by somebody", () => {
  // With a domain nobody asks how the load balancer is called.
  const { domain: _, ...loadBalancer } = everything("prod").loadBalancer!;
  const plain = { ...everything("prod"), loadBalancer, services: small.services };
  const all = [everything("prod"), plain].flatMap((one) => Object.values(layered(one)));
  const names = Object.entries(FIELDS).flatMap(([contract, fields]) =>
    Object.keys(fields).map((field) => `/acme/prod/layers/${contract}/${field}`),
  );
  const both = (part: "resource" | "data") => [
    ...new Set(all.flatMap((json) => parametersOf(json[part] as any))),
  ];
  expect(both("resource").toSorted()).toEqual(names.toSorted());
  expect(both("data").toSorted()).toEqual(names.toSorted());
});
