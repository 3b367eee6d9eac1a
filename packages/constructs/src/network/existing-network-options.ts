import { z } from "zod";
import { listOf, matching, options, rule, unique, type Draft } from "../option-rules";

/** A load balancer takes two zones at least, and so does a group of subnets for databases. */
const subnets = unique(
  z
    .array(
      matching(/^subnet-[\da-f]{8,17}$/, "the id of a subnet, such as subnet-0a1b2c3d4e5f60718"),
    )
    .refine(({ length }) => length !== 1, "two subnets or more, in two zones"),
  "each subnet once",
);

/** A VPC that exists and stays whose it is: nothing of it is made, changed or planned. */
export const existingNetworkOptions = options({
  /** The VPC. With it, what runs in it and its security groups alone are made. */
  vpcId: matching(/^vpc-[\da-f]{8,17}$/, "the id of a VPC, such as vpc-0a1b2c3d4e5f60718"),

  /**
   * Subnets in which tasks, instances and databases run, in two zones or more. They reach ECR, CloudWatch Logs and
   * Secrets Manager by NAT or by interface endpoints, or no task starts.
   * @default none: tasks run in `publicSubnetIds`, with a public address
   */
  privateSubnetIds: subnets.default([]),

  /** Subnets with a route to an internet gateway, in two zones or more: the load balancer's. @default none */
  publicSubnetIds: subnets.default([]),
}).refine(...rule(["privateSubnetIds"], hasSubnets));

export type ExistingNetworkOptions = z.output<typeof existingNetworkOptions>;

/** Whether a network is one that exists, by its ids; one that a state tells has a key besides. */
export const isExisting = <Other extends object>(
  network: ExistingNetworkOptions | Other,
): network is ExistingNetworkOptions => "vpcId" in network && !("key" in network);

function hasSubnets({
  privateSubnetIds,
  publicSubnetIds,
}: Draft<Record<"privateSubnetIds" | "publicSubnetIds", string[]>>): string | undefined {
  const all = [privateSubnetIds, publicSubnetIds].flatMap(listOf);
  return all.length > 0
    ? undefined
    : "two subnets or more here or in publicSubnetIds, in two zones";
}
