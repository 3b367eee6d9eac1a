import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BucketObjects } from "../../../src/delivery/store/bucket-objects";
import { awsClients } from "../../../src/state/clients";

/** S3 with one bucket, as far as the store of plans needs it. */
export class OneBucket {
  private readonly objects = new Map<string, string>();
  private readonly server: Server = createServer(async (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url!, "http://s3");
    const key = decodeURIComponent(pathname.replace(/^\/plans\/?/, ""));
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (incoming.method === "PUT") this.objects.set(key, Buffer.concat(chunks).toString());
    const body = key === "" ? this.list(searchParams.get("prefix")!) : this.objects.get(key);
    outgoing.writeHead(body === undefined ? 404 : 200, { "content-type": "application/xml" });
    outgoing.end(incoming.method === "PUT" ? "" : body);
  });

  async store(): Promise<BucketObjects> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    const endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    const { s3 } = awsClients({ region: "ap-northeast-2", endpoint, credentials });
    return new BucketObjects(s3, { bucket: "plans", kmsAliasArn: "arn:aws:kms:x:1:alias/x" });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private list(prefix: string): string {
    const at = new Date().toISOString();
    const contents = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => `<Contents><Key>${key}</Key><LastModified>${at}</LastModified></Contents>`);
    return `<ListBucketResult>${contents.join("")}</ListBucketResult>`;
  }
}
