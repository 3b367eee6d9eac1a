import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import type { SNSClient } from "@aws-sdk/client-sns";
import { clientOf, type AwsAccess } from "../core/aws/client";

/** What a region is asked with. */
export interface RegionClients {
  readonly dynamodb: DynamoDBClient;
  readonly ec2: EC2Client;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly sns: SNSClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

/** A long list of a busy account is throttled: the SDK's own three attempts are few for it. */
export const ATTEMPTS = 5;

/** Clients for the lists of one region. They are loaded with the command alone. */
export async function regionClients(given: AwsAccess): Promise<RegionClients> {
  const [dynamodb, ec2, ecr, ecs, elb, kms, logs, sns, tagging] = await Promise.all([
    import("@aws-sdk/client-dynamodb"),
    import("@aws-sdk/client-ec2"),
    import("@aws-sdk/client-ecr"),
    import("@aws-sdk/client-ecs"),
    import("@aws-sdk/client-elastic-load-balancing-v2"),
    import("@aws-sdk/client-kms"),
    import("@aws-sdk/client-cloudwatch-logs"),
    import("@aws-sdk/client-sns"),
    import("@aws-sdk/client-resource-groups-tagging-api"),
  ]);
  const patient = { maxAttempts: ATTEMPTS };
  return {
    dynamodb: clientOf("DYNAMODB", dynamodb.DynamoDBClient, given, patient),
    ec2: clientOf("EC2", ec2.EC2Client, given, patient),
    ecr: clientOf("ECR", ecr.ECRClient, given, patient),
    ecs: clientOf("ECS", ecs.ECSClient, given, patient),
    elb: clientOf("ELASTIC_LOAD_BALANCING_V2", elb.ElasticLoadBalancingV2Client, given, patient),
    kms: clientOf("KMS", kms.KMSClient, given, patient),
    logs: clientOf("CLOUDWATCH_LOGS", logs.CloudWatchLogsClient, given, patient),
    sns: clientOf("SNS", sns.SNSClient, given, patient),
    tagging: clientOf(
      "RESOURCE_GROUPS_TAGGING_API",
      tagging.ResourceGroupsTaggingAPIClient,
      given,
      patient,
    ),
  };
}
