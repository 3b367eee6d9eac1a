import {
  CreateTableCommand,
  DescribeTableCommand,
  waitUntilTableExists,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import type { StateLocation } from "@groundwork/configuration";
import { OperationError } from "../../core/errors";
import { awsError } from "../../core/aws/error";
import type { AwsClients } from "../clients";

/**
 * Looks at the lock table.
 *
 * @returns undefined when there is none
 * @throws OperationError when Terraform could not lock with it
 */
export async function inspectTable(
  { dynamodb }: AwsClients,
  location: StateLocation,
): Promise<TableDescription | undefined> {
  const TableName = location.lockTable;
  let table: TableDescription | undefined;
  try {
    table = (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw awsError(`table ${TableName}`, error);
  }
  const key = (table?.KeySchema ?? []).map(({ AttributeName, KeyType }) => {
    const type = table?.AttributeDefinitions?.find((a) => a.AttributeName === AttributeName);
    return `${AttributeName} (${KeyType}, ${type?.AttributeType})`;
  });
  if (key.join() !== "LockID (HASH, S)") {
    throw new OperationError(
      `table ${TableName}: got the key ${key.join(" and ")}, expected LockID (HASH, S), which Terraform demands; ` +
        "choose another name in environments/organization.ts, backend.lockTable",
    );
  }
  return table;
}

/** Makes the lock table where it is missing, and waits until it can be used. */
export async function ensureTable(
  { dynamodb }: AwsClients,
  location: StateLocation,
  found: TableDescription | undefined,
): Promise<void> {
  const TableName = location.lockTable;
  try {
    if (!found) {
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
        }),
      );
    }
    if (found?.TableStatus !== "ACTIVE") {
      await waitUntilTableExists(
        { client: dynamodb, maxWaitTime: 120, minDelay: 1, maxDelay: 5 },
        { TableName },
      );
    }
  } catch (error) {
    throw awsError(`table ${TableName}`, error);
  }
}
