import {
  DescribeTimeToLiveCommand,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  type DynamoDBClient,
  type TableDescription,
  type Tag,
} from "@aws-sdk/client-dynamodb";
import { lostTags, tagsLost, type FoundSetting, type Look } from "./found-setting";

const TABLE = "aws_dynamodb_table";

/** An aspect of the table that bootstrap-stack replaces, read from the table's description. */
const aspect = (
  what: string,
  find: (...given: Parameters<Look["look"]>) => Omit<FoundSetting, "putBack"> | undefined,
): Look => ({
  what,
  type: TABLE,
  look: async (wanted) => {
    const found = find(wanted);
    return found && { ...found, putBack: UPDATE };
  },
});

const UPDATE = "aws dynamodb update-table --cli-input-json file://FILE";

export function looksAtTable(dynamodb: DynamoDBClient, table: TableDescription): Look[] {
  const { TableName, TableArn: ResourceArn } = table;
  return [
    aspect("billing mode", () => {
      const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = table.ProvisionedThroughput ?? {};
      // Tables from before there were two modes say nothing.
      const { BillingMode = "PROVISIONED" } = table.BillingModeSummary ?? {};
      if (BillingMode !== "PROVISIONED") return undefined;
      return {
        name: "table-billing-mode",
        lost: `billing mode replaced: PROVISIONED, ${ReadCapacityUnits} for reads and ${WriteCapacityUnits} for writes`,
        value: {
          TableName,
          BillingMode,
          ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
        },
      };
    }),
    aspect("encryption", ({ keyArn }) => {
      const { Status, SSEType, KMSMasterKeyArn: KMSMasterKeyId } = table.SSEDescription ?? {};
      if (Status !== "ENABLED" || KMSMasterKeyId === keyArn) return undefined;
      return {
        name: "table-encryption",
        lost: `encryption replaced: with the key ${KMSMasterKeyId}`,
        value: { TableName, SSESpecification: { Enabled: true, SSEType, KMSMasterKeyId } },
      };
    }),
    aspect("stream", () => {
      const { StreamEnabled, StreamViewType } = table.StreamSpecification ?? {};
      if (!StreamEnabled) return undefined;
      return {
        name: "table-stream",
        lost: `stream ends: ${StreamViewType}`,
        value: { TableName, StreamSpecification: { StreamEnabled, StreamViewType } },
      };
    }),
    aspect("table class", () => {
      const { TableClass = "STANDARD" } = table.TableClassSummary ?? {};
      if (TableClass === "STANDARD") return undefined;
      return {
        name: "table-class",
        lost: `class replaced: ${TableClass}`,
        value: { TableName, TableClass },
      };
    }),
    aspect("replicas", () => {
      const regions = (table.Replicas ?? []).map(({ RegionName }) => RegionName);
      if (regions.length === 0) return undefined;
      return {
        name: "table-replicas",
        lost: `replicas are removed: ${regions.join(", ")}`,
        value: {
          TableName,
          ReplicaUpdates: regions.map((RegionName) => ({ Create: { RegionName } })),
        },
      };
    }),
    {
      what: "tags",
      type: TABLE,
      look: async (wanted) => {
        const Tags = await tagsOf(dynamodb, ResourceArn!);
        const lost = lostTags(Tags, wanted);
        if (lost.length === 0) return undefined;
        return {
          name: "table-tags",
          lost: tagsLost(lost),
          // Nobody may set tags of AWS's own, such as those of CloudFormation.
          value: { ResourceArn, Tags: Tags.filter(({ Key }) => !Key!.startsWith("aws:")) },
          putBack: "aws dynamodb tag-resource --cli-input-json file://FILE",
        };
      },
    },
    {
      what: "time to live",
      look: async () => {
        const { TimeToLiveDescription: live } = await dynamodb.send(
          new DescribeTimeToLiveCommand({ TableName }),
        );
        if (!live?.TimeToLiveStatus?.startsWith("ENABL")) return undefined;
        return `time to live by ${live.AttributeName} stays on: end it, or it ends locks`;
      },
    },
    {
      what: "resource policy",
      look: async () => {
        try {
          await dynamodb.send(new GetResourcePolicyCommand({ ResourceArn }));
          return "resource policy stays";
        } catch (error) {
          if ((error as Error).name === "PolicyNotFoundException") return undefined;
          throw error;
        }
      },
    },
  ];
}

/** All tags, ten at a time as DynamoDB gives them. */
async function tagsOf(dynamodb: DynamoDBClient, ResourceArn: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  let NextToken: string | undefined;
  do {
    const page = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }));
    tags.push(...(page.Tags ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return tags;
}
