import { LAYERS } from "@groundwork/constructs/layers/options";
import { OperationError } from "../../src/core/errors";
import { isBelowServices, placeOf, testDuring } from "../../src/load-test/during-apply";
import { DeployedService, testingOf, WEB } from "./deployed-service";
import { answers, every, Loopback, withStatus, type Behaviour } from "./loopback";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";
jest.setTimeout(60_000);

const PLAN = "prod-stack-20261130T030000Z-01234567-9f3a";

let web: DeployedService;
let server: Loopback;
let facts: ReturnType<typeof testingOf>;
afterEach(() => {
  facts.testing.ecs!.destroy();
  web.aws.close();
  server.kill();
});

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const lasts = {
  plannedAt: "2026-11-30T03:00:00Z",
  expiresAt: "2026-12-01T03:00:00Z",
};
/** How far the plan has come. */
const plan = (more: object = {}, rollback?: object) => {
  const summary = { id: PLAN, stack: "prod-stack", commit: COMMIT, ...lasts, rollback };
  facts.records.set(PLAN, { summary, storedAt: lasts.plannedAt, ...more });
};
const STARTED = { started: { at: "2026-11-30T03:10:00Z" } };
const ENDED = { ...STARTED, outcome: { ok: true } };

async function begin(behaviour: Behaviour): Promise<void> {
  web = new DeployedService();
  await web.aws.start();
  server = await Loopback.start(behaviour);
  facts = testingOf(web, server.url);
}

const run = (): Promise<OperationError | undefined> =>
  testDuring(PLAN, [WEB], facts.testing).then(
    () => undefined,
    (error: OperationError) => error,
  );

/** Looks again and again until something is so. */
async function comes(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const asked = (name: string) => web.aws.asked.filter(({ action }) => action === name);

test("what the apply deploys is tested once, let go on, and the end of the apply waited for", async () => {
  await begin(answers);
  plan({ approval: { verdict: "approved" } });
  const ended = run();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.asked).toEqual([]);
  plan(STARTED);
  await comes(() => asked("ContinueServiceDeployment").length > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { results } = facts.testing.document;
  expect(results).toMatchObject([{ passed: true, plan: PLAN, commit: COMMIT }]);
  plan(ENDED);
  expect(await ended).toBeUndefined();
  expect(results).toHaveLength(1);
});

test("one that a function holds there on is not tested a second time", async () => {
  await begin(answers);
  web.isPaused = false;
  plan(STARTED);
  const ended = run();
  await comes(() => facts.testing.document.decisions !== undefined);
  const looks = asked("DescribeServiceDeployments").length;
  await comes(() => asked("DescribeServiceDeployments").length > looks + 6);
  plan(ENDED);
  expect(await ended).toBeUndefined();
  expect(facts.testing.document.results).toHaveLength(1);
});

test("a missed threshold: back, 8 at the end of the apply, and no second test of it", async () => {
  await begin(every(2, withStatus(500)));
  plan(STARTED);
  const ended = run();
  await comes(() => facts.testing.document.decisions !== undefined);
  plan({ ...STARTED, outcome: { ok: false } });
  expect(await ended).toMatchObject({
    exitCode: 8,
    message: expect.stringMatching(/^web in prod does not stand 20 requests a second/),
  });
  expect(facts.testing.document.results).toHaveLength(1);
});

test("what could not be tested is tried again, and passes", async () => {
  await begin(answers);
  const { DescribeTasks } = web.aws.answers;
  web.aws.answers["DescribeTasks"] = () => ({ tasks: [] });
  plan(STARTED);
  const ended = run();
  await comes(() => facts.said.some((line) => line.includes("runs no task of acme-prod-web:2")));
  web.aws.answers["DescribeTasks"] = DescribeTasks!;
  await comes(() => asked("ContinueServiceDeployment").length > 0);
  plan(ENDED);
  expect(await ended).toBeUndefined();
});

test("looks that AWS does not answer are made again, and a refusal is not for ever", async () => {
  await begin(answers);
  const { ListServiceDeployments } = web.aws.answers;
  let lost = 5;
  web.aws.answers["ListServiceDeployments"] = (input) =>
    lost-- > 0 ? "ServerException" : ListServiceDeployments!(input);
  plan(STARTED);
  const ended = run();
  await comes(() => asked("ContinueServiceDeployment").length > 0);
  lost = 100;
  expect(await ended).toMatchObject({ name: "ServerException" });
});

test("what never can be is left to go back by itself, after three tries: 1", async () => {
  await begin(answers);
  web.aws.answers["DescribeTasks"] = () => ({ tasks: [] });
  plan(STARTED);
  const ended = run();
  await comes(() => asked("DescribeTasks").length === 3);
  await new Promise((resolve) => setTimeout(resolve, 100));
  plan({ ...STARTED, outcome: { ok: false } });
  expect(await ended).toMatchObject({ exitCode: 1 });
  expect(asked("DescribeTasks")).toHaveLength(3);
  expect([asked("ContinueServiceDeployment"), asked("StopServiceDeployment")]).toEqual([[], []]);
});

test("what goes back waits for no test", async () => {
  await begin(answers);
  plan(STARTED, { service: "web" });
  const ended = run();
  await comes(() => asked("ContinueServiceDeployment").length > 0);
  plan(ENDED, { service: "web" });
  expect(await ended).toBeUndefined();
  expect([server.asked, facts.testing.document.results]).toEqual([[], []]);
});

test("an apply that deploys nothing needs no test", async () => {
  await begin(answers);
  web.deployments.get("d-2")!.statuses = ["SUCCESSFUL"];
  plan(ENDED);
  expect(await run()).toBeUndefined();
  expect(facts.said).toEqual([`${PLAN} deployed nothing that a test was to be of.`]);
});

test("a plan that nobody may apply any more is not waited for", async () => {
  await begin(answers);
  plan({ approval: { verdict: "rejected" } });
  expect(await run()).toBeUndefined();
});

test("another environment's plan is refused", async () => {
  await begin(answers);
  facts.records.set(PLAN, { summary: { id: PLAN, stack: "dev-stack", ...lasts } });
  expect((await run())?.message).toBe(
    `--during: got ${PLAN}, a plan of dev-stack, expected the id of a plan of prod-stack`,
  );
});

test("interrupted, it ends at once, and decides nothing", async () => {
  await begin(answers);
  web.stages = ["SCALE_UP"];
  plan(STARTED);
  const ended = run();
  await comes(() => asked("DescribeServiceDeployments").length > 3);
  facts.interruption.abort(new OperationError("interrupted", 130));
  expect(await ended).toBeDefined();
  expect(server.asked).toEqual([]);
});

test("a plan of one of several places is applied there", () => {
  const there = {
    name: "prod",
    region: "eu-west-1",
    layers: "one",
    place: { stack: "prod-eu-west-1" },
  };
  const prod = {
    name: "prod",
    region: "ap-northeast-2",
    layers: "one",
    elsewhere: [there],
  } as never;
  const regionOf = (stack: string) =>
    placeOf(`${stack}-20261130T030000Z-01234567-9f3a`, prod).region;
  expect(regionOf("prod-eu-west-1-stack")).toBe("eu-west-1");
  expect(regionOf("prod-stack")).toBe("ap-northeast-2");
  // It is told as one of another stack.
  expect(regionOf("dev-stack")).toBe("ap-northeast-2");
});

test("a plan of the network or the cluster deploys nothing that a test could be of", () => {
  const layered = { name: "prod", region: "eu-west-1", layers: [...LAYERS] } as never;
  const one = { name: "prod", region: "eu-west-1", layers: "one" } as never;
  const isBelow = (stack: string, prod: never) =>
    isBelowServices(`${stack}-20261130T030000Z-01234567-9f3a`, prod);
  expect(isBelow("prod-network-stack", layered)).toBe(true);
  expect(isBelow("prod-cluster-stack", layered)).toBe(true);
  expect(isBelow("prod-stack", layered)).toBe(false);
  // Another's is refused as such.
  expect(isBelow("prod-network-stack", one)).toBe(false);
});
