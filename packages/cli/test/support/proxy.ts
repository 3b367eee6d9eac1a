import { once } from "node:events";
import {
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine that stands between a program and the emulator. */
export interface Proxy {
  readonly endpoint: string;
  close(): void;
}

export async function startProxy(listener: RequestListener): Promise<Proxy> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Asks the emulator what was asked.
 *
 * @param give what becomes of its answer @default it is given as it is
 */
export function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  give: (answer: IncomingMessage) => void = (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(outgoing);
  },
): void {
  const { method, headers } = incoming;
  const forwarded = request(new URL(incoming.url!, target), { method, headers }, give);
  forwarded.on("error", () => outgoing.destroy());
  incoming.pipe(forwarded);
}
