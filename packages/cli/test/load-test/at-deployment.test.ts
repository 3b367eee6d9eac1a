import { OperationError } from "../../src/core/errors";
import { testNext } from "../../src/load-test/at-deployment";
import { digest } from "../rollback/fake-service";
import { DeployedService, testingOf, WEB } from "./deployed-service";
import { answers, every, hangs, Loopback, withStatus, type Behaviour } from "./loopback";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";
jest.setTimeout(60_000);

let web: DeployedService;
let server: Loopback;
beforeEach(async () => {
  web = new DeployedService();
  await web.aws.start();
});
afterEach(() => {
  web.aws.close();
  server?.kill();
});

/** Has the next version of web tested, whose new tasks behave like that. */
async function testWith(
  behaviour: Behaviour,
  changes: Parameters<typeof testingOf>[2] = {},
  load: Partial<typeof WEB> = {},
) {
  server?.kill();
  server = await Loopback.start(behaviour);
  const facts = testingOf(web, server.url, changes);
  const error: unknown = await testNext([{ ...WEB, ...load }], facts.testing).catch((one) => one);
  facts.testing.ecs!.destroy();
  return { ...facts, error: error as OperationError | undefined };
}

const asked = (name: string) => web.aws.asked.filter(({ action }) => action === name);
const results = (stored: Map<string, any>) =>
  [...stored].filter(([key]) => key.startsWith("results/prod/load-tests/web/"));

test("what waits is tested, stored as the version that it is, and let go on", async () => {
  const { error, stored, testing, said } = await testWith(answers);
  expect(error).toBeUndefined();
  expect(results(stored)).toMatchObject([
    [
      expect.any(String),
      {
        passed: true,
        digest: digest("b"),
        taskDefinition: "acme-prod-web:2",
        place: { testListener: true },
      },
    ],
  ]);
  expect(asked("ContinueServiceDeployment")).toMatchObject([
    { input: { serviceDeploymentArn: "d-2", hookId: "pause-1", action: "CONTINUE" } },
  ]);
  expect(testing.document.decisions).toEqual([
    { service: "web", deployment: "d-2", decided: "goes on" },
  ]);
  expect(said).toContain("web in prod: it goes on.");
});

test("it is waited for until its new tasks take all test requests", async () => {
  web.isPaused = false;
  web.stages = [
    undefined,
    undefined,
    undefined,
    "SCALE_UP",
    "SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
  ];
  const { error, said } = await testWith(answers);
  expect(error).toBeUndefined();
  expect(said.slice(0, 3)).toEqual([
    "web in prod: no stage yet",
    "web in prod: SCALE_UP",
    "web in prod: TEST_TRAFFIC_SHIFT",
  ]);
  // It goes on by itself.
  expect(asked("ContinueServiceDeployment")).toEqual([]);
});

test("what misses its threshold is stopped and goes back: 8, with both reasons stored", async () => {
  const { error, stored, testing } = await testWith(every(2, withStatus(500)));
  expect(error).toMatchObject({ exitCode: 8, message: expect.stringContaining("does not stand") });
  expect(asked("StopServiceDeployment")).toHaveLength(1);
  expect(asked("ContinueServiceDeployment")).toEqual([]);
  expect(results(stored)).toMatchObject([[expect.any(String), { passed: false }]]);
  const stops = [...stored].filter(([key]) => key.startsWith("results/prod/stops/"));
  expect(stops).toMatchObject([
    [
      expect.any(String),
      { deployment: "d-2", why: expect.stringMatching(/^load test: web in prod does not stand/) },
    ],
  ]);
  expect(testing.document.decisions).toMatchObject([{ decided: "went back" }]);
});

test("one that does not answer well at all goes back before there is a load", async () => {
  const { error, stored } = await testWith(withStatus(503));
  expect(error).toMatchObject({ exitCode: 8, message: expect.stringContaining("got status 503") });
  expect(asked("StopServiceDeployment")).toHaveLength(1);
  expect(results(stored)).toEqual([]);
});

test("a hang is a missed threshold like any other", async () => {
  const load = { p99Milliseconds: 20, requestsPerSecond: 40 };
  const behaviour: Behaviour = (n, ...rest) => (n > 5 ? hangs : answers)(n, ...rest);
  const { error } = await testWith(behaviour, {}, load);
  expect(error).toMatchObject({ exitCode: 8 });
  expect(asked("StopServiceDeployment")).toHaveLength(1);
});

test("without --decide nothing is done to the deployment, and the line that does is said", async () => {
  const { error, said } = await testWith(answers, { decide: false });
  expect(error).toBeUndefined();
  expect(said.at(-1)).toMatch(
    /^It waits\. To let it go on: .*load-test prod web --test-listener --decide$/,
  );
  const failed = await testWith(every(2, withStatus(500)), { decide: false });
  expect(failed.error).toMatchObject({ exitCode: 8 });
  expect([asked("ContinueServiceDeployment"), asked("StopServiceDeployment")]).toEqual([[], []]);
});

test("a stage that has passed is said, and nothing is sent", async () => {
  web.stages = ["PRODUCTION_TRAFFIC_SHIFT"];
  const { error } = await testWith(answers);
  expect(error).toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /^web in prod: its deployment is at PRODUCTION_TRAFFIC_SHIFT, where requests of customers reach the new tasks as well/,
    ),
  });
  expect(server.asked).toEqual([]);
});

test("one that passes during the test makes it void: nothing is stored or decided", async () => {
  const { error, stored } = await testWith((n, ...rest) => {
    if (n === 10) web.stages = ["PRODUCTION_TRAFFIC_SHIFT"];
    answers(n, ...rest);
  });
  expect(error).toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("went on to PRODUCTION_TRAFFIC_SHIFT during the test"),
  });
  expect(stored.size).toBe(0);
});

test.each([
  ["SUCCESSFUL", "got no deployment under way"],
  ["ROLLBACK_IN_PROGRESS", "its deployment d-2 does not go on (ROLLBACK_IN_PROGRESS)"],
])("a deployment that is %s is not tested", async (status, said) => {
  web.deployments.get("d-2")!.statuses = [status];
  const { error } = await testWith(answers);
  expect(error?.message).toContain(said);
  expect(server.asked).toEqual([]);
});

test("somebody who stops it during the test: nothing is stored", async () => {
  const { error, stored } = await testWith((n, ...rest) => {
    if (n === 10) web.deployments.get("d-2")!.statuses = ["ROLLBACK_IN_PROGRESS"];
    answers(n, ...rest);
  });
  expect(error?.message).toContain("does not go on (ROLLBACK_IN_PROGRESS)");
  expect(stored.size).toBe(0);
});

test("a lost answer decides nothing: whether it still waits does", async () => {
  web.continueRefusal = "ServerException";
  web.isContinueLost = true;
  expect((await testWith(answers)).error).toBeUndefined();
});

test("one that cannot be let go on says so, and what becomes of it", async () => {
  web.continueRefusal = "AccessDeniedException";
  const { error } = await testWith(answers);
  expect(error).toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /^web in prod has passed, but its deployment d-2 could not be let go on, and goes back unless somebody does: AccessDeniedException/,
    ),
  });
});

test("one that cannot be stopped says that it goes on: 8", async () => {
  web.stopRefusal = "AccessDeniedException";
  const { error } = await testWith(every(2, withStatus(500)));
  expect(error).toMatchObject({
    exitCode: 8,
    message: expect.stringMatching(
      /It was to go back: web: the deployment d-2 could not be stopped, and goes on/,
    ),
  });
});

test("new tasks that nobody can reach are not decided about", async () => {
  server = await Loopback.start(answers);
  server.kill();
  const { testing } = testingOf(web, server.url);
  await expect(testNext([WEB], testing)).rejects.toThrow("got ECONNREFUSED");
  testing.ecs!.destroy();
  expect([asked("ContinueServiceDeployment"), asked("StopServiceDeployment")]).toEqual([[], []]);
});
