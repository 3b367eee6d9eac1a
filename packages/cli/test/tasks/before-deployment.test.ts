import { ecsAt, logsAt } from "../../src/operate/environment";
import { runBeforeDeployment } from "../../src/tasks/before-deployment";
import { LoopbackTasks } from "../support/loopback-tasks";
import { stepInput } from "./step-input";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

let aws: LoopbackTasks;
const said: string[] = [];
beforeEach(async () => {
  aws = await new LoopbackTasks().start();
  said.length = 0;
});
afterEach(() => aws.close());

const run = async (changes = {}) => {
  const input = stepInput(changes);
  const at = { region: input.region, env: aws.env };
  const [ecs, logs] = [ecsAt(at), logsAt(at)];
  const { signal } = new AbortController();
  const options = { ecs, logs, signal, say: (line: string) => void said.push(line), pauseMs: 2 };
  await runBeforeDeployment(input, options).finally(() => {
    ecs.destroy();
    logs.destroy();
  });
};
const record = (attempt = 1) => aws.streams.get(`tasks/migrate/12.${attempt}`)!.messages;
const runs = () => aws.inputs("RunTask");

test("it runs once with the revision, size, network and command that are meant, and shows its log", async () => {
  aws.lives = [{ looks: 3, lines: ["creating users", "done"] }];
  await run({ overrides: { ...stepInput().overrides, cpu: "512", memory: "1024" } });
  expect(runs()).toHaveLength(1);
  expect(runs()[0]).toMatchObject({
    cluster: "acme-dev",
    taskDefinition: "arn:aws:ecs:ap-northeast-2:111111111111:task-definition/acme-dev-web:12",
    group: "task:web-migrate",
    overrides: { cpu: "512", memory: "1024", containerOverrides: [{ name: "web" }] },
    capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
  });
  expect(said).toEqual([
    "migrate of web runs: task 11111111, log group /ecs/acme-dev/web",
    "migrate | creating users",
    "migrate | done",
    "migrate of web ended well",
  ]);
  expect(record()).toEqual([
    expect.stringMatching(/^started .*task\/acme-dev\/11111111$/),
    expect.stringMatching(/^ended 0 EssentialContainerExited/),
  ]);
});

test("the log of an apply takes no more than its share of lines", async () => {
  aws.lives = [{ lines: Array.from({ length: 2500 }, (_, line) => `line ${line}`) }];
  await run();
  expect(said).toContain("migrate | line 1999");
  expect(said).not.toContain("migrate | line 2000");
  expect(said.filter((line) => line.includes("more lines are in /ecs/acme-dev/web"))).toHaveLength(
    1,
  );
});

test("from pending to stopped between two looks is an end like any other", async () => {
  aws.lives = [{ looks: 1, lines: ["at once"] }];
  await run();
  expect(said).toContain("migrate | at once");
});

test("what ended well for a revision is never run again, long after ECS has forgotten it", async () => {
  await run();
  aws.forget();
  await run();
  expect(runs()).toHaveLength(1);
  expect(said.at(-1)).toContain("ended well before, for the revision 12: not run again");
});

test("answers that are lost start no second task", async () => {
  aws.lost.push("RunTask", "DescribeTasks", "GetLogEvents", "PutLogEvents");
  await run();
  expect(runs().length).toBeGreaterThan(1);
  expect(aws.tasks).toHaveLength(1);
});

test("two at once are one task, and both wait for it", async () => {
  aws.lives = [{ looks: 6 }];
  await Promise.all([run(), run()]);
  expect(aws.tasks).toHaveLength(1);
  expect(said.filter((line) => line.endsWith("ended well"))).toHaveLength(2);
});

test.each<[string, object, string]>([
  [
    "another code than 0",
    { exitCode: 1 },
    "failed with the exit code 1: EssentialContainerExited: Essential container exited",
  ],
  [
    "no start",
    {
      exitCode: undefined,
      stopCode: "TaskFailedToStart",
      stoppedReason: "CannotPullContainerError",
    },
    "never started: TaskFailedToStart: CannotPullContainerError",
  ],
])("%s fails it, and the service keeps its version", async (_, life, why) => {
  aws.lives = [life];
  await expect(run()).rejects.toMatchObject({
    exitCode: 8,
    message: expect.stringContaining(`migrate of web ${why}. The service keeps the version`),
  });
});

test("a task that stays pending is stopped when its time is up", async () => {
  aws.lives = [{ stuck: true }];
  await expect(run({ timeoutMinutes: 0.0005 })).rejects.toThrow(
    "was stopped: it had not started after 0.0005 min",
  );
  expect(aws.inputs("StopTask")).toHaveLength(1);
  expect(record().at(-1)).toMatch(/^stopped - it had not started/);
});

test("one that ECS does not place is told by ECS's reason", async () => {
  aws.answers["RunTask"] = () => ({ tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] });
  await expect(run()).rejects.toMatchObject({
    exitCode: 8,
    message: expect.stringContaining("RESOURCE:MEMORY"),
  });
});

test("retries are further tasks, and an apply after a failure has its own", async () => {
  aws.lives = [{ exitCode: 3 }, { exitCode: 3 }, { exitCode: 3 }, {}];
  await expect(run({ retries: 1 })).rejects.toThrow("exit code 3");
  expect(aws.tasks).toHaveLength(2);
  await run({ retries: 1 });
  expect(new Set(aws.tasks.map(({ token }) => token)).size).toBe(4);
});

describe("an apply that was cut off", () => {
  const begun = (...messages: string[]) =>
    aws.streams.set("tasks/migrate/12.1", { creationTime: Date.now(), messages });

  test("before ECS was asked leaves nothing to wait for", async () => {
    begun();
    await run();
    expect(aws.tasks).toHaveLength(1);
  });

  test.each([1, 9])(
    "before it wrote down what it started: found again, after %i looks",
    async (looks) => {
      aws.lives = [{ looks }];
      await run();
      begun();
      const before = aws.tasks[0]!.looks;
      if (looks > 1) aws.tasks[0]!.looks = 1;
      await run();
      expect(runs()).toHaveLength(1);
      expect(aws.tasks[0]!.looks).toBeGreaterThanOrEqual(before);
      expect(said.at(-1)).toContain("ended well");
    },
  );

  test("a failure that nobody has seen fails the next apply", async () => {
    aws.lives = [{ exitCode: 1 }];
    await expect(run()).rejects.toThrow("exit code 1");
    begun(`started ${aws.tasks[0]!.taskArn}`);
    await expect(run()).rejects.toThrow("failed with the exit code 1");
    expect(runs()).toHaveLength(1);
  });

  test("what was started, and is forgotten by now, is not started again", async () => {
    jest.spyOn(Date, "now").mockImplementation(() => clock);
    let clock = 0;
    aws.answers["DescribeTasks"] = () => {
      clock += 61_000;
      return { tasks: [] };
    };
    begun("started arn:aws:ecs:ap-northeast-2:111111111111:task/acme-dev/gone");
    await expect(run()).rejects.toThrow("migrate of web was started as gone by an apply that was");
    expect(runs()).toHaveLength(0);
    jest.restoreAllMocks();
  });

  test("an end that nobody knows any more starts nothing, and is told with both ways on", async () => {
    begun();
    aws.streams.get("tasks/migrate/12.1")!.creationTime = Date.now() - 24 * 3_600_000;
    await expect(run()).rejects.toMatchObject({
      exitCode: 8,
      message: expect.stringMatching(/message="ended 0".*delete-log-stream/s),
    });
    expect(runs()).toHaveLength(0);
    record().push("ended 0");
    await run();
    expect(runs()).toHaveLength(0);
  });
});
