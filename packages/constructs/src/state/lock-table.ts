import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";

export interface LockTableProps {
  /** Name of the table, which exists already: the stack imports it. */
  readonly name: string;
  readonly kmsKeyArn: string;
}

/** The table in which Terraform keeps locks and the digests of the states. */
export class LockTable extends Construct {
  public readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: LockTableProps) {
    super(scope, id);
    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      // Terraform's S3 backend demands exactly this name and type.
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      // Lost digests cannot be told from tampered states, hence backups and a guard.
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      serverSideEncryption: { enabled: true, kmsKeyArn: props.kmsKeyArn },
      lifecycle: { preventDestroy: true },
    });
  }
}
