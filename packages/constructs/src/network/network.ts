import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkedProps, type Checked } from "../checked-props";
import { FlowLogs } from "./flow-logs";
import { InterfaceEndpoints } from "./interface-endpoints";
import { NetworkDefaults } from "./network-defaults";
import { networkOptions, type NetworkInput } from "./network-options";
import { natZones } from "./nat-zones";
import type { NetworkPlace } from "./network-place";

export interface NetworkProps extends NetworkInput {
  /** Name of the VPC, and prefix of the names of all that is in it. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;

  /**
   * Key of the flow logs' group. Its policy must let CloudWatch Logs use it.
   * @default - they are encrypted with a key of CloudWatch Logs
   */
  readonly kmsKeyArn?: string | undefined;
}

/** An availability zone and the place of its subnets in the network's address range. */
interface Zone {
  readonly name: string;
  readonly letter: string;
  /** Number of the zone's subnet among those of its tier: a is 0, b is 1. */
  readonly netnum: number;
}

/** A VPC with a public and a private subnet in each zone. */
export class Network extends Construct implements NetworkPlace {
  public readonly vpc: Vpc;
  public readonly publicSubnetIds: string[];
  public readonly privateSubnetIds: string[];

  public readonly taskSubnetIds: string[];
  public readonly assignPublicIp: boolean;
  public readonly endpoints: ITerraformDependable[];

  /** Under which tasks behind NAT gateways are seen from outside, by zone. */
  public readonly natAddresses: Record<string, Eip> = {};

  private readonly props: Checked<typeof networkOptions, NetworkProps>;

  constructor(scope: Construct, id: string, given: NetworkProps) {
    super(scope, id);
    const props = checkedProps(this, networkOptions, given);
    const { name, cidr, nat, region } = props;
    this.props = props;
    const zones = zonesOf(props);

    this.vpc = new Vpc(this, "vpc", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
    });

    // Managed without rules, which removes those that AWS gives it: whatever is started without a
    // security group of its own is reachable by nothing.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: this.vpc.id,
      tags: this.nameTag("default-closed"),
    });
    new NetworkDefaults(this, "defaults", { name, cidr, vpc: this.vpc });

    const internetGateway = new InternetGateway(this, "internet-gateway", {
      vpcId: this.vpc.id,
      tags: this.nameTag("internet"),
    });

    const publicTable = this.routeTable("public");
    const internetRoute = new Route(this, "public-internet-route", {
      routeTableId: publicTable.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: internetGateway.id,
    });
    this.publicSubnetIds = zones.map((zone) =>
      this.routedSubnetId("public", zone, zone.netnum, publicTable, [internetRoute]),
    );

    const natGateways = zones
      .slice(0, natZones(props).length)
      .map((zone, i) => this.natGateway(zone, this.publicSubnetIds[i]!, internetGateway));
    const privateTables = zones.map((zone) => this.routeTable(`private-${zone.letter}`));
    this.privateSubnetIds = zones.map((zone, i) => {
      const table = privateTables[i]!;
      const natGateway = natGateways[i] ?? natGateways[0];
      const routes = natGateway ? [this.natRoute(zone, table, natGateway)] : [];
      return this.routedSubnetId("private", zone, 8 + zone.netnum, table, routes);
    });

    this.assignPublicIp = nat === "none";
    this.taskSubnetIds = this.assignPublicIp ? this.publicSubnetIds : this.privateSubnetIds;

    const tables = [publicTable, ...privateTables];
    // Only S3 and DynamoDB have gateways (VPC user guide, "Gateway endpoints").
    const services = props.interfaceEndpoints.filter((service) => service !== "dynamodb");
    const gateways = [
      "s3",
      ...props.interfaceEndpoints.filter((service) => service === "dynamodb"),
    ];
    this.endpoints = gateways.map((service) => this.gatewayEndpoint(service, tables));
    if (services.length > 0) {
      const { dependables } = new InterfaceEndpoints(this, "interface-endpoints", {
        name,
        region,
        vpcId: this.vpc.id,
        cidr,
        subnetIds: this.privateSubnetIds,
        services,
      });
      this.endpoints.push(...dependables);
    }
    if (props.flowLogRetentionDays !== undefined) {
      new FlowLogs(this, "flow-logs", {
        name,
        region,
        accountId: props.accountId,
        vpcId: this.vpc.id,
        retentionDays: props.flowLogRetentionDays,
        kmsKeyArn: props.kmsKeyArn,
      });
    }
  }

  private nameTag(suffix: string): Record<string, string> {
    return { Name: `${this.props.name}-${suffix}` };
  }

  private routeTable(suffix: string): RouteTable {
    return new RouteTable(this, `route-table-${suffix}`, {
      vpcId: this.vpc.id,
      tags: this.nameTag(suffix),
    });
  }

  /**
   * Makes a subnet and gives its id by way of the association with its route table, which in turn
   * waits for the routes. So whoever uses the id is made after the way to the internet exists and
   * destroyed before it goes; a load balancer fails in a VPC without an attached gateway, and a
   * gateway cannot be detached while public addresses are in use (hashicorp/terraform#1283).
   */
  private routedSubnetId(
    tier: "public" | "private",
    zone: Zone,
    netnum: number,
    table: RouteTable,
    routes: Route[],
  ): string {
    const subnet = new Subnet(this, `${tier}-subnet-${zone.letter}`, {
      vpcId: this.vpc.id,
      availabilityZone: zone.name,
      cidrBlock: Fn.cidrsubnet(this.props.cidr, 4, netnum),
      // Public addresses are asked for by those that need one, never handed out by the subnet.
      mapPublicIpOnLaunch: false,
      tags: this.nameTag(`${tier}-${zone.letter}`),
    });
    return new RouteTableAssociation(this, `${tier}-association-${zone.letter}`, {
      subnetId: subnet.id,
      routeTableId: table.id,
      dependsOn: routes,
    }).subnetId;
  }

  private natGateway(zone: Zone, publicSubnetId: string, internetGateway: InternetGateway) {
    // Both need an attached internet gateway to be made, and let go of it only when gone
    // (provider documentation of aws_eip and aws_nat_gateway).
    const dependsOn = [internetGateway];
    const address = new Eip(this, `nat-address-${zone.letter}`, {
      domain: "vpc",
      tags: this.nameTag(`nat-${zone.letter}`),
      dependsOn,
    });
    this.natAddresses[zone.letter] = address;
    return new NatGateway(this, `nat-gateway-${zone.letter}`, {
      allocationId: address.id,
      subnetId: publicSubnetId,
      tags: this.nameTag(`nat-${zone.letter}`),
      dependsOn,
    });
  }

  private natRoute(zone: Zone, table: RouteTable, natGateway: NatGateway): Route {
    return new Route(this, `private-nat-route-${zone.letter}`, {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: natGateway.id,
    });
  }

  /** Free, and image layers come from S3: without it every one of them is paid for at the NAT. */
  private gatewayEndpoint(service: string, tables: RouteTable[]): VpcEndpoint {
    return new VpcEndpoint(this, `${service}-endpoint`, {
      vpcId: this.vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${this.props.region}.${service}`,
      routeTableIds: tables.map((table) => table.id),
      tags: this.nameTag(service),
    });
  }
}

/**
 * The zones in the order of their letters. Subnets are numbered by letter and not by place in the
 * list, so that adding, removing or reordering zones leaves the subnets of the others alone.
 */
const zonesOf = ({ region, zones }: NetworkProps): Zone[] =>
  zones.toSorted().map((letter) => ({
    name: `${region}${letter}`,
    letter,
    netnum: letter.charCodeAt(0) - "a".charCodeAt(0),
  }));
