import type { z } from "zod";
import { count, options } from "../../option-rules";

/** A queue of which a service takes messages, and what becomes of those that nobody can handle. */
export const queueOptions = options({
  /**
   * Seconds for which a message that a task has taken is hidden from others; SQS takes 1 to 43200
   * here. At least the seconds that a container has to stop, and longer than the longest message
   * takes: a task that needs more time asks for it (`ChangeMessageVisibility`).
   * @default 300
   */
  visibilityTimeoutSeconds: count(1, 43_200).default(300),

  /** Times that a message is handed out before it is a dead letter; SQS takes 1 to 1000. @default 5 */
  maxReceiveCount: count(1, 1000).default(5),

  /** Days for which a message waits; SQS takes up to 14, for which dead letters are kept. @default 4 */
  retentionDays: count(1, 14).default(4),

  /**
   * Messages for each of which one task is run, those that tasks work on included. With `autoscaling`
   * the messages alone decide how many tasks there are, down to its `minCount`, which may be none.
   * @default 100
   */
  messagesPerTask: count(1, 1_000_000).default(100),

  /** Minutes that the oldest message may have waited before people are told. @default 15 */
  oldestMessageMinutes: count(1, 20_160).default(15),
});

export type QueueInput = z.input<typeof queueOptions>;
export type QueueOptions = z.output<typeof queueOptions>;

/** Name of the queue of a service. */
export const queueName = (prefix: string, service: string): string => `${prefix}-${service}`;

/** What a service does with the messages of its own queue. */
export const QUEUE_ACTIONS = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
  "sqs:SendMessage",
];
