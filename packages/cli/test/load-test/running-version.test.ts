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
  expect(await runningVersion(named, "acme-dev", "web", false)).toEqual({
    image: `acme/web@${A}`,
    digest: A,
    taskDefinition: "acme-dev-web:2",
  });
  const tagged = ecsWith(STEADY, task(2, "acme/web:v1", B));
  expect(await runningVersion(tagged, "acme-dev", "web", false)).toMatchObject({ digest: B });
});

test("the next version is the one that is deployed", async () => {
  const ecs = ecsWith(DEPLOYING, task(1, `acme/web@${A}`), task(2, `acme/web@${B}`));
  expect(await runningVersion(ecs, "acme-dev", "web", true)).toMatchObject({ digest: B });
});

test.each<[string, object, object[], boolean, string]>([
  ["while it is deployed", DEPLOYING, [], false, "web is deployed"],
  ["while it sleeps", { ...STEADY, runningCount: 0, desiredCount: 0 }, [], false, "asleep"],
  ["while tasks are missing", { ...STEADY, runningCount: 1 }, [], false, "web runs 1 of 2 tasks"],
  ["that ECS does not have", { status: "INACTIVE" }, [], false, "and not in ECS"],
  [
    "of which two run",
    STEADY,
    [task(1, `acme/web@${A}`), task(2, `acme/web@${B}`)],
    false,
    "web runs two images",
  ],
  ["without a task", STEADY, [], false, "web runs no task"],
  [
    "to come, where none is deployed",
    STEADY,
    [],
    true,
    "--test-listener: web is not being deployed",
  ],
])("a version %s is not known", async (_, service, tasks, next, said) => {
  await expect(runningVersion(ecsWith(service, ...tasks), "acme-dev", "web", next)).rejects.toThrow(
    said,
  );
});
