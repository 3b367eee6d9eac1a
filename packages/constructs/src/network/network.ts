import { isIPv4 } from "node:net";
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
import { check } from "../check";
import { FlowLogs, type FlowLogsProps } from "./flow-logs";
import { InterfaceEndpoints, sortEndpoints } from "./interface-endpoints";
import { NetworkDefaults } from "./network-defaults";
import { parseZones, type Zone } from "./zones";

export interface NetworkProps {
  /** Name of the VPC, and prefix of the names of all that is in it. */
  readonly name: string;

  /**
   * IPv4 range of the VPC, from /16 to /23. It is cut into sixteen blocks: public subnets take the
   * first eight, private ones the others, one per zone. AWS allows no VPC above /16, and a load
   * balancer needs subnets of /27 or larger (ELB user guide, "Subnets for your load balancer").
   */
  readonly cidr: string;

  /** Full names of two or three zones of one region. */
  readonly availabilityZones: string[];

  /**
   * NAT gateways for the private subnets. Each costs by the hour and by the gigabyte.
   * "none": private subnets reach S3 only, and tasks run in the public ones.
   * "single": one in the first zone; its loss cuts off the private subnets of every zone.
   * "per-zone": one in each zone.
   */
  readonly nat: "none" | "single" | "per-zone";

  /**
   * Short names of AWS services to be reached without leaving the VPC, such as "ecr.api". Each costs
   * by the hour in every zone and by the gigabyte. "dynamodb" is made a gateway endpoint, which is
   * free, as the one of S3 that is always there.
   *
   * Fargate pulls by "ecr.api" and "ecr.dkr"; "logs", "ssm", "secretsmanager", "kms" and, for ECS
   * Exec, "ssmmessages" are wanted according to what tasks use. EC2 capacity needs "ecs",
   * "ecs-agent" and "ecs-telemetry", and so does everything in a region opened since 23 December
   * 2023 (ECS developer guide, "Amazon ECS interface VPC endpoints").
   *
   * They do not change where tasks run: without NAT that is still the public subnets, as nothing
   * but these services can be reached from the private ones, not even an image in a public registry.
   * @default - none
   */
  readonly interfaceEndpoints?: readonly string[] | undefined;

  /**
   * Records of all traffic, kept in CloudWatch Logs and paid for by the gigabyte.
   * @default - none
   */
  readonly flowLogs?: Pick<FlowLogsProps, "accountId" | "retentionDays" | "kmsKeyArn"> | undefined;
}

/** A VPC with a public and a private subnet in each zone. */
export class Network extends Construct {
  public readonly vpc: Vpc;
  public readonly publicSubnetIds: string[];
  public readonly privateSubnetIds: string[];

  /**
   * Subnets in which a task can pull its image and write its logs: the private ones where there is
   * NAT, otherwise the public ones.
   */
  public readonly taskSubnetIds: string[];

  /** Whether a task in `taskSubnetIds` needs a public address, its only way out without NAT. */
  public readonly assignPublicIp: boolean;

  /** What a service must depend on whose tasks need the endpoints of this network to start. */
  public readonly endpoints: ITerraformDependable[];

  private readonly props: NetworkProps;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, cidr, availabilityZones, nat } = props;
    this.props = props;
    const zones = parseZones(this, availabilityZones);
    const [address = "", prefixLength = ""] = cidr.split("/");
    check(
      this,
      "cidr",
      cidr,
      isIPv4(address) && /^(1[6-9]|2[0-3])$/.test(prefixLength),
      'an IPv4 range from /16 to /23, such as "10.0.0.0/16"',
    );

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
      .slice(0, { none: 0, single: 1, "per-zone": zones.length }[nat])
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

    const { region } = zones[0]!;
    const tables = [publicTable, ...privateTables];
    const services = sortEndpoints(this, props.interfaceEndpoints ?? []);
    this.endpoints = services.gateways.map((service) =>
      this.gatewayEndpoint(service, region, tables),
    );
    if (services.interfaces.length > 0) {
      const { dependables } = new InterfaceEndpoints(this, "interface-endpoints", {
        name,
        region,
        vpcId: this.vpc.id,
        cidr,
        subnetIds: this.privateSubnetIds,
        services: services.interfaces,
      });
      this.endpoints.push(...dependables);
    }
    if (props.flowLogs) {
      new FlowLogs(this, "flow-logs", { ...props.flowLogs, name, region, vpcId: this.vpc.id });
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
  private gatewayEndpoint(service: string, region: string, tables: RouteTable[]): VpcEndpoint {
    return new VpcEndpoint(this, `${service}-endpoint`, {
      vpcId: this.vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.${service}`,
      routeTableIds: tables.map((table) => table.id),
      tags: this.nameTag(service),
    });
  }
}
