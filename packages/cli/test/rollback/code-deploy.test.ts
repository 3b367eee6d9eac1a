import { stopAndWait } from "../../src/rollback/stopping";
import { definition, digest, FakeService } from "./fake-service";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

/** What CodeDeploy says of deployments, newest first. */
let known: Record<string, any>;
let web: FakeService;
beforeEach(async () => {
  web = await begin();
  known = {
    "d-2": { status: "InProgress", description: "acme-prod-web:2", createTime: 1764471600 },
    "d-1": {
      status: "Succeeded",
      completeTime: 1764468000,
      revision: { appSpecContent: { content: `"TaskDefinition":"${definition(1)}"` } },
    },
  };
});
afterEach(() => web.aws.close());

async function begin(): Promise<FakeService> {
  const fake = new FakeService().revision(1, "a").revision(2, "b").revision(3, "c");
  await fake.aws.start();
  Object.assign(fake.aws.answers, {
    ListDeployments: ({ applicationName, deploymentGroupName, includeOnlyStatuses }: any) => {
      expect([applicationName, deploymentGroupName]).toEqual(["acme-prod-web", "web"]);
      const deployments = Object.keys(known).filter((id) =>
        includeOnlyStatuses.includes(known[id].status),
      );
      return { deployments };
    },
    GetDeployment: ({ deploymentId }: any) => ({
      deploymentInfo: { deploymentId, ...known[deploymentId] },
    }),
    DescribeServices: () => ({
      services: [
        {
          status: "ACTIVE",
          taskDefinition: definition(1),
          taskSets: [
            { status: "PRIMARY", externalId: "d-1", taskDefinition: definition(1) },
            { status: "ACTIVE", externalId: "d-2", taskDefinition: definition(2) },
          ],
        },
      ],
    }),
    StopDeployment: ({ deploymentId, autoRollbackEnabled }: any) => {
      expect(autoRollbackEnabled).toBe(true);
      known[deploymentId].status = "Stopped";
      return { status: "Pending" };
    },
  });
  return fake;
}

const deployments = () => web.open({ strategy: "CODE_DEPLOY" }).deployments;
const said: string[] = [];
const options = () => ({
  service: "web",
  say: (line: string) => void said.push(line),
  signal: new AbortController().signal,
  pollMs: 5,
});

test("what is under way, and what it takes the place of, by its task sets", async () => {
  expect(await deployments().underWay()).toMatchObject({
    id: "d-2",
    state: "going",
    to: { taskDefinition: definition(2), image: { digest: digest("b") } },
    back: { taskDefinition: definition(1), image: { digest: digest("a") } },
  });
});

test("stopped, it is waited for until the deployment that rolls back has succeeded", async () => {
  const found = await deployments().underWay();
  const ended = stopAndWait(deployments(), found!, options());
  await new Promise((resolve) => setTimeout(resolve, 20));
  known["d-2"].rollbackInfo = { rollbackDeploymentId: "d-3" };
  known["d-3"] = { status: "Succeeded", creator: "codeDeployRollback" };
  expect(await ended).toBe("back");
});

test("stopped before requests moved, no deployment rolls back", async () => {
  const found = await deployments().underWay();
  expect(await stopAndWait(deployments(), found!, options())).toBe("back");
});

test("a rollback that fails is an error", async () => {
  known["d-2"].rollbackInfo = { rollbackDeploymentId: "d-3" };
  known["d-3"] = { status: "Failed", errorInformation: { message: "no tasks" } };
  const found = await deployments().underWay();
  await expect(stopAndWait(deployments(), found!, options())).rejects.toThrow(
    "web: the deployment d-2 ended with Failed: no tasks. Nobody brings the tasks before back",
  );
});

test("a rollback that CodeDeploy makes is no deployment to be stopped", async () => {
  known["d-2"] = { status: "InProgress", creator: "codeDeployRollback" };
  const found = await deployments().underWay();
  expect(found!.state).toBe("going-back");
  known["d-2"].status = "Succeeded";
  expect(await stopAndWait(deployments(), found!, options())).toBe("back");
  expect(web.aws.actions).not.toContain("StopDeployment");
});

test("what has ended tells of images", async () => {
  known["d-2"] = {
    ...known["d-2"],
    status: "Failed",
    completeTime: 1764471900,
    errorInformation: { message: "an alarm" },
  };
  expect(await deployments().events()).toEqual([
    {
      taskDefinition: "acme-prod-web:2",
      image: { digest: digest("b") },
      at: "2025-11-30T03:05:00.000Z",
      what: "left",
      how: "CodeDeploy ended its deployment: an alarm",
    },
    {
      taskDefinition: definition(1),
      image: { digest: digest("a") },
      at: "2025-11-30T02:00:00.000Z",
      what: "served",
      how: "deployed by CodeDeploy",
    },
  ]);
});

const events = (statuses: Record<string, string>) => ({
  deploymentTarget: {
    ecsTarget: {
      lifecycleEvents: Object.entries(statuses).map(([lifecycleEventName, status]) => ({
        lifecycleEventName,
        status,
      })),
    },
  },
});

test.each<[string, string, object | string, object]>([
  [
    "that has not begun",
    "Created",
    "DeploymentNotStartedException",
    { at: "before", name: "Created", waits: false },
  ],
  [
    "whose tasks start",
    "InProgress",
    events({ BeforeInstall: "Succeeded", Install: "InProgress", AllowTestTraffic: "Pending" }),
    { at: "before", name: "Install", waits: false },
  ],
  [
    "that a function tries",
    "InProgress",
    events({
      AllowTestTraffic: "Succeeded",
      AfterAllowTestTraffic: "InProgress",
      AllowTraffic: "Pending",
    }),
    { at: "test", name: "AfterAllowTestTraffic", waits: false },
  ],
  ["that waits", "Ready", {}, { at: "test", name: "Ready", waits: true }],
  [
    "that moves customers",
    "InProgress",
    events({ AllowTestTraffic: "Succeeded", AllowTraffic: "InProgress" }),
    { at: "customers", name: "AllowTraffic", waits: false },
  ],
])("the stage of one %s", async (_, status, target, stage) => {
  known["d-2"].status = status;
  web.aws.answers["GetDeploymentTarget"] = ({ deploymentId, targetId }: any) => {
    expect([deploymentId, targetId]).toEqual(["d-2", "acme-prod:web"]);
    return target;
  };
  expect(await deployments().stage("d-2")).toEqual(stage);
});

test("one that waits is let go on", async () => {
  web.aws.answers["ContinueDeployment"] = () => ({});
  await deployments().letGoOn("d-2");
  expect(web.aws.asked.at(-1)).toEqual({
    action: "ContinueDeployment",
    input: { deploymentId: "d-2", deploymentWaitType: "READY_WAIT" },
  });
});
