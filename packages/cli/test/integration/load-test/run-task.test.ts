import { randomBytes } from "node:crypto";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { OperationError } from "../../../src/core/errors";
import { sendByTask } from "../../../src/load-test/run-task";
import { taskProgram } from "../../../src/load-test/task-program";
import { after, answers, hangs, Loopback, withStatus } from "../../load-test/loopback";
import { TaskRunner } from "../../load-test/task-runner";
import { until } from "../../support/until";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";
jest.setTimeout(120_000);

const PLACE = {
  taskDefinition: "arn:aws:ecs:x:1:task-definition/acme-dev-load-test:3",
  subnetIds: ["subnet-1", "subnet-2"],
  securityGroupId: "sg-1",
  logGroupName: "/ecs/acme-dev/load-test",
};

let runner: TaskRunner;
let server: Loopback;
let interruption: AbortController;
beforeEach(async () => {
  runner = new TaskRunner();
  await runner.start();
  interruption = new AbortController();
  server = await Loopback.start();
});
afterEach(() => {
  runner.close();
  server.kill();
});

const load = (changes: object = {}) => ({
  url: server.url,
  host: "www.example.com",
  paths: ["/", "/up"],
  requestsPerSecond: 20,
  count: 40,
  timeLimitMs: 5000,
  mayGoWrong: 0,
  signal: interruption.signal,
  ...changes,
});

async function run(changes: object = {}, options: object = {}) {
  const endpoint = runner.env["AWS_ENDPOINT_URL_ECS"]!;
  const ecs = new ECSClient({ region: "x", endpoint });
  const logs = new CloudWatchLogsClient({ region: "x", endpoint });
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  try {
    return await sendByTask(load(changes), {
      ...{ ecs, logs, cluster: "acme-dev", place: PLACE, say, pollMs: 20, logMs: 500 },
      ...options,
    });
  } finally {
    ecs.destroy();
    logs.destroy();
  }
}

const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => {
      throw new Error("got success, expected an error");
    },
    (error: Error) => {
      expect(error).toBeInstanceOf(OperationError);
      return error.message;
    },
  );

const asked = (name: string) => runner.asked.filter(({ action }) => action === name);

test("a task sends what this machine would, and its result comes by its log", async () => {
  const sent = await run();
  expect(sent).toMatchObject({
    task: "t1",
    node: process.versions.node,
    measured: { due: 40, answered: 40, wrong: [], errorPercent: 0 },
  });
  // Once each before there was a load.
  expect(server.asked).toHaveLength(42);
  expect(new Set(server.asked.map(({ host }) => host))).toEqual(new Set(["www.example.com"]));
  expect(asked("RunTask")).toMatchObject([
    {
      input: {
        cluster: "acme-dev",
        taskDefinition: PLACE.taskDefinition,
        launchType: "FARGATE",
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: PLACE.subnetIds,
            securityGroups: ["sg-1"],
            assignPublicIp: "DISABLED",
          },
        },
      },
    },
  ]);
});

test("what it is told is short enough for ECS, and refused where it is not", () => {
  const { url, signal: _, ...rest } = load();
  const job = { mark: "m ", load: { ...rest, url: url.href } };
  expect(JSON.stringify({ containerOverrides: [taskProgram(job)] }).length).toBeLessThan(6000);
  // Nothing repeats in them, so that they do not become shorter.
  const paths = Array.from({ length: 50 }, () => `/${randomBytes(200).toString("base64url")}`);
  expect(() => taskProgram({ ...job, load: { ...job.load, paths } })).toThrow(
    /^--from task: got \d+ characters for the task, expected at most 8192/,
  );
});

test("what goes wrong is measured there as here", async () => {
  server.kill();
  server = await Loopback.start((n, ...rest) => (n > 12 ? withStatus(503) : answers)(n, ...rest));
  expect((await run()).measured).toMatchObject({
    wrong: [{ what: "status 503", count: expect.any(Number) }],
    givenUp: true,
  });
});

test("where nobody answers no load is sent", async () => {
  server.kill();
  expect(await run()).toMatchObject({ refused: { path: "/", wrong: "ECONNREFUSED" }, late: 0 });
});

test("lines that come late are waited for", async () => {
  runner.lateLines = 5;
  expect((await run()).measured).toMatchObject({ answered: 40 });
});

test("a start whose answer is lost starts nothing twice", async () => {
  const { RunTask } = runner.answers;
  let lost = 1;
  runner.answers["RunTask"] = (input) => {
    const answer = RunTask!(input);
    return lost-- > 0 ? "ThrottlingException" : answer;
  };
  expect((await run()).task).toBe("t1");
  expect(runner.ids).toEqual(["t1"]);
});

test.each<[string, () => void, RegExp]>([
  [
    "that never starts",
    () => (runner.neverStarts = "CannotPullContainerError: not found"),
    /^the task t1 never started: TaskFailedToStart: CannotPullContainerError: not found\. It has left no result, so nothing is known$/,
  ],
  [
    "that ECS has no room for",
    () => (runner.answers["RunTask"] = () => ({ failures: [{ reason: "RESOURCE:MEMORY" }] })),
    /^ECS has started no task of load-test: RESOURCE:MEMORY\. Nothing was sent$/,
  ],
  [
    "whose image has no Node.js of ours",
    () => (runner.program = "console.log('node: not found'); process.exit(127)"),
    /^the task t1 failed with the exit code 127: .*\. It has left no result, so nothing is known\. Its last lines:\n {2}node: not found$/,
  ],
  [
    "whose result is cut off",
    () => (runner.onTheWay = (line) => line.slice(0, 60)),
    /^the task t1 has printed a result that is none, so nothing is known: /,
  ],
])("a task %s is told in a message", async (_, breaks, said) => {
  breaks();
  expect(await refusal(run())).toMatch(said);
});

test("one that is killed has no result", async () => {
  const ended = refusal(run());
  await until("a request under load", () => server.asked.length > 5, 60);
  runner.kill();
  expect(await ended).toMatch(/^the task t1 failed with the exit code 137/);
});

test("one that does not start in time is stopped", async () => {
  runner.isPending = true;
  const load = { count: 1, requestsPerSecond: 1000, timeLimitMs: 1 };
  expect(await refusal(run(load, { marginMinutes: 0.001 }))).toMatch(
    /^the task t1 was stopped: it had not started after [\d.]+ min\. It has left no result/,
  );
  expect(asked("StopTask")).toHaveLength(1);
});

test("an interrupted command stops it", async () => {
  server.kill();
  server = await Loopback.start(after(50));
  const ended = run().catch((error: unknown) => error);
  await until("a request under load", () => server.asked.length > 5, 60);
  interruption.abort(new OperationError("interrupted", 130));
  expect(await ended).toBeDefined();
  expect(asked("StopTask")).toHaveLength(1);
  await until("its end", () => !runner.isRunning, 60);
});

test("answers that hang are told apart by the task as well", async () => {
  server.kill();
  server = await Loopback.start((n, ...rest) => (n > 5 ? hangs : answers)(n, ...rest));
  const { measured } = await run({ timeLimitMs: 200 });
  expect(measured!.wrong).toContainEqual({
    what: "no answer within 200 ms",
    count: expect.any(Number),
  });
});
