import { TerraformResource } from "cdktf";
import { environmentInput } from "@groundwork/testing/configuration";
import { synthStack } from "@groundwork/testing/synth";
import { environmentStack } from "@groundwork/testing/synth-environment";

export const PLACE = { region: "ap-northeast-2", accountId: "111111111111" };
export const GROUP = "sg-0a1b2c3d";

/** The stack of an environment with one service that takes requests. */
const stack = environmentStack(
  environmentInput("dev", {
    network: { cidr: "10.10.0.0/16", zones: ["a", "c"] },
    services: [
      {
        name: "web",
        http: {},
        autoscaling: {
          minCount: 1,
          maxCount: 2,
          schedules: [{ name: "night", cron: "0 20 ? * MON-FRI *", minCount: 0, maxCount: 0 }],
        },
      },
    ],
  }),
);

export const json = synthStack(stack);

/** As the synth notes them, which a synth for tests leaves out. */
for (const { node, terraformResourceType: type, friendlyUniqueId: name } of stack.node
  .findAll()
  .filter((one) => one instanceof TerraformResource)) {
  json.resource[type]![name]["//"] = { metadata: { path: node.path } };
}

const suffix = "20261130163427773800000006";

export const VPC = {
  VpcId: "vpc-1",
  CidrBlock: "10.10.0.0/16",
  Tags: [{ Key: "Name", Value: "acme-dev" }],
};

/** What AWS has of it. */
export const ANSWERS = {
  "ec2:DescribeVpcs": [VPC],
  "ec2:DescribeSubnets vpc-1": [
    { SubnetId: "subnet-1", CidrBlock: "10.10.0.0/20", AvailabilityZone: "ap-northeast-2a" },
    { SubnetId: "subnet-2", CidrBlock: "10.10.32.0/20", AvailabilityZone: "ap-northeast-2b" },
  ],
  "ec2:DescribeRouteTables vpc-1": [
    { RouteTableId: "rtb-1", Associations: [{ SubnetId: "subnet-1", Main: false }] },
  ],
  "ec2:DescribeRouteTables rtb-1": [
    {
      RouteTableId: "rtb-1",
      Associations: [{ SubnetId: "subnet-1", Main: false }],
      Routes: [{ DestinationCidrBlock: "0.0.0.0/0" }],
    },
  ],
  "ec2:DescribeSecurityGroups vpc-1": [
    { GroupId: "sg-default", GroupName: "default" },
    { GroupId: GROUP, GroupName: `acme-dev-web-${suffix}`, Description: "Tasks of web" },
    { GroupId: "sg-other", GroupName: `acme-dev-web-api-${suffix}`, Description: "Tasks of web" },
  ],
  [`ec2:DescribeSecurityGroupRules ${GROUP}`]: [
    {
      SecurityGroupRuleId: "sgr-in",
      IsEgress: false,
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: "0.0.0.0/0",
    },
    {
      SecurityGroupRuleId: "sgr-out",
      IsEgress: true,
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: "0.0.0.0/0",
    },
    {
      SecurityGroupRuleId: "sgr-port",
      IsEgress: true,
      IpProtocol: "tcp",
      FromPort: 80,
      ToPort: 80,
      CidrIpv4: "0.0.0.0/0",
    },
  ],
  "iam:GetRole acme-dev-web-task": {
    Role: { Arn: "arn:aws:iam::111111111111:role/acme-dev-web-task" },
  },
  "kms:ListAliases": [{ AliasName: "alias/acme-dev", AliasArn: "arn:alias", TargetKeyId: "key-1" }],
  "ecs:DescribeClusters acme-dev": {
    clusters: [
      {
        clusterArn: "arn:aws:ecs:cluster/acme-dev",
        status: "ACTIVE",
        capacityProviders: ["FARGATE"],
      },
    ],
  },
  "ecs:DescribeServices arn:aws:ecs:cluster/acme-dev web": {
    services: [
      {
        serviceArn: "arn:aws:ecs:service/acme-dev/web",
        serviceName: "web",
        clusterArn: "arn:aws:ecs:cluster/acme-dev",
        status: "ACTIVE",
        taskDefinition: "arn:aws:ecs:task-definition/acme-dev-web:41",
      },
    ],
  },
};
