import type {
  InternetGateway,
  NatGateway,
  NetworkAcl,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from "@aws-sdk/client-ec2";

/** A VPC with what lies in it, as AWS tells. */
export interface VpcShape {
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
  readonly tables: readonly RouteTable[];
  readonly gateways: readonly InternetGateway[];
  readonly nats: readonly NatGateway[];
  readonly endpoints: readonly VpcEndpoint[];
  readonly acls: readonly NetworkAcl[];
  /** The group that whatever is started without one has. */
  readonly defaultGroup: SecurityGroup | undefined;
  /** How many network interfaces use that. */
  readonly usersOfDefault: number;
  readonly hasHostNames: boolean;
}

/** The table by which a subnet's packets go: its own, or the VPC's main one. */
export const tableOf = ({ tables }: VpcShape, subnetId: string | undefined) =>
  ownTableOf(tables, subnetId) ?? tables.find((one) => one.Associations?.some(({ Main }) => Main));

/** The table that was associated with a subnet. */
export const ownTableOf = (tables: readonly RouteTable[], subnetId: string | undefined) =>
  tables.find((one) => one.Associations?.some(({ SubnetId }) => SubnetId === subnetId));

/** Where packets for the internet go. */
export const wayOut = (table: RouteTable | undefined) =>
  table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0");

/** Whether a load balancer in a subnet can be reached from the internet. */
export const isPublic = (shape: VpcShape, { SubnetId }: Subnet): boolean =>
  wayOut(tableOf(shape, SubnetId))?.GatewayId?.startsWith("igw-") ?? false;
