import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "../clients";
import { differences } from "./compare";
import type { Examination, Finding } from "./examination";
import type { Block, ExpectedBackend } from "./expected";

/** What bootstrap-stack says of the table, and what it means when it is not so. */
const ASPECTS: readonly {
  readonly check: string;
  readonly argument: string;
  readonly severity: Finding["severity"];
  readonly why: string;
  readonly repair?: string;
}[] = [
  {
    check: "table-key",
    argument: "hash_key",
    severity: "error",
    why: "Terraform cannot lock with any other key",
    repair:
      "name another table in environments/organization.ts, backend.lockTable, then npm run bootstrap",
  },
  {
    check: "table-key",
    argument: "attribute",
    severity: "error",
    why: "Terraform cannot lock with any other key",
    repair:
      "name another table in environments/organization.ts, backend.lockTable, then npm run bootstrap",
  },
  {
    check: "table-recovery",
    argument: "point_in_time_recovery",
    severity: "warning",
    why: "lost digests cannot be told from tampered states",
  },
  {
    check: "table-deletion-protection",
    argument: "deletion_protection_enabled",
    severity: "warning",
    why: "without the table nobody can lock, plan or apply",
  },
  {
    check: "table-encryption",
    argument: "server_side_encryption",
    severity: "warning",
    why: "who locked what, and the digests, lie there under another key than the states",
  },
  {
    check: "table-billing",
    argument: "billing_mode",
    severity: "warning",
    why: "with provisioned capacity a busy hour throttles locks, and a digest that was not written blocks the next run",
  },
];

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
        repair: "npm run bootstrap",
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
      repair: "npm run bootstrap",
    });
    return undefined;
  }
}

/** Compares the table with what bootstrap-stack says of it. */
export async function compareTable(
  exam: Examination,
  { dynamodb }: AwsClients,
  table: TableDescription,
  expected: ExpectedBackend,
): Promise<void> {
  const want = expected.table ?? {};
  const { TableName } = table;
  const [backups] = await Promise.all([
    "point_in_time_recovery" in want
      ? exam.attempt("backend", `point-in-time recovery of table ${TableName}`, () =>
          dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
        )
      : undefined,
    exam.attempt("backend", `time to live of table ${TableName}`, () =>
      examineTimeToLive(exam, dynamodb, TableName!),
    ),
  ]);
  const have = inTerraformsWords(table);
  if (backups) {
    const { PointInTimeRecoveryDescription: recovery } = backups.ContinuousBackupsDescription ?? {};
    const enabled = recovery?.PointInTimeRecoveryStatus === "ENABLED";
    have["point_in_time_recovery"] = { enabled };
  }
  for (const { argument, repair = "npm run bootstrap", ...aspect } of ASPECTS) {
    // What could not be looked at is reported as that.
    if (!(argument in have)) continue;
    const got = differences({ [argument]: want[argument] }, have);
    if (want[argument] === undefined || got.length === 0) continue;
    exam.report({
      ...aspect,
      about: "backend",
      what: `lock table ${TableName} is not as bootstrap-stack says: ${got.join("; ")}`,
      repair,
    });
  }
}

function inTerraformsWords(table: TableDescription): Record<string, unknown> {
  return {
    hash_key: table.KeySchema?.map(({ AttributeName }) => AttributeName).join(", "),
    attribute: table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    billing_mode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    deletion_protection_enabled: table.DeletionProtectionEnabled ?? false,
    server_side_encryption: {
      enabled: table.SSEDescription?.Status === "ENABLED",
      kms_key_arn: table.SSEDescription?.KMSMasterKeyArn,
    },
  } satisfies Block;
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
