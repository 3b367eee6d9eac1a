import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import type { SNSClient } from "@aws-sdk/client-sns";
import { accessTo, telling, type AwsAccess, type SdkClient } from "../core/aws/client";
import type { Service } from "../core/endpoint";

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
const ATTEMPTS = 5;

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
  const at = <Client extends object>(
    service: Service,
    Client: new (access: ReturnType<typeof accessTo> & { maxAttempts: number }) => Client,
  ): Client => {
    const access = accessTo(service, given);
    const client = new Client({ ...access, maxAttempts: ATTEMPTS });
    return telling(client as Client & SdkClient, { ...access, env: given.env });
  };
  return {
    dynamodb: at("DYNAMODB", dynamodb.DynamoDBClient),
    ec2: at("EC2", ec2.EC2Client),
    ecr: at("ECR", ecr.ECRClient),
    ecs: at("ECS", ecs.ECSClient),
    elb: at("ELASTIC_LOAD_BALANCING_V2", elb.ElasticLoadBalancingV2Client),
    kms: at("KMS", kms.KMSClient),
    logs: at("CLOUDWATCH_LOGS", logs.CloudWatchLogsClient),
    sns: at("SNS", sns.SNSClient),
    tagging: at("RESOURCE_GROUPS_TAGGING_API", tagging.ResourceGroupsTaggingAPIClient),
  };
}
