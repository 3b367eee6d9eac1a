import { z } from "zod";
import { matching, options, rule, text, type Draft } from "../option-rules";
import type { NetworkContract } from "./contracts";
import { parseForeignAddress } from "./foreign-address";

/** What a state of others can tell of a network. No code could know how many NAT gateways it has. */
export type ForeignField = Exclude<keyof NetworkContract, "natAddresses">;

const ADDRESS =
  "an output or a resource of that state, such as output.vpc_id, aws_vpc.main or module.vpc.aws_subnet.private";

const address = z
  .string(ADDRESS)
  .refine((value) => parseForeignAddress(value) !== undefined, ADDRESS);

const addresses = z.union([address, z.array(address).min(1, ADDRESS)], `${ADDRESS}, or a list`);

/** A state that somebody else keeps: it tells which network there is, and stays as it is. */
export const foreignNetworkOptions = options({
  /** Key of the state in S3, such as `"Dev/terraform/vpc/terraform.tfstate"`. */
  key: text,

  /** The bucket of the state, in whichever region. @default the organization's state bucket */
  bucket: matching(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens",
  ).optional(),

  /**
   * What of the state tells the id of the VPC: `"output.vpc_id"`, a part of an output that is an
   * object as `"output.vpc.id"`, or a resource by its address, as `"aws_vpc.main"` or
   * `"module.network.aws_vpc.this[0]"`. Of a resource the `id` is meant, unless an attribute stands
   * behind it.
   */
  vpcId: address,

  /**
   * What tells the ids of the subnets in which tasks, instances and databases run, in two zones or
   * more: an output that is a list, a map, or a text with commas, or a resource with all that its
   * `count` or `for_each` makes, as `"aws_subnet.private"`; or a list of these.
   * @default nothing: tasks run in `publicSubnetIds`, with a public address
   */
  privateSubnetIds: addresses.optional(),

  /**
   * The same of the subnets with a route to an internet gateway, in two zones or more: the load
   * balancer's.
   * @default nothing
   */
  publicSubnetIds: addresses.optional(),
} satisfies Record<ForeignField, z.ZodType> & Record<"key" | "bucket", z.ZodType>).refine(
  ...rule(["privateSubnetIds"], tellsSubnets),
);

export type ForeignNetworkOptions = z.output<typeof foreignNetworkOptions>;

/** Whether a network is told by a state that somebody else keeps. */
export const isForeign = <Other extends object>(
  network: ForeignNetworkOptions | Other,
): network is ForeignNetworkOptions => "key" in network;

function tellsSubnets({
  privateSubnetIds,
  publicSubnetIds,
}: Draft<Record<"privateSubnetIds" | "publicSubnetIds", unknown>>): string | undefined {
  return (privateSubnetIds ?? publicSubnetIds) === undefined
    ? `${ADDRESS}, here or in publicSubnetIds`
    : undefined;
}
