import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { SqsQueueRedriveAllowPolicy } from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, type PolicyStatement } from "../../policy-document";
import { QUEUE_ACTIONS, queueName, type QueueOptions } from "./queue-options";

export interface QueueProps extends QueueOptions {
  readonly namePrefix: string;

  /** Name of the service that takes its messages. */
  readonly service: string;

  readonly region: string;
  readonly accountId: string;

  /** Whether Terraform refuses to destroy it, and with it the messages that wait. */
  readonly preventDestroy: boolean;
}

const DAY_SECONDS = 86_400;

/**
 * A queue and its dead letters, encrypted with keys of SQS. What is delivered more than once, or in
 * another order, is up to the application: it is a standard queue.
 */
export class Queue extends Construct {
  public readonly queue: SqsQueue;
  public readonly deadLetters: SqsQueue;

  /** Name of the queue, in plain text. */
  public readonly name: string;
  public readonly deadLettersName: string;

  /** What the service may do with its messages. */
  public readonly statement: PolicyStatement;

  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id);
    const { region, accountId } = props;
    this.name = queueName(props.namePrefix, props.service);
    this.deadLettersName = `${this.name}-dead-letters`;
    const arn = `arn:aws:sqs:${region}:${accountId}:${this.name}`;
    this.statement = { Sid: "OwnQueue", Effect: "Allow", Action: QUEUE_ACTIONS, Resource: arn };
    const encrypted = { sqsManagedSseEnabled: true };
    const kept = props.preventDestroy ? { lifecycle: { preventDestroy: true } } : {};

    this.deadLetters = new SqsQueue(this, "dead-letters", {
      name: this.deadLettersName,
      messageRetentionSeconds: 14 * DAY_SECONDS,
      ...encrypted,
      ...kept,
    });
    this.queue = new SqsQueue(this, "queue", {
      name: this.name,
      visibilityTimeoutSeconds: props.visibilityTimeoutSeconds,
      messageRetentionSeconds: props.retentionDays * DAY_SECONDS,
      // Answers that find nothing cost as much as others; this way they are few.
      receiveWaitTimeSeconds: 20,
      redrivePolicy: Fn.jsonencode({
        deadLetterTargetArn: this.deadLetters.arn,
        maxReceiveCount: props.maxReceiveCount,
      }),
      ...encrypted,
      ...kept,
    });
    new SqsQueueRedriveAllowPolicy(this, "redrive-allow-policy", {
      queueUrl: this.deadLetters.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arn] }),
    });
    for (const [name, queue] of [
      ["policy", this.queue],
      ["dead-letters-policy", this.deadLetters],
    ] as const) {
      new SqsQueuePolicy(this, name, {
        queueUrl: queue.url,
        policy: policyDocument([denyInsecureTransport(queue.arn)]),
      });
    }
  }
}

/** No messages without TLS, whoever sends or takes them. */
export const denyInsecureTransport = (queueArn: string): PolicyStatement => ({
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Resource: queueArn,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
