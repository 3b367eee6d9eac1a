import { JsonAws } from "../support/json-aws";

/** What an action answers to an input; one that is none is refused with its name. */
type Answer = (input: any) => object | string;

/** As much of ECS as status and exec ask, in its own protocol; an emulator would start containers. */
export class FakeEcs extends JsonAws {
  readonly answers: Record<string, Answer> = {};

  protected override answer(action: string, input: any): object | string {
    return this.answers[action]?.(input) ?? "NobodyHasSaidWhatThisAnswers";
  }

  get env(): NodeJS.ProcessEnv {
    return { AWS_ENDPOINT_URL_ECS: this.endpoint };
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
