import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { check } from "../check";

export interface EventNotificationProps {
  /** Name of the rule: up to 64 letters, digits, and `.`, `-`, `_` (EventBridge API, PutRule). */
  readonly name: string;

  /** What the rule is for, in at most 512 characters. */
  readonly description: string;

  /** Which events of the account's default bus to tell of, in EventBridge's own form. */
  readonly eventPattern: object;

  /** Topic whose policy, and whose key's policy, let EventBridge publish. */
  readonly topicArn: string;

  /**
   * Names that `message` may use, each with its JSON path in the event, as `$.detail.reason` or
   * `$.resources[0]`. Brackets hold indices only; a path that an event lacks leaves its place empty.
   */
  readonly inputPaths: Readonly<Record<string, string>>;

  /**
   * What people read: one line, with names of `inputPaths` as `<name>`. Quotes, backslashes and line
   * breaks are refused because SNS mails the text as JSON, where they arrive escaped.
   */
  readonly message: string;
}

/** Sends a sentence to a topic whenever an event matches. */
export class EventNotification extends Construct {
  public readonly rule: CloudwatchEventRule;

  constructor(scope: Construct, id: string, props: EventNotificationProps) {
    super(scope, id);
    const { name, description, inputPaths } = props;
    const eventPattern = JSON.stringify(props.eventPattern);
    const inputTemplate = JSON.stringify(props.message);
    this.checkProps(props, eventPattern, inputTemplate);

    this.rule = new CloudwatchEventRule(this, "rule", { name, description, eventPattern });
    new CloudwatchEventTarget(this, "target", {
      rule: this.rule.name,
      targetId: "topic",
      arn: props.topicArn,
      // No role: with one, delivery to an encrypted topic may fail (EventBridge user guide, "Using
      // resource-based policies").
      inputTransformer: { inputPaths: { ...inputPaths }, inputTemplate },
      // Tried again for an hour. Nobody is helped by the news of yesterday, which 24 hours, the
      // default, would bring.
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
    });
  }

  private checkProps(
    { name, description, inputPaths, message }: EventNotificationProps,
    eventPattern: string,
    inputTemplate: string,
  ): void {
    check(
      this,
      "name",
      name,
      /^[\w.-]{1,64}$/.test(name),
      "1 to 64 letters, digits, dots, hyphens and underscores",
    );
    check(this, "description", description, description.length <= 512, "at most 512 characters");
    // EventBridge quotas; 4096 on request. How long the value of a token will be is not known here.
    check(
      this,
      "eventPattern",
      eventPattern,
      Token.isUnresolved(eventPattern) || eventPattern.length <= 2048,
      "at most 2048 characters",
    );
    // EventBridge API, InputTransformer.
    const names = Object.keys(inputPaths);
    check(
      this,
      "inputPaths",
      inputPaths,
      names.length <= 100 &&
        Object.entries(inputPaths).every(
          ([key, path]) => /^(?!aws)[\w-]{1,256}$/i.test(key) && isPath(path),
        ),
      'at most 100 names of letters, digits, hyphens and underscores, none starting with "AWS", each with a path such as "$.detail.reason"',
    );
    check(
      this,
      "message",
      message,
      message !== "" && !/["\\\p{Cc}]/u.test(message) && inputTemplate.length <= 8192,
      "one line of at most 8190 characters, without double quotes or backslashes",
    );
    const unknown = [...message.matchAll(/<([^<>]*)>/g)].find(
      ([, used = ""]) => !names.includes(used) && !PREDEFINED.has(used),
    );
    check(
      this,
      "message",
      message,
      unknown === undefined,
      `${unknown?.[0]} to be among inputPaths: ${names.join(", ")}`,
    );
  }
}

const isPath = (path: string): boolean =>
  path.length <= 256 && /^\$(?:\.[\w*/-]+|\[(?:\d+|\*)\])*$/.test(path);

/** What EventBridge knows without a path (user guide, "Amazon EventBridge input transformation"). */
const PREDEFINED = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
]);
