import { once } from "node:events";
import { startGroundwork } from "@groundwork/testing/project";
import { answers, every, Loopback, withStatus } from "../../load-test/loopback";
import { DeployedService } from "../../load-test/deployed-service";
import { Delivery } from "../../support/delivery";
import { until } from "../../support/until";

jest.setTimeout(240_000);

const LOAD = { requestsPerSecond: 10, minutes: 0.1, p99Milliseconds: 5000 };

let delivery: Delivery;
let web: DeployedService;
let server: Loopback;
beforeAll(async () => {
  delivery = await Delivery.create("load-test-deployment");
  const service = { name: "web", http: {}, loadTest: LOAD, deployment: { strategy: "CANARY" } };
  await delivery.copy.edit(
    "environments/dev.ts",
    /"services":\[.*?\],"alarms"/,
    `"services":${JSON.stringify([service])},"alarms"`,
  );
  await delivery.commit("load-test");
});
beforeEach(async () => {
  web = new DeployedService();
  await web.aws.start();
});
afterEach(() => {
  web.aws.close();
  server.kill();
});
afterAll(() => delivery?.close());

const args = (...more: string[]) => [
  ...["load-test", "dev", "web", "--test-listener", "--url", server.url.origin],
  ...more,
];
/** kim, to whom what stands for ECS answers. */
const kim = () => ({ ...delivery.kim, ...web.aws.env });
const actions = () => new Set(web.aws.actions);
const stored = () => delivery.keys("results/dev/load-tests/");

/** The command, again where this machine had other work than to send requests in time. */
async function evenly(tries = 5): ReturnType<Delivery["json"]> {
  const ended = await delivery.json(kim(), ...args("--decide"));
  const isLate = String(ended.document.error).includes("more than a second late");
  return isLate && tries > 1 ? evenly(tries - 1) : ended;
}

test("a new version that stands its load goes on", async () => {
  server = await Loopback.start(answers);
  const { code, document } = await evenly();
  expect({ code, error: document.error }).toEqual({ code: 0, error: undefined });
  expect(document).toMatchObject({
    results: [{ passed: true, taskDefinition: "acme-prod-web:2", place: { testListener: true } }],
    decisions: [{ service: "web", deployment: "d-2", decided: "goes on" }],
  });
  expect(actions()).toContain("ContinueServiceDeployment");
});

test("one that does not goes back: 8, with who stopped it and why", async () => {
  server = await Loopback.start(every(2, withStatus(500)));
  const ended = await delivery.run(kim(), ...args("--decide"));
  // The first look is one of two requests, so it may be the one that goes wrong.
  expect(ended.code).toBe(8);
  expect(ended.stdout).toContain("web runs what it ran before.");
  const [stop] = await delivery.keys("results/dev/stops/");
  expect(await delivery.readJson(stop!)).toMatchObject({
    deployment: "d-2",
    why: expect.stringMatching(/^load test: web in dev/),
    by: { arn: expect.stringMatching(/\/kim$/) },
  });
});

test.each(["SIGKILL", "SIGINT"] as const)(
  "a test that ends by %s decides nothing: the deployment waits on, and nothing is stored",
  async (signal) => {
    server = await Loopback.start(answers);
    const before = await stored();
    const running = startGroundwork(args("--decide"), kim(), delivery.copy.root);
    await until("a request under load", () => server.asked.length > 5, 60);
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
    expect(web.isPaused).toBe(true);
    expect(actions()).not.toContain("StopServiceDeployment");
    expect(await stored()).toEqual(before);
  },
);

test("without a deployment there is nothing to test, and without ECS none", async () => {
  server = await Loopback.start(answers);
  web.deployments.get("d-2")!.statuses = ["SUCCESSFUL"];
  expect(await delivery.run(kim(), ...args())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("web in dev: got no deployment under way, expected one"),
  });
  expect(await delivery.run(delivery.kim, ...args())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--test-listener: a rehearsal deploys nothing"),
  });
});
