import { configuration, environmentInput } from "@groundwork/testing/configuration";
import type { EnvironmentInput } from "../src/environment";
import { queuePermissions, queueVariables } from "../src/queues";
import { containersOf } from "../src/service-containers";

type Services = NonNullable<EnvironmentInput["services"]>;

const configured = (services: Services) =>
  configuration({}, [environmentInput("dev", { services })]);

const worker = { name: "worker", queue: {} };

test("a service is told where its queue is, unless it says so itself", () => {
  const { organization, environments } = configured([
    worker,
    { name: "web", http: {} },
    { ...worker, name: "own", variables: { QUEUE_URL: "elsewhere" }, image: { tag: "1" } },
  ]);
  const [dev] = environments;
  const [first, second, third] = dev!.services;
  expect(queueVariables(organization, dev!, first!)).toEqual({
    QUEUE_URL: "https://sqs.ap-northeast-2.amazonaws.com/111111111111/acme-dev-worker",
  });
  expect(queueVariables(organization, dev!, second!)).toEqual({});
  expect(containersOf(organization, dev!, third!)[0]!.variables).toEqual({
    QUEUE_URL: "elsewhere",
  });
});

test("the limits of its role let it use its queue, and no other", () => {
  const { organization, environments } = configured([worker, { name: "web", http: {} }]);
  expect(queuePermissions(organization, environments[0]!)).toEqual([
    {
      actions: expect.arrayContaining(["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
      resources: ["arn:aws:sqs:ap-northeast-2:111111111111:acme-dev-worker"],
    },
  ]);
});

test.each<[string, Services[number], string]>([
  [
    "a message comes back before its task has stopped",
    { ...worker, stopTimeoutSeconds: 60, queue: { visibilityTimeoutSeconds: 59 } },
    "dev.services[0].queue.visibilityTimeoutSeconds: got 59, expected at least the 60 seconds",
  ],
  [
    "the same with ECS's own time",
    { ...worker, queue: { visibilityTimeoutSeconds: 29 } },
    "expected at least the 30 seconds that a container has to stop",
  ],
  [
    "memory counts tasks beside messages",
    { ...worker, autoscaling: { minCount: 0, maxCount: 2, memoryPercent: 50 } },
    "dev.services[0].autoscaling: got",
  ],
  ["nothing is kept that long", { ...worker, queue: { retentionDays: 15 } }, "from 1 to 14"],
])("refused: %s", (_, service, problem) => {
  expect(() => configured([service])).toThrow(problem);
});
