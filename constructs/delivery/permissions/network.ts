import type { PolicyStatement } from "../../policy-document";
import { arnOf, tagged, tagging, type ManagedEnvironment } from "./managed-environment";

/**
 * To make, change and delete a VPC with all in it, and instances. The ids of these resources say
 * nothing of the environment. What bears the tags of another one is closed by the boundary; what
 * bears none can be changed but not deleted.
 */
export function networkStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { region } = environment;
  const arn = arnOf(environment);
  const all = arn("ec2", "*");
  return [
    {
      // Most of EC2's requests name several resources at once, of which some are only being made,
      // so a condition on tags would refuse them.
      Sid: "BuildNetwork",
      Effect: "Allow",
      Action: CHANGES.map((action) => `ec2:${action}`),
      Resource: all,
    },
    {
      // Requests that name one resource, which therefore must be the environment's own.
      Sid: "DeleteOwnNetwork",
      Effect: "Allow",
      Action: DELETIONS.map((action) => `ec2:${action}`),
      Resource: all,
      Condition: tagged(environment),
    },
    {
      // Tags come with what is made, and nothing that others made can be taken over by a tag.
      Sid: "TagWhatIsMade",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: all,
      Condition: { StringEquals: { "ec2:CreateAction": MAKING } },
    },
    {
      Sid: "KeepTags",
      Effect: "Allow",
      Action: ["ec2:CreateTags", "ec2:DeleteTags"],
      Resource: all,
      Condition: tagged(environment),
    },
    {
      // A VPC comes with a security group, which is closed, and tagged after the fact.
      Sid: "TagDefaultSecurityGroup",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: arn("ec2", "security-group/*"),
      Condition: tagging(environment),
    },
    {
      // Auto Scaling holds whoever makes or changes a group against the right to start its
      // instances, images of Amazon among them.
      Sid: "StartInstances",
      Effect: "Allow",
      Action: "ec2:RunInstances",
      Resource: [all, `arn:aws:ec2:${region}::image/*`, `arn:aws:ec2:${region}::snapshot/*`],
    },
    {
      // The launch template names its image by a parameter of AWS.
      Sid: "ReadImageIds",
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters"],
      Resource: `arn:aws:ssm:${region}::parameter/aws/service/*`,
    },
    {
      // Endpoints with a private DNS name bring a hosted zone of AWS with them.
      Sid: "PrivateNames",
      Effect: "Allow",
      Action: "route53:AssociateVPCWithHostedZone",
      Resource: "*",
    },
  ];
}

/** What makes a resource, by the name that EC2 gives the key ec2:CreateAction. */
const MAKING = [
  "AllocateAddress",
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateFlowLogs",
  "CreateInternetGateway",
  "CreateLaunchTemplate",
  "CreateNatGateway",
  "CreateRouteTable",
  "CreateSecurityGroup",
  "CreateSubnet",
  "CreateVpc",
  "CreateVpcEndpoint",
  "RunInstances",
];

const CHANGES = [
  ...MAKING.filter((action) => action !== "RunInstances"),
  "AssociateRouteTable",
  "AttachInternetGateway",
  "CreateLaunchTemplateVersion",
  "CreateRoute",
  "DeleteLaunchTemplateVersions",
  "DeleteNetworkInterface",
  "DeleteRoute",
  "DetachInternetGateway",
  "DetachNetworkInterface",
  "DisassociateAddress",
  "DisassociateRouteTable",
  "ModifyLaunchTemplate",
  "ModifySecurityGroupRules",
  "ModifySubnetAttribute",
  "ModifyVpcAttribute",
  "ModifyVpcEndpoint",
  "ReplaceRoute",
  "ReplaceRouteTableAssociation",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
  "UpdateSecurityGroupRuleDescriptionsEgress",
  "UpdateSecurityGroupRuleDescriptionsIngress",
];

const DELETIONS = [
  "DeleteFlowLogs",
  "DeleteInternetGateway",
  "DeleteLaunchTemplate",
  "DeleteNatGateway",
  "DeleteRouteTable",
  "DeleteSecurityGroup",
  "DeleteSubnet",
  "DeleteVpc",
  "DeleteVpcEndpoints",
  "ReleaseAddress",
];
