import { withoutWaiting } from "../../src/rollback/without-waiting";
import { DeployedService, testingOf } from "../load-test/deployed-service";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

jest.setTimeout(60_000);

let web: DeployedService;
beforeEach(async () => {
  web = new DeployedService();
  await web.aws.start();
});
afterEach(() => web.aws.close());

const said: string[] = [];

/** Has web go back, by work that ends when its deployment has gone on. */
function goBack(deployment: object, work: () => Promise<string>) {
  const { testing } = testingOf(web, new URL("http://127.0.0.1"));
  testing.ecs!.destroy();
  const { configuration } = testing.open;
  const { environment, env } = testing.options;
  const service = { name: "web", deployment } as never;
  const say = (line: string) => void said.push(line);
  return withoutWaiting({ configuration, environment, service, env, say, pollMs: 5 }, work);
}

const goesOn = async () => {
  while (web.isPaused) await new Promise((resolve) => setTimeout(resolve, 5));
  return "done";
};

const WAITS = { strategy: "CANARY", waitMinutes: 30 };

test("its deployment goes on where it would wait for a test", async () => {
  web.stages = ["SCALE_UP", "SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"];
  expect(await goBack(WAITS, goesOn)).toBe("done");
  expect(said).toEqual([
    "web: its deployment goes on without a test, as what goes back has served before",
  ]);
});

test("a look that fails is made again", async () => {
  const { ListServiceDeployments } = web.aws.answers;
  let lost = 3;
  web.aws.answers["ListServiceDeployments"] = (input) =>
    lost-- > 0 ? "ServerException" : ListServiceDeployments!(input);
  expect(await goBack(WAITS, goesOn)).toBe("done");
});

test("work that fails fails, and nobody looks any more", async () => {
  web.isPaused = false;
  const failed = goBack(WAITS, () => Promise.reject(new Error("no")));
  await expect(failed).rejects.toThrow("no");
  const { length } = web.aws.actions;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(web.aws.actions).toHaveLength(length);
});

test.each([{ strategy: "ROLLING" }, { strategy: "CANARY", waitMinutes: 0 }])(
  "%j waits for nobody, so nothing is asked",
  async (deployment) => {
    expect(await goBack(deployment, () => Promise.resolve("done"))).toBe("done");
    expect(web.aws.actions).toEqual([]);
  },
);
