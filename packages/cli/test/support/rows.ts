import { DeleteItemCommand, PutItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import type { AwsClients } from "../../src/state/clients";
import { BUCKET, TABLE } from "./rehearsed";

const idOf = (key: string) => ({ LockID: { S: `${BUCKET}/${key}` } });

/** Puts a row into the lock table. */
export const putRow = (
  { dynamodb }: AwsClients,
  key: string,
  attributes: Record<string, AttributeValue>,
) => dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...idOf(key), ...attributes } }));

export const dropRow = ({ dynamodb }: AwsClients, key: string) =>
  dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: idOf(key) }));
