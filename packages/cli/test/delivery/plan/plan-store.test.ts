import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BucketObjects } from "../../../src/delivery/store/bucket-objects";
import { PlanStore } from "../../../src/delivery/store/plan-store";
import { AlreadyThereError } from "../../../src/delivery/store/store-objects";
import { awsClients } from "../../../src/state/clients";
import { ID, started } from "./plan-records";

/** What is said to a request before anything is done, or instead of the answer to what was done. */
interface Trouble {
  readonly status: number;
  readonly code: string;
  /** Whether the object was written. */
  readonly done?: boolean;
}

/** S3 with one object, as far as a write that must not replace anything needs it. */
class OneObject {
  /** One for each write to come. */
  troubles: Trouble[] = [];
  readable = true;
  writes = 0;
  object: string | undefined;
  private write: string | undefined;
  private readonly server: Server = createServer(async (incoming, outgoing) => {
    const { status, code } = await this.answer(incoming);
    const metadata = this.write === undefined ? {} : { "x-amz-meta-write": this.write };
    outgoing.writeHead(status, { "content-type": "application/xml", ...metadata });
    outgoing.end(
      status === 200 || incoming.method === "HEAD" ? "" : `<Error><Code>${code}</Code></Error>`,
    );
  }).listen(0, "127.0.0.1");

  async store(): Promise<PlanStore> {
    if (!this.server.listening) await once(this.server, "listening");
    const endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    const { s3 } = awsClients({ region: "ap-northeast-2", endpoint, credentials });
    return new PlanStore(
      new BucketObjects(s3, { bucket: "plans", kmsAliasArn: "arn:aws:kms:x:1:alias/x" }),
    );
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(incoming: IncomingMessage): Promise<Trouble> {
    const { method, headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (method !== "PUT") {
      return this.readable ? { status: 200, code: "" } : { status: 403, code: "AccessDenied" };
    }
    this.writes++;
    const trouble = this.troubles.shift();
    if (trouble && !trouble.done) return trouble;
    if (this.object !== undefined) return { status: 412, code: "PreconditionFailed" };
    this.object = Buffer.concat(chunks).toString();
    this.write = String(headers["x-amz-meta-write"]);
    return trouble ?? { status: 200, code: "" };
  }
}

const LOST = { status: 503, code: "ServiceUnavailable", done: true };
const CONFLICT = { status: 409, code: "ConditionalRequestConflict" };

let s3: OneObject;
let store: PlanStore;
beforeEach(async () => {
  s3 = new OneObject();
  store = await s3.store();
});
afterEach(() => s3.close());

test("a write whose answer was lost is our own, although the second try is refused", async () => {
  s3.troubles = [LOST];
  await store.putStarted(ID, started);
  expect(s3.writes).toBe(2);
  expect(JSON.parse(s3.object!)).toEqual(started);
});

test("fails where somebody else was faster, also with the same content", async () => {
  await store.putStarted(ID, started);
  await expect(store.putStarted(ID, started)).rejects.toThrow(AlreadyThereError);
});

test("fails where it cannot be seen whose the object is", async () => {
  Object.assign(s3, { troubles: [LOST], readable: false });
  await expect(store.putStarted(ID, started)).rejects.toThrow(AlreadyThereError);
});

test("a conflict with another write is tried again", async () => {
  s3.troubles = [CONFLICT, CONFLICT];
  await store.putStarted(ID, started);
  expect(s3.writes).toBe(3);
});

test("fails where it conflicts for good", async () => {
  s3.troubles = Array.from({ length: 10 }, () => CONFLICT);
  await expect(store.putStarted(ID, started)).rejects.toThrow(AlreadyThereError);
  expect(s3.object).toBeUndefined();
});

test("fails to read a bundle with both reasons that S3 does not tell apart", async () => {
  s3.readable = false;
  await expect(store.getBundle(ID)).rejects.toThrow(
    /only those who apply to that environment may.+planRetentionDays/,
  );
});
