import type { ECSClient } from "@aws-sdk/client-ecs";
import { OperationError } from "../core/errors";
import type { OpenDelivery } from "../delivery/open";
import { logsOf } from "../operate/environment";
import type { Sender } from "./one-test";
import { sendByTask } from "./run-task";
import { sendLoad } from "./send-load";
import { TASK_OUTPUT, taskPlaceIn } from "./task-place";
import type { LoadTestOptions, Testing } from "./testing";

/** What sends the loads of a command: this machine, or a task of the environment. */
export function senderOf(
  cluster: string,
  ecs: ECSClient | undefined,
  output: Testing["output"],
  { person }: Pick<OpenDelivery, "person">,
  options: LoadTestOptions,
): Sender {
  const { environment, env, standIns, pollMs } = options;
  const usual = environment.loadTestTask && !standIns ? "task" : "here";
  if ((options.from ?? usual) === "here") return sendLoad;
  return async (load) => {
    const place = taskPlaceIn(environment, await output(TASK_OUTPUT));
    if (!ecs) throw new OperationError("--from task: a rehearsal runs no tasks, expected here");
    const logs = logsOf(environment, env);
    const say = (line: string) => person.tell(line);
    try {
      return await sendByTask(load, { ecs, logs, cluster, place, say, pollMs });
    } finally {
      logs.destroy();
    }
  };
}
