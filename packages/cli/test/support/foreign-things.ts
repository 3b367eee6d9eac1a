import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { RegionClients } from "../../src/adoption/clients";
import { REGION } from "./emulated";

type Block = readonly [tier: "public" | "private", zone: string, cidr: string];

export interface HandMadeVpc {
  readonly id: string;
  readonly publicIds: readonly string[];
  readonly privateIds: readonly string[];
}

/** A VPC as somebody makes it in the console: a gateway, one NAT, a table for each private subnet. */
export async function vpcByHand(
  { ec2 }: Pick<RegionClients, "ec2">,
  name: string,
  cidr: string,
  blocks: readonly Block[],
  hasNat = true,
): Promise<HandMadeVpc> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: cidr }));
  const id = Vpc!.VpcId!;
  const Tags = [
    { Key: "Name", Value: name },
    { Key: "Team", Value: "shop" },
  ];
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const gatewayId = InternetGateway!.InternetGatewayId!;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: gatewayId, VpcId: id }));
  const tableTo = async (way: object) => {
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: id }));
    const RouteTableId = RouteTable!.RouteTableId!;
    if (Object.values(way).every((end) => end === undefined)) return RouteTableId;
    const to = { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", ...way };
    await ec2.send(new CreateRouteCommand(to));
    return RouteTableId;
  };
  const open = await tableTo({ GatewayId: gatewayId });
  const ids: Record<Block[0], string[]> = { public: [], private: [] };
  let natId: string | undefined;
  for (const [tier, zone, CidrBlock] of blocks) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: id, CidrBlock, AvailabilityZone: `${REGION}${zone}` }),
    );
    const SubnetId = Subnet!.SubnetId!;
    ids[tier].push(SubnetId);
    if (hasNat && tier === "public" && natId === undefined) {
      const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
      const made = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
      natId = made.NatGateway!.NatGatewayId;
    }
    const RouteTableId = tier === "public" ? open : await tableTo({ NatGatewayId: natId });
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  }
  return { id, publicIds: ids.public, privateIds: ids.private };
}

/** A cluster `legacy` with a service behind a load balancer of its own, in a VPC. */
export async function serviceByHand(
  { ec2, ecs, elb }: Pick<RegionClients, "ec2" | "ecs" | "elb">,
  { id: VpcId, publicIds, privateIds }: HandMadeVpc,
): Promise<void> {
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: "legacy-alb", Description: "by hand", VpcId }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "203.0.113.0/24" }] },
      ],
    }),
  );
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({
      Name: "legacy-alb",
      Subnets: [...publicIds],
      SecurityGroups: [GroupId!],
      Scheme: "internet-facing",
      Type: "application",
    }),
  );
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name: "legacy-shop",
      Protocol: "HTTP",
      Port: 8080,
      VpcId,
      TargetType: "ip",
      HealthCheckPath: "/health",
    }),
  );
  const groupArn = TargetGroups![0]!.TargetGroupArn!;
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers![0]!.LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      // The emulator tells of the load balancer before a group by this alone.
      DefaultActions: [{ Type: "forward", TargetGroupArn: groupArn }],
    }),
  );
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: Listeners![0]!.ListenerArn,
      Priority: 7,
      Conditions: [{ Field: "path-pattern", Values: ["/shop/*"] }],
      Actions: [{ Type: "forward", TargetGroupArn: groupArn }],
    }),
  );
  await ecs.send(new CreateClusterCommand({ clusterName: "legacy" }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "legacy-shop",
      cpu: "512",
      memory: "1024",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: [
        {
          name: "app",
          image: "ghcr.io/acme/shop:7",
          essential: true,
          environment: [
            { name: "MODE", value: "live" },
            { name: "DB_PASSWORD", value: "correct horse" },
          ],
          portMappings: [{ containerPort: 8080 }],
        },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: "legacy",
      serviceName: "Shop_Front",
      taskDefinition: "legacy-shop",
      desiredCount: 2,
      launchType: "FARGATE",
      loadBalancers: [{ targetGroupArn: groupArn, containerName: "app", containerPort: 8080 }],
      networkConfiguration: { awsvpcConfiguration: { subnets: [...privateIds] } },
    }),
  );
}
