import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an action answers to an input; one that is none is refused with its name. */
type Answer = (input: any) => object | string;

/** As much of ECS as status and exec ask, in its own protocol; an emulator would start containers. */
export class FakeEcs {
  /** What was asked, as `ExecuteCommand`, with its input. */
  readonly asked: { readonly action: string; readonly input: any }[] = [];
  readonly answers: Record<string, Answer> = {};

  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const action = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
      const input = JSON.parse(Buffer.concat(chunks).toString() || "{}");
      this.asked.push({ action, input });
      const answer = this.answers[action]?.(input) ?? "NobodyHasSaidWhatThisAnswers";
      const isRefused = typeof answer === "string";
      response.writeHead(isRefused ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
      const refusal = { __type: answer, message: "refused by the test" };
      response.end(JSON.stringify(isRefused ? refusal : answer));
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

  get env(): NodeJS.ProcessEnv {
    const { port } = this.server.address() as AddressInfo;
    return { AWS_ENDPOINT_URL_ECS: `http://127.0.0.1:${port}` };
  }

  /** Actions that were asked, one after another. */
  get actions(): string[] {
    return this.asked.map(({ action }) => action);
  }
}

const TIME = Date.parse("2026-11-30T06:00:00Z") / 1000;

/** A task that runs and takes sessions, as ECS describes it. */
export const runningTask = (id: string, changes: object = {}): object => ({
  taskArn: `arn:aws:ecs:ap-northeast-2:111111111111:task/groundwork-dev/${id}`,
  clusterArn: "arn:aws:ecs:ap-northeast-2:111111111111:cluster/groundwork-dev",
  lastStatus: "RUNNING",
  enableExecuteCommand: true,
  startedAt: TIME,
  containers: [
    {
      name: "web",
      lastStatus: "RUNNING",
      runtimeId: `${id}-4242`,
      managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: "RUNNING" }],
    },
  ],
  ...changes,
});
