import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export interface HoldingProxy {
  readonly endpoint: string;
  /** Whether a write has come that waits now. */
  readonly held: boolean;
  /** Lets it through, and all that follow. */
  release(): void;
  close(): void;
}

/**
 * Stands between a program and the emulator and holds back a write that the program has decided on,
 * so that something else can come first.
 *
 * @param what of the address of the write
 */
export async function startHoldingProxy(target: string, what: RegExp): Promise<HoldingProxy> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = false;
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.method === "PUT" && what.test(incoming.url!)) {
      held = true;
      await released;
    }
    const forwarded = request(
      new URL(incoming.url!, target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get held() {
      return held;
    },
    release,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
