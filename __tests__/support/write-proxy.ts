import { createServer, request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A request that changes something. */
export interface Write {
  /** As `PUT /bucket/dev/terraform.tfstate` or `DynamoDB PutItem`. */
  readonly what: string;
  /** 1 for the first since the proxy was started. */
  readonly number: number;
}

export interface WriteProxy {
  readonly endpoint: string;
  readonly writes: readonly Write[];
  close(): void;
}

/**
 * Stands between a program and the emulator and tells of each write after it has been carried out,
 * before the program hears of it: the worst moment to die.
 */
export async function startWriteProxy(
  target: string,
  onWritten: (write: Write) => Promise<void> | void = () => {},
): Promise<WriteProxy> {
  const writes: Write[] = [];
  const server = createServer((incoming, outgoing) => {
    const forwarded = request(
      new URL(incoming.url!, target),
      { method: incoming.method, headers: incoming.headers },
      async (answer) => {
        const body = await collect(answer);
        const what = writeIn(incoming);
        if (what) {
          const write = { what, number: writes.length + 1 };
          writes.push(write);
          await onWritten(write);
        }
        outgoing.writeHead(answer.statusCode!, answer.headers);
        outgoing.end(body);
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function writeIn({ method, url, headers }: IncomingMessage): string | undefined {
  const operation = String(headers["x-amz-target"] ?? "").split(".")[1];
  if (operation)
    return /^(Put|Delete|Create|Update)/.test(operation) ? `DynamoDB ${operation}` : undefined;
  return method === "PUT" || method === "DELETE" ? `${method} ${url}` : undefined;
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
