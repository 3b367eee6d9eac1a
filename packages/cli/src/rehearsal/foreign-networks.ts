import type { EC2Client } from "@aws-sdk/client-ec2";
import { inEachPlace, stacksIn } from "@groundwork/configuration/place-names";
import { FIELDS, type ForeignField } from "@groundwork/constructs/layers/options";
import { emulatorAccess } from "../core/aws/emulator-access";
import { clientOf, type AwsAccess } from "../core/aws/client";
import { loadConfiguration } from "../core/configured";
import { emulatorEndpoint } from "../core/endpoint";
import { ContractParameters } from "../state/contract/parameters";
import { fieldsOf, isOnForeignNetwork, type OnForeignNetwork } from "../state/contract/standing";
import { awsClients } from "../state/clients";

/** The places of environments whose network a state of others tells, as far as they are rehearsed. */
export const foreignNetworksOf = (
  stacks: readonly { readonly name: string }[],
): OnForeignNetwork[] => {
  const names = new Set(stacks.map(({ name }) => name));
  return loadConfiguration()
    .environments.flatMap(inEachPlace)
    .filter(isOnForeignNetwork)
    .filter((environment) => stacksIn(environment).some(({ id }) => names.has(id)));
};

/**
 * Makes a network in the emulator for each of them, and has their stacks know it: nobody's state is
 * there that could tell one. What a contract has told in an emulator stays.
 */
export async function makeForeignNetworks(
  environments: readonly OnForeignNetwork[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const endpoint = emulatorEndpoint(env);
  // Stand-ins know what they have made up.
  if (endpoint === undefined) return;
  const { organization } = loadConfiguration();
  for (const environment of environments) {
    const access = { ...emulatorAccess(environment, endpoint), env };
    const { ssm } = awsClients(access);
    const parameters = new ContractParameters(organization, environment, ssm);
    const known = await parameters.read();
    const fields = fieldsOf(environment).filter((field) => known[field] === undefined);
    if (fields.length === 0) continue;
    const made = await makeNetwork(fieldsOf(environment), access);
    for (const [field, ids] of made) await parameters.write(field, ids.join(","));
  }
}

/** Ids of a VPC and of two subnets in two zones of each kind, by the fields of the contract. */
async function makeNetwork(
  fields: readonly ForeignField[],
  access: AwsAccess,
): Promise<Map<ForeignField, string[]>> {
  const sdk = await import("@aws-sdk/client-ec2");
  const ec2: EC2Client = clientOf("EC2", sdk.EC2Client, access);
  const { Vpc } = await ec2.send(new sdk.CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const { AvailabilityZones = [] } = await ec2.send(new sdk.DescribeAvailabilityZonesCommand({}));
  const VpcId = Vpc!.VpcId!;
  const made = new Map<ForeignField, string[]>();
  let block = 0;
  for (const field of fields) {
    const ids = FIELDS.network[field] === "String" ? [VpcId] : [];
    const zones = ids.length === 0 ? AvailabilityZones.slice(0, 2) : [];
    for (const { ZoneName: AvailabilityZone } of zones) {
      const CidrBlock = `10.0.${block++}.0/24`;
      const subnet = new sdk.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone });
      ids.push((await ec2.send(subnet)).Subnet!.SubnetId!);
    }
    made.set(field, ids);
  }
  ec2.destroy();
  return made;
}
