import { runningVersion } from "../../src/load-test/running-version";

const A = `sha256:${"a".repeat(64)}`;
const B = `sha256:${"b".repeat(64)}`;
const arn = (revision: number) =>
  `arn:aws:ecs:eu-west-1:1:task-definition/acme-dev-web:${revision}`;

const task = (revision: number, image: string, imageDigest?: string) => ({
  lastStatus: "RUNNING",
  taskDefinitionArn: arn(revision),
  containers: [
    { name: "proxy", image: "envoy" },
    { name: "web", image, imageDigest },
  ],
});

/** ECS with one service, in a deployment or not, and its tasks. */
const ecsWith = (service: object, ...tasks: object[]) => {
  const web = {
    serviceName: "web",
    status: "ACTIVE",
    runningCount: 2,
    desiredCount: 2,
    ...service,
  };
  const answers: Record<string, object> = {
    DescribeServicesCommand: { services: [web] },
    ListTasksCommand: { taskArns: tasks.map((_, index) => `task-${index}`) },
    DescribeTasksCommand: { tasks },
  };
  return { send: (command: object) => Promise.resolve(answers[command.constructor.name]) } as never;
};
const deployment = (rolloutState: string) => ({
  taskDefinition: arn(1),
  deployments: [{ status: "PRIMARY", rolloutState, taskDefinition: arn(2) }],
});
const STEADY = deployment("COMPLETED");
const DEPLOYING = deployment("IN_PROGRESS");

test("an image is known by the digest that it is named by, or that ECS has resolved", async () => {
  const named = ecsWith(STEADY, task(2, `acme/web@${A}`, B), task(2, `acme/web@${A}`, B));
  expect(await runningVersion(named, "acme-dev", "web")).toEqual({
    image: `acme/web@${A}`,
    digest: A,
    taskDefinition: "acme-dev-web:2",
  });
  const tagged = ecsWith(STEADY, task(2, "acme/web:v1", B));
  expect(await runningVersion(tagged, "acme-dev", "web")).toMatchObject({ digest: B });
});

test("one of two is known by its task definition, while it is deployed as well", async () => {
  const ecs = ecsWith(DEPLOYING, task(1, `acme/web@${A}`), task(2, `acme/web@${B}`));
  expect(await runningVersion(ecs, "acme-dev", "web", arn(2))).toMatchObject({ digest: B });
});

test.each<[string, object, object[], string | undefined, string]>([
  ["while it is deployed", DEPLOYING, [], undefined, "web is deployed"],
  ["while it sleeps", { ...STEADY, runningCount: 0, desiredCount: 0 }, [], undefined, "asleep"],
  [
    "while tasks are missing",
    { ...STEADY, runningCount: 1 },
    [],
    undefined,
    "web runs 1 of 2 tasks",
  ],
  ["that ECS does not have", { status: "INACTIVE" }, [], undefined, "and not in ECS"],
  [
    "of which two run",
    STEADY,
    [task(1, `acme/web@${A}`), task(2, `acme/web@${B}`)],
    undefined,
    "web runs two images",
  ],
  ["without a task", STEADY, [], undefined, "web runs no task in the cluster"],
  [
    "to come, before it runs",
    DEPLOYING,
    [task(1, `acme/web@${A}`)],
    arn(2),
    "web runs no task of acme-dev-web:2, which is deployed, in the cluster",
  ],
])("a version %s is not known", async (_, service, tasks, of, said) => {
  await expect(runningVersion(ecsWith(service, ...tasks), "acme-dev", "web", of)).rejects.toThrow(
    said,
  );
});
