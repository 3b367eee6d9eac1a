import { checkConfiguration, type ForeignNetworkEnvironment } from "@groundwork/configuration";
import { stacksOf } from "../../src/stacks";
import { onlyResource, synthStack, type TerraformJson } from "../../src/synth";

const organization = { name: "acme", accountId: "111111111111", owner: "platform" };

const network = {
  key: "Dev/terraform/vpc/terraform.tfstate",
  vpcId: "output.vpc_id",
  privateSubnetIds: "output.private_subnets",
  publicSubnetIds: ["aws_subnet.a", "aws_subnet.b"],
};

/** The stacks of dev, by their ids. */
function stacks(
  layers: ForeignNetworkEnvironment["layers"],
  ...ids: string[]
): Record<string, TerraformJson> {
  const dev: ForeignNetworkEnvironment = {
    name: "dev",
    layers,
    services: [{ name: "web", http: {}, uses: ["orders"] }],
    databases: [{ name: "orders", engineVersion: "17" }],
  };
  const of = stacksOf(checkConfiguration(organization, [dev]));
  return Object.fromEntries(ids.map((id) => [id, synthStack(of(id))]));
}

const namesOf = (blocks: Record<string, Record<string, any>> = {}): string[] =>
  Object.values(blocks["aws_ssm_parameter"] ?? {})
    .map(({ name }) => name as string)
    .filter((name) => name.includes("/layers/network/"))
    .toSorted();

const READ = ["privateSubnetIds", "publicSubnetIds", "vpcId"].map(
  (field) => `/acme/dev/layers/network/${field}`,
);

const layered = () =>
  stacks([{ network }, "cluster", "services"], "dev-cluster-stack", "dev-stack");
const one = () => stacks([{ network }, "one"], "dev-stack");

test.each([
  ["layers of its own above it", layered],
  ["one stack above it", one],
])(
  "with %s nothing of the network is made, and its contract is read and not written",
  (_, made) => {
    const jsons = Object.values(made());
    const types = jsons.flatMap(({ resource }) => Object.keys(resource));
    expect(
      types.filter((type) =>
        /^aws_(default_|eip|flow|internet|nat|network|route|subnet|vpc$|vpc_endpoint)/.test(type),
      ),
    ).toEqual([]);
    expect(jsons.flatMap(({ resource }) => namesOf(resource))).toEqual([]);
    expect([...new Set(jsons.flatMap(({ data }) => namesOf(data as any)))].toSorted()).toEqual(
      READ,
    );
  },
);

test("no state is read by Terraform, as that would copy all outputs of it", () => {
  const text = JSON.stringify({ ...layered(), ...one() });
  expect(text).not.toContain("terraform_remote_state");
  expect(text).not.toContain(network.key);
});

test("what all layers use lies in the lowest stack that there is", () => {
  const { "dev-cluster-stack": cluster, "dev-stack": services } = layered();
  const keys = ({ resource }: TerraformJson) =>
    Object.keys(resource["aws_kms_key"] ?? {}).filter((name) => name.startsWith("key_"));
  expect(keys(cluster!)).toHaveLength(1);
  expect(keys(services!)).toEqual([]);
});

test("tasks lie in the private subnets that are told; without any they have a public address", () => {
  const config = (json: TerraformJson) =>
    onlyResource(json, "aws_ecs_service").network_configuration;
  expect(config(one()["dev-stack"]!)).toMatchObject({
    subnets: expect.stringMatching(/privateSubnetIds/),
    assign_public_ip: false,
  });
  const dev: ForeignNetworkEnvironment = {
    name: "dev",
    layers: [{ network: { ...network, privateSubnetIds: undefined } }, "one"],
    services: [{ name: "web" }],
  };
  const of = stacksOf(checkConfiguration(organization, [dev]));
  expect(config(synthStack(of("dev-stack")))).toMatchObject({
    subnets: expect.stringMatching(/publicSubnetIds/),
    assign_public_ip: true,
  });
});
