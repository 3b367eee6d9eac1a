import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A state backend over HTTP with a lock, as Terraform's `http` backend wants it
 * (https://developer.hashicorp.com/terraform/language/backend/http).
 */
export class HttpBackend {
  state: string | undefined;
  lock: string | undefined;
  private readonly server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { status, text } = this.answer(request.method!, body);
    response.writeHead(status).end(text);
  });

  static async start(): Promise<HttpBackend> {
    const backend = new HttpBackend();
    backend.server.listen(0, "127.0.0.1");
    await once(backend.server, "listening");
    return backend;
  }

  /** For a configuration's `terraform` block. */
  get configuration(): object {
    const address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/state`;
    return { http: { address, lock_address: address, unlock_address: address } };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(method: string, body: string): { status: number; text?: string | undefined } {
    switch (method) {
      case "GET":
        return { status: this.state === undefined ? 404 : 200, text: this.state };
      case "LOCK":
        if (this.lock !== undefined) return { status: 423, text: this.lock };
        this.lock = body;
        return { status: 200 };
      case "UNLOCK":
        this.lock = undefined;
        return { status: 200 };
      default:
        this.state = body;
        return { status: 200 };
    }
  }
}
