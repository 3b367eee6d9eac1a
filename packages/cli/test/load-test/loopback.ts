import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server does with its n-th request, from 1 on. */
export type Behaviour = (n: number, request: IncomingMessage, response: ServerResponse) => void;

export const answers: Behaviour = (_, __, response) => void response.end("ok");

/** Does something else with every n-th request. */
export const every =
  (nth: number, other: Behaviour): Behaviour =>
  (n, request, response) =>
    (n % nth === 0 ? other : answers)(n, request, response);

export const withStatus =
  (status: number): Behaviour =>
  (_, __, response) => {
    response.statusCode = status;
    response.end("no");
  };

export const after =
  (ms: number): Behaviour =>
  (...args) =>
    void setTimeout(() => answers(...args), ms);

export const hangs: Behaviour = () => undefined;

/** Ends the connection in the middle of an answer. */
export const breaksOff: Behaviour = (_, request, response) => {
  response.writeHead(200, { "content-length": 10 });
  response.write("abc", () => request.socket.destroy());
};

/** A server on loopback that counts what it is asked. */
export class Loopback {
  readonly asked: { readonly url: string; readonly host: string; readonly at: number }[] = [];
  readonly url: URL;

  private constructor(private readonly server: ReturnType<typeof createServer>) {
    this.url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  static async start(behaviour: Behaviour = answers): Promise<Loopback> {
    let made: Loopback | undefined;
    const server = createServer((request, response) => {
      made!.asked.push({
        url: request.url!,
        host: String(request.headers.host),
        at: performance.now(),
      });
      behaviour(made!.asked.length, request, response);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    made = new Loopback(server);
    return made;
  }

  /** As a process that is killed: nobody listens any more, and connections are gone. */
  kill(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
