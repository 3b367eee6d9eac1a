import type { PolicyStatement } from "../../policy-document";
import type { AppliedEnvironment } from "../delivery-owner";
import { arnOf, tagged, tagging, untagged, type ManagedEnvironment } from "./managed-environment";

/**
 * To make, change and delete a VPC with all in it, and instances. The ids of these resources say
 * nothing of the environment, so its tags decide: what is there already must bear them.
 */
export function networkStatements(
  environment: ManagedEnvironment & Pick<AppliedEnvironment, "existingVpcId">,
): PolicyStatement[] {
  const { region, existingVpcId } = environment;
  const arn = arnOf(environment);
  const all = arn("ec2", "*");
  return [
    // What is only being made bears no tags yet. What such a request names besides, such as the VPC
    // of a subnet, is held against the next statement, as IAM asks for each by itself.
    ...Object.entries(MAKES).map(([Sid, { actions, types }]): PolicyStatement => ({
      Sid,
      Effect: "Allow",
      Action: actions.map((action) => `ec2:${action}`),
      Resource: types.map((type) => arn("ec2", `${type}/*`)),
    })),
    {
      // What is there, and therefore must be the environment's own.
      Sid: "KeepNetwork",
      Effect: "Allow",
      Action: [...MAKING_IN, ...CHANGES, ...DELETIONS].map((action) => `ec2:${action}`),
      Resource: all,
      Condition: tagged(environment),
    },
    ...(existingVpcId === undefined
      ? []
      : [
          {
            // Of a VPC that is somebody else's no more than this. Where its id is not known, the
            // boundary still holds the role off those of other environments, by their tags.
            Sid: "UseNetwork",
            Effect: "Allow" as const,
            Action: "ec2:CreateSecurityGroup",
            Resource: arn("ec2", `vpc/${existingVpcId}`),
          },
        ]),
    {
      // The interface of a gateway is AWS's and bears no tags; the address must be its own.
      Sid: "FreeAddresses",
      Effect: "Allow",
      Action: "ec2:DisassociateAddress",
      Resource: arn("ec2", "network-interface/*"),
    },
    {
      // A VPC comes with a network ACL, whose rules the provider replaces before it tags it. Those
      // of other environments bear their tags.
      Sid: "AdoptNetworkAcl",
      Effect: "Allow",
      Action: ["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAclEntry"],
      Resource: arn("ec2", "network-acl/*"),
      Condition: untagged,
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
      // A VPC comes with these three, which are tagged after the fact. What bears tags of ours is
      // not taken over.
      Sid: "TagDefaults",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: ["network-acl", "route-table", "security-group"].map((type) =>
        arn("ec2", `${type}/*`),
      ),
      Condition: { ...tagging(environment), ...untagged },
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

/**
 * The same with the types of what they make, in groups of which no action names something of these
 * types that is there already.
 */
const MAKES = {
  MakeVpc: { actions: ["CreateVpc"], types: ["vpc"] },
  MakeNetwork: {
    actions: [
      "AllocateAddress",
      "CreateInternetGateway",
      "CreateLaunchTemplate",
      "CreateRouteTable",
      "CreateSecurityGroup",
      "CreateSubnet",
    ],
    types: [
      "elastic-ip",
      "internet-gateway",
      "launch-template",
      "route-table",
      "security-group",
      "subnet",
    ],
  },
  MakeWays: {
    actions: [
      "AuthorizeSecurityGroupEgress",
      "AuthorizeSecurityGroupIngress",
      "CreateNatGateway",
      "CreateVpcEndpoint",
    ],
    types: ["natgateway", "security-group-rule", "vpc-endpoint"],
  },
  MakeFlowLogs: { actions: ["CreateFlowLogs"], types: ["vpc-flow-log"] },
} as const;

/** What makes a resource in another, which is there. */
const MAKING_IN = [
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateFlowLogs",
  "CreateNatGateway",
  "CreateRouteTable",
  "CreateSecurityGroup",
  "CreateSubnet",
  "CreateVpcEndpoint",
];

const CHANGES = [
  "AssociateRouteTable",
  "AttachInternetGateway",
  "CreateLaunchTemplateVersion",
  "CreateNetworkAclEntry",
  "CreateRoute",
  "DeleteLaunchTemplateVersions",
  "DeleteNetworkAclEntry",
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
  "ReplaceNetworkAclAssociation",
  "ReplaceNetworkAclEntry",
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
