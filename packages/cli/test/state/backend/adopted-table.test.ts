import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { looksAtTable } from "../../../src/state/backend/adopted-table";

/** A table as CloudFormation makes it: with tags that are AWS's, and one of the team's. */
const TAGS = [
  { Key: "aws:cloudformation:stack-name", Value: "backend" },
  { Key: "made-by", Value: "hand" },
];

test("tags that only AWS may set are not among those to be put back", async () => {
  const dynamodb = { send: async () => ({ Tags: TAGS }) } as unknown as DynamoDBClient;
  const looks = looksAtTable(dynamodb, { TableName: "locks", TableArn: "arn:aws:dynamodb:x" });
  const tags = looks.find(({ what }) => what === "tags")!;
  const wanted = {
    location: {} as never,
    resource: {},
    keyArn: undefined,
    tags: {},
    ignoredTags: [],
  };
  await expect(tags.look(wanted)).resolves.toMatchObject({
    lost: expect.stringContaining("made-by=hand;"),
    value: { ResourceArn: "arn:aws:dynamodb:x", Tags: [TAGS[1]] },
  });
});
