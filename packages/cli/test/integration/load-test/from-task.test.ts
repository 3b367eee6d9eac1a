import { once } from "node:events";
import { startGroundwork } from "@groundwork/testing/project";
import { Loopback } from "../../load-test/loopback";
import { TaskRunner } from "../../load-test/task-runner";
import { Delivery } from "../../support/delivery";
import { until } from "../../support/until";

jest.setTimeout(240_000);

const DIGEST = `sha256:${"a".repeat(64)}`;
const LOAD = { requestsPerSecond: 10, minutes: 0.1, p99Milliseconds: 5000 };
const IMAGE = `public.ecr.aws/docker/library/node:24-alpine@sha256:${"d".repeat(64)}`;

let delivery: Delivery;
let runner: TaskRunner;
let server: Loopback;
beforeAll(async () => {
  delivery = await Delivery.create("load-test-task");
  const web = { name: "web", http: {}, loadTest: LOAD, image: { tag: "v1", digest: DIGEST } };
  const network = '"network":{"cidr":"10.10.0.0/16","zones":["a","c"],"nat":"single"}';
  await delivery.copy.edit("environments/dev.ts", /"network":\{.*?\}/, network);
  await delivery.copy.edit(
    "environments/dev.ts",
    /"services":\[.*?\],"alarms"/,
    `"services":${JSON.stringify([web])},"loadTestTask":{"image":"${IMAGE}"},"alarms"`,
  );
  await delivery.commit("a task");
});
beforeEach(async () => {
  server = await Loopback.start();
  runner = new TaskRunner();
  await runner.start();
  const { DescribeTasks } = runner.answers;
  const deployments = [{ status: "PRIMARY", rolloutState: "COMPLETED", taskDefinition: "web:7" }];
  const service = { serviceName: "web", status: "ACTIVE", runningCount: 1, desiredCount: 1 };
  Object.assign(runner.answers, {
    DescribeServices: () => ({ services: [{ ...service, deployments }] }),
    ListTasks: () => ({ taskArns: ["of-web"] }),
    DescribeTasks: (input: any) =>
      input.tasks[0] === "of-web"
        ? {
            tasks: [
              {
                lastStatus: "RUNNING",
                taskDefinitionArn: "arn:aws:ecs:x:1:task-definition/web:7",
                containers: [{ name: "web", image: `acme/web@${DIGEST}` }],
              },
            ],
          }
        : DescribeTasks!(input),
  });
});
afterEach(() => {
  runner.close();
  server.kill();
});
afterAll(() => delivery?.close());

const args = () => ["load-test", "dev", "--from", "task", "--url", server.url.origin];
const kim = () => ({ ...delivery.kim, ...runner.env });

/** The command, again where this machine had other work than to send requests in time. */
async function evenly(tries = 5): ReturnType<Delivery["json"]> {
  const ended = await delivery.json(kim(), ...args());
  const isLate = String(ended.document.error).includes("more than a second late");
  return isLate && tries > 1 ? evenly(tries - 1) : ended;
}

test("before the stack is applied it is not known how the task is run", async () => {
  expect(await delivery.run(kim(), ...args())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--from task: dev-stack has no output load-test"),
  });
});

test("its output says how, and the result is stored as one of that task", async () => {
  const applied = await delivery.apply(await delivery.plan("dev-stack"));
  expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
  const { code, document } = await evenly();
  expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
  const [result] = document.results;
  expect(result).toMatchObject({
    passed: true,
    digest: DIGEST,
    taskDefinition: "web:7",
    place: { url: server.url.origin, from: expect.stringMatching(/^task t\d+$/) },
    tool: { name: "groundwork load-test", version: expect.stringContaining("Node.js") },
  });
  expect(await delivery.readJson(`results/dev/load-tests/web/${result.id}.json`)).toEqual(result);
  const { input } = runner.asked.find(({ action }) => action === "RunTask")!;
  expect(input.networkConfiguration.awsvpcConfiguration.subnets).toHaveLength(2);
  expect(input.taskDefinition).toContain("task-definition");
});

test("a command that is killed leaves a task that ends by itself, and no result", async () => {
  const before = await delivery.keys("results/dev/load-tests/");
  const running = startGroundwork(args(), kim(), delivery.copy.root);
  await until("a request under load", () => server.asked.length > 5, 60);
  const ended = once(running, "exit");
  running.kill("SIGKILL");
  await ended;
  await until("the task's end", () => !runner.isRunning, 60);
  expect(await delivery.keys("results/dev/load-tests/")).toEqual(before);
});

test("an environment without one says what it takes", async () => {
  expect(await delivery.run(kim(), "load-test", "dev", "--from", "somewhere")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Allowed choices are here, task"),
  });
});
