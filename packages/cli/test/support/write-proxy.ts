import type { IncomingMessage } from "node:http";
import { forward, startProxy, type Proxy } from "./proxy";

/** A request that changes something. */
export interface Write {
  /** As `PUT /bucket/dev/terraform.tfstate` or `DynamoDB PutItem`. */
  readonly what: string;
  /** 1 for the first since the proxy was started. */
  readonly number: number;
}

export interface WriteProxy extends Proxy {
  readonly writes: readonly Write[];
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
  const proxy = await startProxy((incoming, outgoing) => {
    forward(target, incoming, outgoing, async (answer) => {
      const body = await collect(answer);
      const what = writeIn(incoming);
      if (what) {
        const write = { what, number: writes.length + 1 };
        writes.push(write);
        await onWritten(write);
      }
      outgoing.writeHead(answer.statusCode!, answer.headers);
      outgoing.end(body);
    });
  });
  return { ...proxy, writes };
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
