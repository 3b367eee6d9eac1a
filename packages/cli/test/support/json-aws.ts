import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request is answered with: an object, the name of an error, or nothing, as it got lost. */
export type Answered = object | string | undefined;

/** A server of a service of AWS that speaks JSON. */
export abstract class JsonAws {
  /** What was asked, as `RunTask`, with its input. */
  readonly asked: { readonly action: string; readonly input: any }[] = [];

  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const action = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
      const input = JSON.parse(Buffer.concat(chunks).toString() || "{}");
      this.asked.push({ action, input });
      const answer = this.answer(action, input);
      if (answer === undefined) {
        response.destroy();
        return;
      }
      const isRefused = typeof answer === "string" || "__type" in answer;
      response.writeHead(isRefused ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
      const refusal = { __type: answer, message: "refused by the test" };
      response.end(JSON.stringify(typeof answer === "string" ? refusal : answer));
    });
  });

  async start(): Promise<this> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    return this;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  protected get endpoint(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  protected abstract answer(action: string, input: any): Answered;

  /** Inputs with which an action was asked. */
  inputs(action: string): any[] {
    return this.asked.filter((one) => one.action === action).map(({ input }) => input);
  }
}
