import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GitHub } from "../../src/github/api";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: any;
}

/** What the server says to a call: a value as JSON, or a status alone. */
export type Answer = (call: Call) => unknown;

/** GitHub's API, as far as a test answers for it, on this machine. */
export class FakeGitHub {
  /** Those that change something, in their order. */
  readonly changes: string[] = [];
  readonly calls: Call[] = [];

  private constructor(
    private readonly server: Server,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(answer: Answer): Promise<FakeGitHub> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const call: Call = {
          method: request.method!,
          path: request.url!.replace("/repos/acme/infra", ""),
          body: text === "" ? undefined : JSON.parse(text),
        };
        fake.calls.push(call);
        if (call.method !== "GET") fake.changes.push(`${call.method} ${call.path}`);
        const said = request.headers.authorization === "Bearer t0ken" ? answer(call) : 401;
        if (typeof said === "number") {
          response.writeHead(said).end(JSON.stringify({ message: `status ${said}` }));
        } else {
          response.writeHead(200).end(JSON.stringify(said ?? {}));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const fake = new FakeGitHub(server, {
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: "acme/infra",
      GH_TOKEN: "t0ken",
    });
    return fake;
  }

  get api(): GitHub {
    return GitHub.of(this.env);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
