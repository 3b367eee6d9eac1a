import type { Applied } from "./applied";

const ec2 = (resource: string, making: string, keeping: string): Applied => ({
  making: making === "" ? [] : [["ec2", making, `${resource}/*`]],
  keeping: keeping === "" ? [] : [["ec2", keeping, `${resource}/x-1`]],
});

export const NETWORK: Readonly<Record<string, Applied>> = {
  aws_default_network_acl: {
    // Taken over in this order, so its rules are written before it bears a tag.
    making: [
      ["ec2", "DeleteNetworkAclEntry CreateNetworkAclEntry CreateTags", "network-acl/acl-1"],
    ],
    keeping: [
      [
        "ec2",
        "DeleteNetworkAclEntry CreateNetworkAclEntry CreateTags DeleteTags",
        "network-acl/acl-1",
      ],
    ],
  },
  aws_default_route_table: {
    making: [["ec2", "CreateTags", "route-table/rtb-1"]],
    keeping: [["ec2", "CreateTags DeleteTags", "route-table/rtb-1"]],
  },
  aws_default_security_group: {
    making: [["ec2", "CreateTags", "security-group/sg-1"]],
    keeping: [
      ["ec2", "RevokeSecurityGroupIngress RevokeSecurityGroupEgress", "security-group/sg-1"],
    ],
  },
  aws_eip: ec2("elastic-ip", "AllocateAddress", "ReleaseAddress DisassociateAddress"),
  aws_flow_log: {
    making: [
      ["ec2", "CreateFlowLogs", "vpc-flow-log/*"],
      ["iam", "PassRole:vpc-flow-logs.amazonaws.com", "role/acme-dev-flow-logs"],
    ],
    keeping: [["ec2", "DeleteFlowLogs", "vpc-flow-log/fl-1"]],
  },
  aws_internet_gateway: ec2(
    "internet-gateway",
    "CreateInternetGateway",
    "AttachInternetGateway DetachInternetGateway DeleteInternetGateway",
  ),
  aws_launch_template: ec2(
    "launch-template",
    "CreateLaunchTemplate",
    "CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate",
  ),
  aws_nat_gateway: ec2("natgateway", "CreateNatGateway", "DeleteNatGateway"),
  aws_route: ec2("route-table", "", "CreateRoute ReplaceRoute DeleteRoute"),
  aws_route_table: ec2("route-table", "CreateRouteTable", "DeleteRouteTable"),
  aws_route_table_association: ec2(
    "route-table",
    "",
    "AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation",
  ),
  aws_security_group: ec2(
    "security-group",
    "CreateSecurityGroup",
    "RevokeSecurityGroupEgress DeleteSecurityGroup",
  ),
  aws_subnet: ec2("subnet", "CreateSubnet", "ModifySubnetAttribute DeleteSubnet"),
  aws_vpc: ec2("vpc", "CreateVpc", "ModifyVpcAttribute DescribeVpcAttribute DeleteVpc"),
  aws_vpc_endpoint: {
    making: [
      ["ec2", "CreateVpcEndpoint", "vpc-endpoint/*"],
      ["route53", "AssociateVPCWithHostedZone", "hostedzone/Z1"],
    ],
    keeping: [["ec2", "ModifyVpcEndpoint DeleteVpcEndpoints", "vpc-endpoint/vpce-1"]],
  },
  aws_vpc_security_group_egress_rule: ec2(
    "security-group-rule",
    "AuthorizeSecurityGroupEgress",
    "ModifySecurityGroupRules RevokeSecurityGroupEgress",
  ),
  aws_vpc_security_group_ingress_rule: ec2(
    "security-group-rule",
    "AuthorizeSecurityGroupIngress",
    "ModifySecurityGroupRules RevokeSecurityGroupIngress",
  ),
};
