import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { ACCOUNT, REGION } from "./emulated";
import { until } from "./until";

/** What a subscriber gets. */
export interface Delivered {
  readonly Type: string;
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly Token?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

/** A topic of the emulator with a subscriber by http, which gets the text that e-mails get. */
export class SnsInbox {
  readonly delivered: Delivered[] = [];

  private constructor(private readonly server: http.Server) {}

  static async create(endpoint: string, topic: string): Promise<SnsInbox> {
    const sns = new SNSClient({
      region: REGION,
      endpoint,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
    });
    const inbox = new SnsInbox(http.createServer());
    const confirmed = new Promise<void>((resolve, reject) => {
      inbox.server.on("request", (request, response) => {
        inbox
          .take(request, sns)
          .then((isConfirmed) => isConfirmed && resolve(), reject)
          .finally(() => response.end());
      });
    });
    inbox.server.listen(0, "127.0.0.1");
    await once(inbox.server, "listening");
    const { port } = inbox.server.address() as AddressInfo;
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topic }));
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: `http://127.0.0.1:${port}/` }),
    );
    await confirmed;
    return inbox;
  }

  /** @returns whether it was the confirmation */
  private async take(request: http.IncomingMessage, sns: SNSClient): Promise<boolean> {
    let text = "";
    for await (const chunk of request) text += chunk;
    const message = JSON.parse(text) as Delivered;
    if (message.Type !== "SubscriptionConfirmation") {
      this.delivered.push(message);
      return false;
    }
    const { TopicArn, Token } = message;
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    return true;
  }

  /** What has come of an event. */
  of(event: string): Delivered[] {
    return this.delivered.filter(
      ({ MessageAttributes }) => MessageAttributes?.["event"]?.Value === event,
    );
  }

  /** Waits for the first of an event. */
  received(event: string): Promise<Delivered> {
    return until(`a message ${event}`, () => this.of(event)[0]);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
