import { findTask } from "../../src/operate/exec/task";
import { runningTask } from "./fake-ecs";

/** ECS with tasks, as its client has them. */
function ecsWith(...tasks: any[]) {
  const send = ({ input }: any) =>
    Promise.resolve(
      input.tasks === undefined
        ? { taskArns: tasks.map(({ taskArn }) => taskArn) }
        : { tasks: tasks.map((task) => ({ ...task, startedAt: new Date(task.startedAt * 1000) })) },
    );
  return { send } as never;
}

const WEB = { cluster: "groundwork-dev", service: "web", container: "web" };

test("the newest task is taken, or the one that is named", async () => {
  const ecs = ecsWith(
    runningTask("aa11"),
    runningTask("aa22", { startedAt: 9e9 }),
    runningTask("bb33"),
  );
  expect(await findTask(ecs, WEB)).toMatchObject({ taskId: "aa22", runtimeId: "aa22-4242" });
  expect(await findTask(ecs, { ...WEB, task: "bb" })).toMatchObject({ taskId: "bb33" });
  const arn = "arn:aws:ecs:ap-northeast-2:111111111111:task/groundwork-dev/aa11";
  expect(await findTask(ecs, { ...WEB, task: arn })).toMatchObject({ taskArn: arn });
});

const ids = "expected one of aa11, aa22";

test.each([
  ["cc", `--task: got cc, which does not run, ${ids}`],
  ["", `--task: got , which does not run, ${ids}`],
  ["aa", `--task: got aa, which several ids begin with, ${ids}`],
])("the task %j is none of them", async (task, said) => {
  const ecs = ecsWith(runningTask("aa11"), runningTask("aa22"));
  await expect(findTask(ecs, { ...WEB, task })).rejects.toThrow(said);
});

const container = (changes: object) => ({
  containers: [{ name: "web", lastStatus: "RUNNING", runtimeId: "r", ...changes }],
});

test.each([
  [
    "no task at all",
    [],
    "web runs no task in the cluster groundwork-dev: it is asleep, not applied",
  ],
  [
    "one that is about to run",
    [runningTask("aa11", { lastStatus: "PENDING" })],
    "web runs no task in the cluster groundwork-dev",
  ],
  [
    "one from before exec was on",
    [runningTask("aa11", { enableExecuteCommand: false })],
    "the task aa11 of web was started before exec was on. Start new ones: aws ecs update-service --cluster groundwork-dev --service web --force-new-deployment",
  ],
  [
    "one whose container has ended",
    [runningTask("aa11", container({ lastStatus: "STOPPED", reason: "OutOfMemoryError" }))],
    "the container web of the task aa11 does not run: OutOfMemoryError",
  ],
  [
    "one without the container",
    [runningTask("aa11", { containers: [] })],
    "the container web of the task aa11 does not run: it is not there",
  ],
  [
    "one whose agent does not run",
    [
      runningTask(
        "aa11",
        container({ managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: "STOPPED" }] }),
      ),
    ],
    "the agent in the container web of the task aa11 takes no session: STOPPED.",
  ],
])("%s takes no session", async (_, tasks, said) => {
  await expect(findTask(ecsWith(...tasks), WEB)).rejects.toThrow(said);
});

test("one that takes sessions is taken before a newer one that does not", async () => {
  const newer = runningTask("bb22", {
    startedAt: 9e9,
    enableExecuteCommand: false,
    containers: [],
  });
  expect(await findTask(ecsWith(newer, runningTask("aa11")), WEB)).toMatchObject({
    taskId: "aa11",
  });
});
