import { OperationError } from "../../src/core/errors";
import type { StopOptions } from "../../src/rollback/stop-deployment";
import { stopDeployment } from "../../src/rollback/stop-deployment";
import { definition, digest, FakeService } from "./fake-service";

// Servers of its own, on a machine on which others work as well.
jest.setTimeout(60_000);

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

let web: FakeService;
let said: string[];
let stored: Map<string, any>;
let answer: boolean;
let interruption: AbortController;
beforeEach(async () => {
  web = new FakeService();
  await web.aws.start();
  web.revision(1, "a").revision(2, "b").deploys(1, 0, "SUCCESSFUL").deploys(2, 10, "IN_PROGRESS");
  said = [];
  stored = new Map();
  answer = true;
  interruption = new AbortController();
});
afterEach(() => web.aws.close());

const NOW = new Date("2026-11-30T03:14:00Z");
const person = {
  tell: (text: string) => void said.push(text),
  confirm: (question: string) => (said.push(question), Promise.resolve(answer)),
};

const stop = () => {
  const open = {
    store: { now: () => NOW },
    objects: {
      now: () => NOW,
      putOnce: (key: string, body: Buffer) => {
        stored.set(key, JSON.parse(body.toString()));
        return Promise.resolve();
      },
    },
    identities: { self: () => Promise.resolve({ arn: "arn:aws:iam::1:user/kim" }) },
  };
  const options = {
    environment: { name: "prod" },
    why: "answers of 500",
    signal: interruption.signal,
    person,
    pollMs: 5,
  } as unknown as StopOptions;
  return stopDeployment(web.open(), "web", open as never, options);
};

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

const stops = () => web.aws.actions.filter((action) => action === "StopServiceDeployment");

test("it is shown, asked, stopped by a rollback, and waited for", async () => {
  expect(await stop()).toEqual({
    id: "d-2",
    to: { taskDefinition: definition(2), image: { digest: digest("b") } },
    back: { taskDefinition: definition(1), image: { digest: digest("a") } },
  });
  expect(said).toEqual([
    "web in prod is deployed since 4 min (IN_PROGRESS): sha256:bbbbbbbbbbbb, acme-prod-web:2\nIt goes back to sha256:aaaaaaaaaaaa, acme-prod-web:1",
    "Stop it and go back?",
    "web: the deployment d-2 is stopped, and the tasks before come back",
    "web: ROLLBACK_REQUESTED",
    "web: ROLLBACK_IN_PROGRESS",
    "web: ROLLBACK_SUCCESSFUL",
    "web runs what it ran before.",
  ]);
  const asked = web.aws.asked.find(({ action }) => action === "StopServiceDeployment");
  expect(asked!.input).toEqual({ serviceDeploymentArn: "d-2", stopType: "ROLLBACK" });
});

test("who stops it, and why, is stored before it is", async () => {
  await stop();
  expect([...stored]).toEqual([
    [
      expect.stringMatching(/^results\/prod\/stops\/20261130T031400Z-[0-9a-f]{8}\.json$/),
      expect.objectContaining({
        service: "web",
        deployment: "d-2",
        why: "answers of 500",
        by: { arn: "arn:aws:iam::1:user/kim" },
        at: NOW.toISOString(),
      }),
    ],
  ]);
});

test("nothing under way: nothing is asked, and nothing stopped", async () => {
  web.deployments.get("d-2")!.statuses = ["SUCCESSFUL"];
  expect(await stop()).toBeUndefined();
  expect(said).toEqual([]);
});

test("a no: nothing is done", async () => {
  answer = false;
  expect(await refusal(stop())).toBe("stopped at your no; nothing was done");
  expect([stops(), stored.size]).toEqual([[], 0]);
});

test("what differs besides the image is said before it is asked", async () => {
  web.revision(2, "b", { environment: [{ name: "MODE", value: "new" }], cpu: 5 });
  await stop();
  expect(said[1]).toBe(
    "Only the image goes back. These differ between the two as well, and stay as the code says: containers web cpu, containers web environment MODE",
  );
});

test("somebody else has stopped it: it is waited for, and not stopped again", async () => {
  web.deployments.get("d-2")!.statuses = [...web.afterStop];
  expect(await stop()).toMatchObject({ id: "d-2" });
  expect(said).toContain("web: it goes back already (ROLLBACK_REQUESTED)");
  expect([stops(), stored.size]).toEqual([[], 0]);
});

test.each(["ConflictException", "ServiceDeploymentNotFoundException"])(
  "somebody else was faster by a moment: %s is no error",
  async (name) => {
    web.stopRefusal = name;
    web.isStopLost = true;
    expect(await stop()).toMatchObject({ id: "d-2" });
  },
);

test("a stop that is refused, and has not happened, is an error that says what goes on", async () => {
  web.stopRefusal = "AccessDeniedException";
  expect(await refusal(stop())).toBe(
    "web: the deployment d-2 could not be stopped, and goes on (IN_PROGRESS): AccessDeniedException: refused by the test",
  );
});

test("it ended well before it could be stopped: that is said, and nothing went back", async () => {
  web.stopRefusal = "ConflictException";
  web.isStopLost = true;
  web.afterStop = ["SUCCESSFUL"];
  expect(await stop()).toBeUndefined();
  expect(said.at(-1)).toBe("web: it ended well before it could be stopped");
});

test.each(["ROLLBACK_FAILED", "STOPPED"])("%s: nobody brings the tasks back", async (status) => {
  web.afterStop = ["ROLLBACK_IN_PROGRESS", status];
  expect(await refusal(stop())).toBe(
    `web: the deployment d-2 ended with ${status}. Nobody brings the tasks before back by themselves; look at the service before anything else`,
  );
});

test("what serves afterwards is looked at, not believed", async () => {
  web.deployments.set("d-2", { ...web.deployments.get("d-2")!, from: 1 });
  web.afterStop = ["ROLLBACK_SUCCESSFUL"];
  web.aws.answers["DescribeServices"] = () => ({
    services: [{ status: "ACTIVE", deployments: [{ status: "PRIMARY", taskDefinition: "x:2" }] }],
  });
  expect(await refusal(stop())).toContain(`got x:2 as what serves, expected ${definition(1)}`);
});

test("a first deployment has nothing to go back to", async () => {
  web.deployments.clear();
  web.deploys(1, 0, "IN_PROGRESS");
  expect(await refusal(stop())).toContain(
    "web: this is its first deployment, which has nothing to go back to",
  );
  expect(stops()).toEqual([]);
});

test("interrupted while it goes back: it goes back by itself, and the next run waits for it", async () => {
  web.afterStop = ["ROLLBACK_IN_PROGRESS"];
  const ended = refusal(stop());
  while (!said.includes("web: ROLLBACK_IN_PROGRESS")) await new Promise(setImmediate);
  interruption.abort(new OperationError("interrupted", 130));
  expect(await ended).toBe(
    "web: interrupted. The deployment d-2 is stopped and goes back by itself; this command, run again, waits for it",
  );
  interruption = new AbortController();
  web.deployments.get("d-2")!.statuses = ["ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL"];
  expect(await stop()).toMatchObject({ id: "d-2" });
  expect(stops()).toHaveLength(1);
});

test("two people at once: both end well, and it went back once", async () => {
  const ended = await Promise.all([stop(), stop()]);
  expect(ended.every((one) => one?.id === "d-2")).toBe(true);
  expect(web.serves).toBe(1);
});
