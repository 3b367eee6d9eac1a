import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import type { AwsClients } from "../clients";
import type { Examination } from "./examination";

/** Looks at the lock table. */
export async function examineTable(
  exam: Examination,
  { dynamodb }: AwsClients,
  { lockTable: TableName, lock }: StateLocation,
): Promise<TableDescription | undefined> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus !== "ACTIVE" && Table?.TableStatus !== "UPDATING") {
      exam.report({
        check: "table-inactive",
        severity: "error",
        about: "backend",
        what: `lock table ${TableName}: got ${Table?.TableStatus}, expected ACTIVE`,
        why: "nobody can lock, plan or apply",
        repair: ownCommand("bootstrap"),
      });
    }
    return Table;
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
    exam.report({
      check: "table-missing",
      severity: lock === "s3" ? "warning" : "error",
      about: "backend",
      what: `the lock table ${TableName} does not exist`,
      why:
        lock === "s3"
          ? "bootstrap-stack has it, and cannot be planned without it"
          : "nobody can lock, plan or apply; the digests of all states are gone",
      repair: ownCommand("bootstrap"),
    });
    return undefined;
  }
}

/** Looks whether Terraform can lock with the table, and whether a lock stays in it. */
export async function examineRows(
  exam: Examination,
  { dynamodb }: AwsClients,
  { TableName, KeySchema = [], AttributeDefinitions = [] }: TableDescription,
): Promise<void> {
  const got = KeySchema.map(({ AttributeName }) => {
    const type = AttributeDefinitions.find((one) => one.AttributeName === AttributeName);
    return `${AttributeName} of type ${type?.AttributeType}`;
  }).join(", ");
  if (got !== "LockID of type S") {
    exam.report({
      check: "table-key",
      severity: "error",
      about: "backend",
      what: `key of the lock table ${TableName}: got ${got}, expected LockID of type S`,
      why: "Terraform cannot lock with any other key",
      repair: `name another table in environments/organization.ts, backend.lockTable, then ${ownCommand("bootstrap")}`,
    });
  }
  await exam.attempt("backend", `time to live of table ${TableName}`, () =>
    examineTimeToLive(exam, dynamodb, TableName!),
  );
}

async function examineTimeToLive(
  exam: Examination,
  dynamodb: AwsClients["dynamodb"],
  TableName: string,
): Promise<void> {
  const answer = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  const { TimeToLiveStatus, AttributeName } = answer.TimeToLiveDescription ?? {};
  if (!TimeToLiveStatus?.startsWith("ENABL")) return;
  exam.report({
    check: "table-time-to-live",
    severity: "error",
    about: "backend",
    what: `lock table ${TableName} deletes rows by themselves, at the time in ${AttributeName}`,
    why: "a lock that goes while its run goes on lets two runs write one state",
    repair: `aws dynamodb update-time-to-live --table-name ${TableName} --time-to-live-specification Enabled=false,AttributeName=${AttributeName}`,
  });
}
