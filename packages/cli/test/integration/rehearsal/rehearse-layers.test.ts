import { GetObjectCommand } from "@aws-sdk/client-s3";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ProjectCopy } from "@groundwork/testing/project";
import { clientsOf, LOCATION } from "../../support/emulated";
import { everythingCopy } from "../../support/everything-copy";
import { LAPTOP } from "../../support/rehearsals";

jest.setTimeout(240_000);

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await everythingCopy();
  for (const name of ["dev", "prod"])
    await copy.edit(
      `environments/${name}.ts`,
      `name: "${name}",`,
      `name: "${name}", layers: ["network", "cluster", "services"],`,
    );
  await copy.build();
});
afterAll(() => copy?.remove());

test("with every option in use layers apply in their order, know each other by Parameter Store, and second plans are empty", async () => {
  // The services alone are asked for: what they stand on comes with them.
  const ended = await copy.groundwork(["rehearse", "prod-stack", "--keep"], LAPTOP);
  const { code, stdout, stderr } = ended;
  const emulator = /To end it: kill (\d+)/.exec(stdout + stderr);
  try {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const rows = stdout.split("\n").filter((line) => /^prod[a-z-]*-stack /.test(line));
    expect(rows.map((row) => row.split(/ {2,}/)).map(([stack, , key]) => [stack, key])).toEqual([
      ["prod-network-stack", "prod/network/terraform.tfstate"],
      ["prod-cluster-stack", "prod/cluster/terraform.tfstate"],
      ["prod-stack", "prod/terraform.tfstate"],
    ]);
    const applied = stdout.split("\n").filter((line) => /Apply prod/.test(line));
    expect(applied.map((line) => line.replace(/^\W+/, ""))).toEqual([
      "Apply prod-network-stack",
      "Apply prod-cluster-stack",
      "Apply prod-stack",
    ]);

    const endpoint = /AWS_ENDPOINT_URL=(\S+)/.exec(stdout)![1]!;
    const stateOf = async (key: string): Promise<any> => {
      const { s3 } = clientsOf(endpoint);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: LOCATION.bucket, Key: key }));
      return JSON.parse(await Body!.transformToString());
    };
    const inputOf = (state: any, name: RegExp) =>
      state.resources.find((one: any) => name.test(one.name)).instances[0].attributes;
    const network = await stateOf("prod/network/terraform.tfstate");
    const vpcId = inputOf(network, /^aws_vpc__/).id;
    const services = await stateOf("prod/terraform.tfstate");
    expect(inputOf(services, /^aws_security_group__services_web/).input.value.vpc_id).toContain(
      inputOf(network, /^aws_ssm_parameter__contracts_network_vpcId/).input.value.insecure_value,
    );
    expect(vpcId).toEqual(expect.any(String));

    const { region, accountId } = LOCATION;
    const ssm = new SSMClient({
      region,
      endpoint,
      credentials: { accessKeyId: accountId, secretAccessKey: "test" },
    });
    const { Parameters } = await ssm.send(
      new GetParametersByPathCommand({ Path: "/groundwork/prod/layers/network", Recursive: true }),
    );
    expect(Parameters!.map(({ Name }) => Name!.split("/").at(-1)).toSorted()).toEqual([
      "natAddresses",
      "privateSubnetIds",
      "publicSubnetIds",
      "vpcId",
    ]);
  } finally {
    if (emulator) process.kill(Number(emulator[1]));
  }
});
