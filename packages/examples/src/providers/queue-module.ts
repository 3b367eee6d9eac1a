import { TerraformHclModule } from "cdktf";
import { Construct } from "constructs";

export interface QueueModuleProps {
  readonly name: string;
  /** Seconds for which a message waits at most. @default four days, as SQS has it */
  readonly retentionSeconds?: number;
}

/** A queue with another for what fails, by a module of Terraform's registry. */
export class QueueModule extends Construct {
  public readonly url: string;
  public readonly arn: string;

  constructor(scope: Construct, id: string, { name, retentionSeconds }: QueueModuleProps) {
    super(scope, id);
    const queue = new TerraformHclModule(this, "queue", {
      source: "terraform-aws-modules/sqs/aws",
      version: "5.1.0",
      variables: {
        name,
        create_dlq: true,
        sqs_managed_sse_enabled: true,
        message_retention_seconds: retentionSeconds,
      },
    });
    this.url = queue.getString("queue_url");
    this.arn = queue.getString("queue_arn");
  }
}
