import { serviceNote, servicesIn, serviceWords } from "../../src/operate/status/services";

const NOW = new Date("2026-11-30T06:10:00Z");
const SINCE = new Date("2026-11-30T06:00:00Z");
const TASK = "arn:aws:ecs:eu-west-1:111111111111:task-definition/acme-dev-web:7";

/** ECS that knows one service. */
const ecsWith = (service: object | undefined) =>
  ({
    send: () =>
      Promise.resolve({
        services: service ? [{ serviceName: "web", status: "ACTIVE", ...service }] : [],
      }),
  }) as never;

async function said(
  service: object | undefined,
): Promise<[words: string, note: string | undefined]> {
  const [found] = await servicesIn(ecsWith(service), "acme-dev", ["web"]);
  return [serviceWords(found!), serviceNote(found!, NOW)];
}

const counts = (runningCount: number, desiredCount = 2) => ({ runningCount, desiredCount });
const primary = { status: "PRIMARY", createdAt: SINCE, taskDefinition: TASK };
const event = { message: "(service web) was unable to place a task\nbecause of memory." };

test.each([
  [
    "all as it should be",
    { ...counts(2), deployments: [{ ...primary, rolloutState: "COMPLETED" }] },
    ["web 2/2", undefined],
  ],
  ["asleep", counts(0, 0), ["web 0/0", undefined]],
  [
    "deployed",
    { ...counts(2), deployments: [{ ...primary, ...counts(1), rolloutState: "IN_PROGRESS" }] },
    ["web 2/2 deploying", "web is deployed since 10 min: 1 of 2 new tasks run"],
  ],
  [
    "deployed, with tasks that do not start",
    {
      ...counts(2),
      deployments: [{ ...primary, ...counts(0), failedTasks: 3, rolloutState: "IN_PROGRESS" }],
      events: [event],
    },
    [
      "web 2/2 deploying",
      "web is deployed since 10 min: 0 of 2 new tasks run, 3 failed: (service web) was unable to place a task because of memory.",
    ],
  ],
  [
    "rolled back",
    {
      ...counts(2),
      deployments: [
        { ...primary, rolloutState: "IN_PROGRESS" },
        {
          status: "ACTIVE",
          rolloutState: "FAILED",
          rolloutStateReason: "circuit breaker: tasks failed",
        },
      ],
    },
    ["web 2/2 failed", "the last deployment of web failed: circuit breaker: tasks failed"],
  ],
  [
    "short of tasks",
    { ...counts(1), deployments: [{ ...primary, rolloutState: "COMPLETED" }], events: [event] },
    [
      "web 1/2 short",
      "web runs 1 of 2 tasks: (service web) was unable to place a task because of memory.",
    ],
  ],
  [
    "deployed by CodeDeploy",
    {
      ...counts(4),
      taskSets: [
        { status: "ACTIVE", createdAt: SINCE, runningCount: 1, computedDesiredCount: 2 },
        { status: "PRIMARY", createdAt: SINCE },
      ],
    },
    ["web 4/2 deploying", "web is deployed since 10 min: 1 of 2 new tasks run"],
  ],
  [
    "gone",
    { ...counts(0, 0), status: "INACTIVE" },
    ["web missing", "web is in environments/, and not in ECS: apply the stack"],
  ],
  [
    "not there",
    undefined,
    ["web missing", "web is in environments/, and not in ECS: apply the stack"],
  ],
])("a service that is %s", async (_, service, expected) => {
  expect(await said(service)).toEqual(expected);
});

test("a cluster that is not there has none; other answers are errors", async () => {
  const refusing = (name: string) =>
    ({ send: () => Promise.reject(Object.assign(new Error(name), { name })) }) as never;
  const [found] = await servicesIn(refusing("ClusterNotFoundException"), "acme-dev", ["web"]);
  expect(found).toMatchObject({ service: "web", status: "missing" });
  await expect(servicesIn(refusing("AccessDeniedException"), "c", ["web"])).rejects.toThrow(
    "AccessDeniedException",
  );
});

test("ECS is asked for ten at once, and each is found again", async () => {
  const asked: string[][] = [];
  const send = ({ input }: any) => {
    asked.push(input.services);
    return Promise.resolve({
      services: (input.services as string[])
        .toReversed()
        .map((serviceName) => ({ serviceName, status: "ACTIVE", ...counts(2) })),
    });
  };
  const names = Array.from({ length: 23 }, (_, index) => `s${index}`);
  const found = await servicesIn({ send } as never, "acme-dev", names);
  expect(asked.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(found.map(({ service }) => service)).toEqual(names);
});
