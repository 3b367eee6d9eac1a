import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { z } from "zod";
import { check } from "../check";
import { checkedProps } from "../checked-props";
import { options } from "../option-rules";
import { policyDocument, type PolicyStatement } from "../policy-document";
import { emails } from "./email-options";

const topicOptions = options({
  /**
   * Addresses that get every notification. SNS mails each of them a link first, and nothing else
   * until it was followed. After 48 hours it forgets the address (SNS developer guide, "Deleting a
   * topic and subscription"), and the next apply asks again.
   */
  emails: emails.default([]),
});

export interface NotificationTopicProps extends z.input<typeof topicOptions> {
  /** Name of the topic: up to 256 letters, digits, underscores and hyphens (SNS API, CreateTopic). */
  readonly name: string;

  readonly accountId: string;

  /** Key of the topic. Its policy must let CloudWatch and EventBridge use it, or nothing arrives. */
  readonly kmsKeyArn: string;
}

/** Where alarms of CloudWatch and events of EventBridge go, encrypted, to be mailed to people. */
export class NotificationTopic extends Construct {
  public readonly topic: SnsTopic;

  /** The topic's ARN, by way of its policy: whoever publishes waits until it may. */
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const { name, emails: addresses } = checkedProps(this, topicOptions, props);
    check(
      this,
      "name",
      name,
      /^[\w-]{1,256}$/.test(name),
      "1 to 256 letters, digits, underscores and hyphens",
    );

    this.topic = new SnsTopic(this, "topic", { name, kmsMasterKeyId: props.kmsKeyArn });
    this.arn = new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyDocument(publishers(this.topic.arn, props.accountId)),
    }).arn;

    // The address is the id, so that taking one off the list leaves the others alone.
    for (const email of addresses) {
      new SnsTopicSubscription(this, `email-${email}`, {
        topicArn: this.topic.arn,
        protocol: "email",
        endpoint: email,
      });
    }
  }
}

/** Users and roles of the account are not named: what they may do is up to their IAM policies. */
const publishers = (topicArn: string, accountId: string): PolicyStatement[] => [
  {
    // Alarms of this account.
    Sid: "Alarms",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  },
  {
    // No condition, as none is ever met: "You can't use Condition blocks in Amazon SNS topic policies
    // for EventBridge" (EventBridge user guide, "Using resource-based policies"). A rule of another
    // account cannot come this way: it must publish with a role of its own (same guide, "Sending
    // events to an AWS service in another account").
    Sid: "EventRules",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
  },
  {
    // Nobody publishes in clear text.
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  },
];
