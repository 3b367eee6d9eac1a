import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Configuration } from "@groundwork/configuration";
import { toldAbout } from "@groundwork/configuration/delivery";
import { deliveryNames } from "@groundwork/configuration/names";
import { accessTo, telling } from "../../core/aws/client";
import { oneLine } from "../../core/aws/error";
import type { DeliveryEvent } from "./events";
import { render, type Message } from "./messages";

export interface NotifyOptions {
  readonly configuration: Configuration;
  /** `AWS_ENDPOINT_URL` aims at an emulator; `DELIVERY_MESSAGES_DIR` names a folder for copies. */
  readonly env: NodeJS.ProcessEnv;
  /** Is told what did not go out. */
  readonly warn: (text: string) => void;
}

/** What became of a message. Only commands that do nothing but send messages depend on it. */
export interface Notified {
  /** ARNs of the topics that took the message. */
  readonly topics: readonly string[];
  /** What was written to the folder. */
  readonly files: readonly string[];
  /** How many did not go out; each was warned of. */
  readonly lost: number;
}

/**
 * Tells the people of an environment, or of those of production about what all share: by SNS
 * topics, and as files where a folder is named.
 *
 * Never throws. What it tells of has happened already; that nobody heard of it must not make it
 * look as if it had failed.
 */
export async function notify(event: DeliveryEvent, options: NotifyOptions): Promise<Notified> {
  const { configuration, env, warn } = options;
  let lost = 0;
  const failed = (what: string, error: unknown) => {
    lost++;
    warn(`Warning: nobody was told (${event.type}): ${what}: ${explain(error)}`);
  };
  const topics: string[] = [];
  const files: string[] = [];
  let message: Message;
  try {
    message = render(event);
  } catch (error) {
    failed("the message", error);
    return { topics, files, lost };
  }

  const folder = env["DELIVERY_MESSAGES_DIR"];
  if (folder) {
    try {
      files.push(...(await writeMessage(folder, message)));
    } catch (error) {
      failed(folder, error);
    }
  }
  const { topicArn } = deliveryNames(configuration.organization);
  let sns: SNSClient;
  try {
    sns = snsClient(configuration, env);
  } catch (error) {
    failed("SNS", error);
    return { topics, files, lost };
  }
  for (const topic of subscribed(configuration, message.owner).map(topicArn)) {
    try {
      await sns.send(new PublishCommand(publication(topic, message)));
      topics.push(topic);
    } catch (error) {
      failed(topic, error);
    }
  }
  sns.destroy();
  return { topics, files, lost };
}

/**
 * The environments by whose topics people are told. With a folder of plans nothing else needs
 * delivery-stack, so there may be no topics where nobody is named who would hear of it.
 */
const subscribed = ({ organization, environments }: Configuration, owner: string): string[] =>
  toldAbout({ environments }, owner).filter((told) => {
    const { emails, slack } = environments.find(({ name }) => name === told)!.delivery;
    return organization.delivery.store.type === "s3" || emails.length > 0 || slack !== undefined;
  });

/** SNS's limit for the message as a whole (API_Publish), in bytes. */
const MESSAGE_MAX = 262_144;

/**
 * One topic serves both: `MessageStructure: json` gives each protocol a text of its own
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html).
 * Amazon Q Developer in chat applications subscribes by https and takes custom notifications only
 * in its own schema; by e-mail that would be JSON, which nobody reads.
 */
export function publication(topic: string, { type, owner, subject, text, slack }: Message) {
  const body = JSON.stringify({ default: text, email: text, https: JSON.stringify(slack) });
  const size = Buffer.byteLength(body);
  if (size > MESSAGE_MAX) throw new Error(`got ${size} bytes, expected at most ${MESSAGE_MAX}`);
  return {
    TopicArn: topic,
    Subject: subject,
    Message: body,
    MessageStructure: "json",
    // For filter policies of subscriptions: some want to know of failures only.
    MessageAttributes: {
      event: { DataType: "String", StringValue: type },
      environment: { DataType: "String", StringValue: owner },
    },
  };
}

/** @returns the files' names: what comes by e-mail, and what comes to Slack */
async function writeMessage(folder: string, message: Message): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const time = new Date().toISOString().replaceAll(/[-:]/g, "");
  const name = path.join(folder, `${time}-${message.owner}-${message.type}`);
  const email = `Subject: ${message.subject}\n\n${message.text}\n`;
  const files = { [`${name}.txt`]: email, [`${name}.slack.json`]: json(message.slack) };
  for (const [file, text] of Object.entries(files)) await writeFile(file, text);
  return Object.keys(files);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function snsClient(
  { organization }: NotifyOptions["configuration"],
  env: NodeJS.ProcessEnv,
): SNSClient {
  const access = accessTo("SNS", { region: organization.region, env });
  const sns = new SNSClient({
    ...access,
    // An apply does not wait long for its messenger.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000 },
  });
  return telling(sns, { ...access, env });
}

function explain(error: unknown): string {
  const known: Readonly<Record<string, string>> = {
    NotFoundException: ". npx cdktf deploy delivery-stack makes the topic",
    AuthorizationErrorException: ". The role may not publish there",
  };
  return `${oneLine(error)}${known[(error as Error).name] ?? ""}`;
}
