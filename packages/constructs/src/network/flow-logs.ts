import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument, type PolicyStatement } from "../policy-document";

export interface FlowLogsProps {
  /** Name of the VPC, and prefix of the role's name. */
  readonly name: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly region: string;

  /** Days after which a record is deleted. */
  readonly retentionDays: number;

  /**
   * Key of the log group. Its policy must let CloudWatch Logs use it.
   * @default - the records are encrypted with a key of CloudWatch Logs
   */
  readonly kmsKeyArn?: string | undefined;
}

/** Records who talked to whom in a VPC, and what was refused. */
export class FlowLogs extends Construct {
  public readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, kmsKeyArn } = props;
    check(this, "name", name, name.length <= 54, "at most 54 characters, as a role may have 64");

    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/vpc/${name}/flow`,
      retentionInDays: props.retentionDays,
      ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
    });
    const role = new IamRole(this, "role", {
      name: `${name}-flow-logs`,
      description: `Lets the VPC ${name} write its flow logs`,
      assumeRolePolicy: policyDocument(trust(props)),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "write-flow-logs",
      role: role.name,
      policy: policyDocument(writeInto(this.logGroup.arn)),
    });
    new FlowLog(this, "flow-log", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: this.logGroup.arn,
      iamRoleArn: role.arn,
      // The longer of the two that AWS knows. A minute makes more records of the same traffic, and
      // they are paid for by the gigabyte.
      maxAggregationInterval: 600,
      tags: { Name: `${name}-flow` },
      // One that may not write when it is made stays in "Access error"
      // (terraform-aws-modules/terraform-aws-vpc#1262).
      dependsOn: [policy],
    });
  }
}

const trust = ({ accountId, region }: FlowLogsProps): PolicyStatement[] => [
  {
    // Flow logs of this account and region alone (VPC user guide, "IAM role for publishing flow logs
    // to CloudWatch Logs"). The id of the flow log is known only after AWS has tried the role.
    Sid: "FlowLogsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnLike: { "aws:SourceArn": `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/*` },
    },
  },
];

const writeInto = (logGroupArn: string): PolicyStatement[] => [
  {
    // One stream for each network interface, into this group: what the AWS CDK grants. AWS's page adds
    // CreateLogGroup, but a group that came back after its deletion would keep everything for ever.
    Sid: "WriteRecords",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
    Resource: [logGroupArn, `${logGroupArn}:*`],
  },
];
