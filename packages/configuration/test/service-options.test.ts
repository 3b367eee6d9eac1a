import { dev, problems, web } from "./problems";

test("memory that Fargate does not offer is answered with what it offers", () => {
  expect(problems([{ ...dev, services: [{ ...web, memoryMiB: 300 }] }])).toEqual([
    "dev.services[0].memoryMiB: got 300, expected one of 512, 1024, 2048 for 256 cpu units",
  ]);
});

test.each([
  [
    "a variable that is a secret too",
    { services: [{ ...web, variables: { A: "1" }, secrets: { A: { parameter: "a" } } }] },
    'dev.services[0].secrets: got {"A":{"parameter":"a"}}, expected variables that are not in variables, as A is',
  ],
  [
    "a sidecar of the service's name",
    { services: [{ ...web, sidecars: [{ name: "web", image: "x" }] }] },
    "expected every container to have a name of its own, and web is there twice",
  ],
  [
    "more CPU for sidecars than the task has",
    { services: [{ ...web, sidecars: [{ name: "proxy", image: "x", cpuUnits: 257 }] }] },
    "expected cpuUnits of sidecars in all no more than the task's 256, and they are 257",
  ],
  [
    "more memory for sidecars than the task has",
    {
      services: [
        {
          ...web,
          sidecars: ["a1", "b1"].map((name) => ({ name, image: "x", memoryMiB: 300 })),
        },
      ],
    },
    "expected memoryMiB of sidecars in all no more than the task's 512, and they are 600",
  ],
  [
    "volumes of one name",
    {
      services: [
        {
          ...web,
          writablePaths: ["/a-b"],
          sidecars: [{ name: "web-a", image: "x", writablePaths: ["/b"] }],
        },
      ],
    },
    'dev.services[0].writablePaths: got ["/a-b"], expected writablePaths that differ in letters or digits',
  ],
  [
    "shells in what nobody may write to",
    {
      exec: true,
      services: [
        { ...web, sidecars: [{ name: "proxy", image: "x", readonlyRootFilesystem: true }] },
        { name: "api", readonlyRootFilesystem: true },
      ],
    },
    "dev.exec: got true, expected no readonlyRootFilesystem: true while exec is on, whose agent writes there, as in proxy, api",
  ],
  [
    "a host in the zone that no certificate can bear, and not one outside of it",
    {
      loadBalancer: { domain: { hostedZone: "example.com", name: "www.example.com" } },
      services: [
        {
          ...web,
          http: { hosts: [`*.${"a".repeat(53)}.example.com`, `${"b".repeat(60)}.example.org`] },
        },
      ],
    },
    `expected hosts in the zone of up to 64 characters, as certificates have, and *.${"a".repeat(53)}.example.com is longer`,
  ],
  [
    "unknown option of a service",
    { services: [{ ...web, cpu: 256 }] },
    "dev.services[0].cpu: got an unknown option, expected one of name, image, http",
  ],
  [
    "fewer tasks than the least",
    { services: [{ ...web, desiredCount: 1, autoscaling: { minCount: 2, maxCount: 4 } }] },
    "dev.services[0].desiredCount: got 1, expected autoscaling's minCount to maxCount, 2 to 4",
  ],
  [
    "a name that every object has",
    { services: [{ name: "constructor" }] },
    "dev.services[0].name: got constructor, expected another name than constructor, which no construct can have",
  ],
  [
    "the name of the sessions' log group",
    { services: [{ name: "exec" }] },
    "dev.services[0].name: got exec, expected another name than exec and load-balancer",
  ],
  [
    "the name of the load balancer's alarms",
    { services: [{ name: "load-balancer" }] },
    "dev.services[0].name: got load-balancer, expected another name than exec and load-balancer",
  ],
  ["a service twice", { services: [web, web] }, "dev.services: got"],
  [
    "EC2 without instances",
    { services: [{ ...web, capacityProviderStrategy: [{ capacityProvider: "EC2" }] }] },
    "dev.instances: got nothing, expected instances for web, on EC2",
  ],
  [
    "an image for another processor than the instances'",
    {
      instances: { instanceType: "m7g.large", cpuArchitecture: "ARM64", maxCount: 2 },
      services: [{ ...web, capacityProviderStrategy: [{ capacityProvider: "EC2" }] }],
    },
    "expected instances of the processor that web is built for, or its cpuArchitecture ARM64",
  ],
  [
    "a worker without requests to shift",
    { services: [{ ...web, deployment: { strategy: "CANARY" } }] },
    "expected the strategy ROLLING: without http there are no requests to shift",
  ],
  [
    "no room to replace a single task, which 150 % leaves to two",
    { services: [{ ...web, deployment: { strategy: "ROLLING", maximumPercent: 150 } }] },
    "dev.services[0].deployment.maximumPercent: got 150, expected room to start a task more than 1",
  ],
  [
    "no room when it has scaled in",
    {
      services: [
        {
          ...web,
          desiredCount: 2,
          autoscaling: { minCount: 1, maxCount: 4 },
          deployment: { strategy: "ROLLING", maximumPercent: 150 },
        },
      ],
    },
    "dev.services[0].deployment.maximumPercent: got 150, expected room to start a task more than 1",
  ],
  [
    "an unknown strategy",
    { services: [{ ...web, http: {}, deployment: { strategy: "RECREATE" } }] },
    "dev.services[0].deployment.strategy: got RECREATE, expected one of ROLLING, BLUE_GREEN, CANARY, LINEAR, CODE_DEPLOY",
  ],
  [
    "another strategy's option",
    { services: [{ ...web, http: {}, deployment: { strategy: "LINEAR", canaryPercent: 5 } }] },
    "dev.services[0].deployment.canaryPercent: got an unknown option",
  ],
  [
    "new tasks that nobody can try",
    {
      services: [
        {
          ...web,
          http: { priority: 100 },
          deployment: { strategy: "CODE_DEPLOY", waitMinutes: 5 },
        },
        {
          ...web,
          name: "api",
          http: { priority: 200 },
          deployment: {
            strategy: "CODE_DEPLOY",
            hooks: {
              AfterAllowTestTraffic:
                "arn:aws:lambda:eu-central-1:111111111111:function:CodeDeployHook_smoke",
            },
          },
        },
      ],
    },
    "dev.loadBalancer.testListener: got nothing, expected a test listener, through which new tasks of web, api are tried",
  ],
  [
    "a hook that is no function",
    {
      services: [
        {
          ...web,
          http: {},
          deployment: {
            strategy: "CODE_DEPLOY",
            hooks: { AfterInstall: "arn:aws:sns:eu-central-1:111111111111:smoke" },
          },
        },
      ],
    },
    "AfterInstall: got arn:aws:sns:eu-central-1:111111111111:smoke, expected the ARN of a Lambda function",
  ],
  [
    "requests counted over two target groups",
    {
      services: [
        {
          ...web,
          http: {},
          deployment: { strategy: "BLUE_GREEN" },
          autoscaling: { minCount: 1, maxCount: 2, requestsPerTarget: 100 },
        },
      ],
    },
    "dev.services[0].autoscaling.requestsPerTarget: got 100, expected none",
  ],
  [
    "an image that says nothing",
    { services: [{ ...web, image: {} }] },
    "dev.services[0].image.tag: got nothing, expected a tag, a digest, or both",
  ],
  [
    "a digest that is none",
    { services: [{ ...web, image: { digest: "sha256:abc" } }] },
    "dev.services[0].image.digest: got sha256:abc, expected sha256: and 64 hexadecimal digits",
  ],
  [
    "a secret's value instead of its name",
    { services: [{ ...web, secrets: { PASSWORD: "hunter2" } }] },
    "dev.services[0].secrets.PASSWORD: got hunter2, expected { parameter:",
  ],
  [
    "a permission without a reason",
    { services: [{ ...web, permissions: [{ actions: ["s3:GetObject"], resources: ["*"] }] }] },
    "dev.services[0].permissions[0].reason: got nothing, expected a reason",
  ],
])("refused: %s", (_, change, message) => {
  expect(problems([{ ...dev, ...change }])).toEqual([expect.stringContaining(message)]);
});

test.each(["smoke", "smoke:live", "CodeDeployHook_smoke"])(
  "%s can be a hook of ECS and of CodeDeploy",
  (name) => {
    const arn = `arn:aws:lambda:eu-central-1:111111111111:function:${name}`;
    const stages = ["POST_SCALE_UP"];
    for (const deployment of [
      { strategy: "CODE_DEPLOY", hooks: { AfterInstall: arn } },
      { strategy: "CANARY", hooks: [{ lambdaArn: arn, stages }] },
    ]) {
      expect(problems([{ ...dev, services: [{ ...web, http: {}, deployment }] }])).toEqual([]);
    }
  },
);

test.each([
  { desiredCount: 2, deployment: { strategy: "ROLLING", maximumPercent: 150 } },
  { deployment: { strategy: "ROLLING", minimumHealthyPercent: 0, maximumPercent: 100 } },
  { desiredCount: 0, deployment: { strategy: "ROLLING" } },
])("%j has room to replace tasks", (options) => {
  expect(problems([{ ...dev, services: [{ ...web, ...options }] }])).toEqual([]);
});
