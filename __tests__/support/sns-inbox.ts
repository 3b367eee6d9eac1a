import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { ACCOUNT, REGION } from "./emulated";
import { until } from "./until";

/** What a subscriber gets. */
export interface Delivered {
  readonly Type: string;
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly SubscribeURL?: string;
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
          .take(request, endpoint)
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
  private async take(request: http.IncomingMessage, endpoint: string): Promise<boolean> {
    let text = "";
    for await (const chunk of request) text += chunk;
    const message = JSON.parse(text) as Delivered;
    if (message.Type !== "SubscriptionConfirmation") {
      this.delivered.push(message);
      return false;
    }
    // The emulator does not know by which port it is reached.
    const { search } = new URL(message.SubscribeURL!);
    await (await fetch(new URL(search, endpoint))).text();
    return true;
  }

  /** Waits until so many have come. */
  received(count: number): Promise<Delivered[]> {
    return until(`${count} messages`, () => this.delivered.length >= count && this.delivered);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
