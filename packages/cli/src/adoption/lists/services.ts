import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, paginateListTables } from "@aws-sdk/client-dynamodb";
import { paginateDescribeRepositories } from "@aws-sdk/client-ecr";
import {
  DescribeServicesCommand,
  paginateListClusters,
  paginateListServices,
} from "@aws-sdk/client-ecs";
import {
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeKeyCommand, paginateListKeys } from "@aws-sdk/client-kms";
import { paginateListTopics } from "@aws-sdk/client-sns";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { every, type Place, type RegionListing, type Seen } from "../seen";

/** What `DescribeServices` takes at a time (ECS API reference). */
const SERVICES_EACH = 10;

const clusters = ({ clients: { ecs } }: Place): Promise<string[]> =>
  every(paginateListClusters({ client: ecs }, {}), ({ clusterArns }) => clusterArns);

async function servicesOf({ clients: { ecs } }: Place, cluster: string): Promise<Seen[]> {
  const pages = paginateListServices({ client: ecs, pageSize: SERVICES_EACH }, { cluster });
  const all: Seen[] = [];
  for await (const { serviceArns: names = [] } of pages) {
    if (names.length === 0) continue;
    const { services = [] } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: names }),
    );
    all.push(...services.map((one) => ({ arn: one.serviceArn!, created: one.createdAt })));
  }
  return all;
}

export const SERVICES: readonly RegionListing[] = [
  {
    type: "aws_ecs_cluster",
    action: "ecs:ListClusters",
    list: async (place) => (await clusters(place)).map((arn) => ({ arn })),
  },
  {
    type: "aws_ecs_service",
    action: "ecs:ListServices, ecs:DescribeServices",
    list: async (place) =>
      (
        await pMap(await clusters(place), (one) => servicesOf(place, one), AT_A_TIME.requests)
      ).flat(),
  },
  {
    type: "aws_ecr_repository",
    action: "ecr:DescribeRepositories",
    list: async ({ clients: { ecr } }) =>
      (
        await every(paginateDescribeRepositories({ client: ecr }, {}), (page) => page.repositories)
      ).map(({ repositoryArn, createdAt }) => ({ arn: repositoryArn!, created: createdAt })),
  },
  {
    type: "aws_lb",
    action: "elasticloadbalancing:DescribeLoadBalancers",
    list: async ({ clients: { elb } }) =>
      (
        await every(
          paginateDescribeLoadBalancers({ client: elb }, {}),
          (page) => page.LoadBalancers,
        )
      ).map(({ LoadBalancerArn, CreatedTime }) => ({
        arn: LoadBalancerArn!,
        created: CreatedTime,
      })),
  },
  {
    type: "aws_lb_target_group",
    action: "elasticloadbalancing:DescribeTargetGroups",
    list: async ({ clients: { elb } }) =>
      (
        await every(paginateDescribeTargetGroups({ client: elb }, {}), (page) => page.TargetGroups)
      ).map(({ TargetGroupArn }) => ({ arn: TargetGroupArn! })),
  },
  {
    type: "aws_cloudwatch_log_group",
    action: "logs:DescribeLogGroups",
    list: async ({ clients: { logs } }) =>
      (await every(paginateDescribeLogGroups({ client: logs }, {}), (page) => page.logGroups)).map(
        ({ arn, creationTime }) => ({
          arn: arn!.replace(/:\*$/, ""),
          ...(creationTime !== undefined && { created: new Date(creationTime) }),
        }),
      ),
  },
  {
    type: "aws_sns_topic",
    action: "sns:ListTopics",
    list: async ({ clients: { sns } }) =>
      (await every(paginateListTopics({ client: sns }, {}), ({ Topics }) => Topics)).map(
        ({ TopicArn }) => ({ arn: TopicArn! }),
      ),
  },
  {
    type: "aws_dynamodb_table",
    action: "dynamodb:ListTables, dynamodb:DescribeTable",
    list: async ({ clients: { dynamodb } }) => {
      const names = await every(paginateListTables({ client: dynamodb }, {}), (p) => p.TableNames);
      const described = await pMap(
        names,
        (TableName) => dynamodb.send(new DescribeTableCommand({ TableName })),
        AT_A_TIME.requests,
      );
      return described.map(({ Table }) => ({
        arn: Table!.TableArn!,
        created: Table!.CreationDateTime,
      }));
    },
  },
  {
    type: "aws_kms_key",
    action: "kms:ListKeys, kms:DescribeKey",
    list: async ({ clients: { kms } }) => {
      const keys = await every(paginateListKeys({ client: kms }, {}), ({ Keys }) => Keys);
      const described = await pMap(
        keys,
        ({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId })),
        AT_A_TIME.requests,
      );
      return described
        .map(({ KeyMetadata }) => KeyMetadata!)
        .filter((key) => key.KeyManager === "CUSTOMER" && key.KeyState !== "PendingDeletion")
        .map(({ Arn, CreationDate }) => ({ arn: Arn!, created: CreationDate }));
    },
  },
];
