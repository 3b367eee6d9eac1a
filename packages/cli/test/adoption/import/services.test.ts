import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { serviceOptions } from "@groundwork/constructs/container-service/options";
import { sourceOf } from "../../../src/adoption/import/foreign/containers";
import type { RunningService } from "../../../src/adoption/import/foreign/cluster";
import { imageOf, serviceFound } from "../../../src/adoption/import/foreign/service";

const REPOSITORY = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/acme/shop";

const task = (container: object = {}, changes: TaskDefinition = {}): TaskDefinition => ({
  cpu: "512",
  memory: "1024",
  networkMode: "awsvpc",
  containerDefinitions: [{ name: "app", image: `${REPOSITORY}:v7`, essential: true, ...container }],
  ...changes,
});

const running = (changes: Partial<RunningService> = {}): RunningService => ({
  service: { serviceName: "shop", desiredCount: 3, launchType: "FARGATE" },
  task: task(),
  scaling: undefined,
  policies: [],
  ...changes,
});

const found = (changes: Partial<RunningService> = {}) =>
  serviceFound(running(changes), { name: "shop", repository: REPOSITORY, entry: undefined });

/** What no option says, each as what it is of, but for what is told of every worker. */
const unsaid = (all: ReturnType<typeof found>) =>
  all.unsaid.map(({ what }) => what).filter((what) => what !== WORKER);

const WORKER = "service shop, which takes no requests";

test("a worker is told by the options that make it, and they are sound", () => {
  const all = found();
  const { options } = all;
  expect(options).toMatchObject({
    name: "shop",
    image: { tag: "v7" },
    cpuUnits: 512,
    memoryMiB: 1024,
    desiredCount: 3,
    capacityProviderStrategy: [{ capacityProvider: "FARGATE" }],
  });
  expect(options).not.toHaveProperty("http");
  expect(serviceOptions.safeParse(options).error).toBeUndefined();
  // Two workers would do each piece of work.
  expect(all.unsaid).toEqual([
    expect.objectContaining({ what: WORKER, follows: expect.stringContaining("beside the old") }),
  ]);
});

test("secrets do not get into the file: variables that hold some are told by name alone", () => {
  const all = found({
    task: task({
      environment: [
        { name: "MODE", value: "live" },
        { name: "DB_PASSWORD", value: "correct horse" },
        { name: "HOOK", value: "AKIAIOSFODNN7EXAMPLE" },
      ],
    }),
  });
  expect(all.options["variables"]).toEqual({ MODE: "live" });
  expect(unsaid(all)).toEqual(
    expect.arrayContaining(["service shop, variable DB_PASSWORD", "service shop, variable HOOK"]),
  );
  expect(JSON.stringify(all)).not.toMatch(/correct horse|AKIA/);
});

test("nor do words of commands and labels that are secrets", () => {
  const all = found({
    task: task({
      command: ["serve", "--key", "AKIAIOSFODNN7EXAMPLE"],
      healthCheck: { command: ["CMD", "ping", "AKIAIOSFODNN7EXAMPLE"] },
      dockerLabels: { API_TOKEN: "correct horse", team: "shop" },
    }),
  });
  expect(unsaid(all)).toEqual(
    ["dockerLabels", "command", "healthCheck"].map((what) => `service shop, ${what}`),
  );
  expect(JSON.stringify(all)).not.toMatch(/correct horse|AKIA/);
});

test.each([
  ["arn:aws:ssm:eu-west-1:111111111111:parameter/acme/api", { parameter: "/acme/api" }],
  ["arn:aws:ssm:eu-west-1:111111111111:parameter/api", { parameter: "api" }],
  ["/acme/api", { parameter: "/acme/api" }],
  ["arn:aws:secretsmanager:eu-west-1:1:secret:acme/db-AbC123", { secret: "acme/db" }],
  [
    "arn:aws:secretsmanager:eu-west-1:1:secret:acme/db-AbC123:url::",
    { secret: "acme/db", key: "url" },
  ],
  ["arn:aws:secretsmanager:eu-west-1:1:secret:acme/db-AbC123::AWSPREVIOUS:", undefined],
])("the secret %s is %j", (from, source) => {
  expect(sourceOf(from)).toEqual(source);
});

test.each([
  [`${REPOSITORY}:v7`, { tag: "v7" }],
  [`${REPOSITORY}@sha256:0a`, { digest: "sha256:0a" }],
  [`${REPOSITORY}:v7@sha256:0a`, { tag: "v7", digest: "sha256:0a" }],
  [`${REPOSITORY}-front:v7`, undefined],
  ["ghcr.io/acme/shop:7", undefined],
])("the image %s is %j", (image, named) => {
  expect(imageOf(image, REPOSITORY)).toEqual(named);
});

test("what no option says is told, each with what follows", () => {
  const all = found({
    task: task(
      { image: "ghcr.io/acme/shop:7", user: "1000", entryPoint: ["/init"] },
      { taskRoleArn: "arn:aws:iam::1:role/old", volumes: [{ name: "data" }] },
    ),
    service: {
      serviceName: "shop",
      launchType: "EC2",
      deploymentController: { type: "CODE_DEPLOY" },
      enableExecuteCommand: true,
    },
  });
  expect(unsaid(all).toSorted()).toEqual(
    [
      "ECS Exec",
      "capacity",
      "deployment",
      "entryPoint",
      "image",
      "task role",
      "user",
      "volume data",
    ].map((what) => `service shop, ${what}`),
  );
  expect(all.options).not.toHaveProperty("image");
  expect(all.options).not.toHaveProperty("deployment");
});

test("the number of tasks follows the load as before", () => {
  const tracking = (PredefinedMetricType: string, TargetValue: number) => ({
    PolicyName: PredefinedMetricType,
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue,
      PredefinedMetricSpecification: { PredefinedMetricType },
    },
  });
  const all = found({
    scaling: { MinCapacity: 2, MaxCapacity: 9 } as RunningService["scaling"],
    policies: [
      tracking("ECSServiceAverageCPUUtilization", 60),
      { PolicyName: "steps" },
    ] as unknown as RunningService["policies"],
  });
  expect(all.options["autoscaling"]).toEqual({ minCount: 2, maxCount: 9, cpuPercent: 60 });
  expect(unsaid(all)).toEqual(["service shop, scaling policy steps"]);
});

test("containers beside the first are sidecars", () => {
  const { options } = found({
    task: task(
      {},
      {
        containerDefinitions: [
          { name: "proxy", image: "envoy:1", essential: false },
          { name: "app", image: `${REPOSITORY}:v7`, essential: true },
        ],
      },
    ),
  });
  expect(options["image"]).toEqual({ tag: "v7" });
  expect(options["sidecars"]).toEqual([
    { name: "proxy", image: "envoy:1", essential: false, readonlyRootFilesystem: false },
  ]);
});
