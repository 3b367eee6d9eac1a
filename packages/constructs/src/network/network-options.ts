import { z } from "zod";
import { isFirstAddress, isPrivate } from "../address-blocks";
import {
  block,
  logRetentionDays,
  matching,
  options,
  rule,
  unique,
  type Draft,
} from "../option-rules";

const vpcBlock = block("an IPv4 block such as 10.10.0.0/16").refine(
  isVpcBlock,
  "the first address of a block from /16 to /23, such as 10.10.0.0/16",
);

/** What a VPC is and reaches. */
export const networkOptions = options({
  /** The VPC's IPv4 block, /16 to /23. A sixteenth of it goes to each subnet. */
  cidr: vpcBlock,

  /**
   * Whether other networks can ever be connected to it (peering, Transit Gateway, VPN). Its
   * addresses are then private ones (RFC 1918, RFC 6598) and none of another environment's: neither
   * can be mended later without a new VPC. `false` is for addresses that are in use already.
   * @default true
   */
  connectable: z.boolean("true or false").default(true),

  /** Letters of the region's availability zones, as `["a", "c"]`. A load balancer needs two. */
  zones: unique(
    z
      // Up to h: eight subnets a tier are all that a sixteenth each leaves. No region has gone beyond f.
      .array(matching(/^[a-h]$/, "the letter of an availability zone, a to h"))
      // ELBv2 API, CreateLoadBalancer.
      .min(2, "two or three zones")
      .max(3, "two or three zones"),
    "each zone once",
  ),

  /**
   * NAT gateways for the private subnets: `single` costs less, `per-zone` outlives the loss of a
   * zone. With `none` tasks run in the public subnets with a public address, as they could not
   * pull their image otherwise. With `isolated` they stay in the private subnets and reach what
   * `interfaceEndpoints` names, and nothing else: `ecr.api`, `ecr.dkr` and `logs` at least, and each
   * service names an image in ECR. Each gateway takes an Elastic IP address, `per-zone` one a zone;
   * an account has 5 in a region unless it asks for more (`AddressLimitExceeded`).
   * @default "single"
   */
  nat: z.enum(["none", "isolated", "single", "per-zone"]).default("single"),

  /**
   * AWS services that the private subnets reach without NAT, by the short names of their interface
   * endpoints: `ecr.api`, `ecr.dkr`, `logs`, `secretsmanager`, `ssm`, `ssmmessages` and others.
   * Each is paid for by the hour in every zone. S3 is reached by a free gateway in any case, and so
   * is `dynamodb`. Fargate pulls by `ecr.api` and `ecr.dkr`; EC2 capacity needs `ecs`, `ecs-agent`
   * and `ecs-telemetry`, and so does everything in a region opened since 23 December 2023 (ECS
   * developer guide, "Amazon ECS interface VPC endpoints"). They do not change where tasks run:
   * `nat` does.
   * @default none
   */
  interfaceEndpoints: unique(
    z.array(
      matching(/^[a-z\d]+(?:[.-][a-z\d]+)*$/, "a service's short name, such as ecr.api").refine(
        (name) => name !== "s3",
        "no s3, as every network has a gateway endpoint for it",
      ),
    ),
    "each endpoint once",
  ).default([]),

  /** How long flow logs (who talked to whom in the VPC) are kept, in days. @default no flow logs */
  flowLogRetentionDays: logRetentionDays.optional(),
}).refine(...rule(["cidr"], hasPrivateAddresses));

export type NetworkInput = z.input<typeof networkOptions>;

export type NetworkOptions = z.output<typeof networkOptions>;

/** A VPC takes /16 to /28 (EC2 API, CreateVpc); a load balancer wants /27 subnets or larger. */
function isVpcBlock(cidr: string): boolean {
  const bits = Number(cidr.split("/")[1]);
  return bits >= 16 && bits <= 23 && isFirstAddress(cidr);
}

/** Hosts of the internet that have the addresses of a network cannot be reached from it. */
function hasPrivateAddresses({
  cidr,
  connectable,
}: Draft<{ cidr: string; connectable: boolean }>): string | undefined {
  const { success, data } = vpcBlock.safeParse(cidr);
  return !success || connectable === false || isPrivate(data)
    ? undefined
    : "private addresses, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10 (or network.connectable: false, if this network has to have others)";
}
