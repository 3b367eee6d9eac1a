import type { EnvironmentInput } from "@groundwork/configuration";

/** Every option of an environment in use. */
export const prod: EnvironmentInput = {
  name: "prod",
  accountId: "111111111111",
  network: {
    cidr: "10.30.0.0/16",
    connectable: true,
    zones: ["a", "b", "c"],
    nat: "per-zone",
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "ecs", "ecs-agent", "ecs-telemetry"],
    flowLogRetentionDays: 30,
  },
  loadBalancer: {
    domain: { hostedZone: "example.com", name: "www.example.com" },
    allowedCidrs: ["192.0.2.0/24", "198.51.100.0/24"],
    accessLogRetentionDays: 30,
    webAcl: "managed",
    idleTimeoutSeconds: 120,
    testListener: { allowedCidrs: ["203.0.113.0/24"] },
  },
  capacityProviderStrategy: [
    { capacityProvider: "FARGATE", base: 1 },
    { capacityProvider: "FARGATE_SPOT", weight: 3 },
  ],
  loadTest: { requestsPerSecond: 10, minutes: 1, p99Milliseconds: 500, errorPercent: 0.5 },
  loadTestTask: {
    image: `public.ecr.aws/docker/library/node:24-alpine@sha256:${"d".repeat(64)}`,
    cpuUnits: 512,
  },
  instances: { instanceType: "m7g.large", cpuArchitecture: "ARM64", minCount: 1, maxCount: 4 },
  databases: [
    {
      name: "orders",
      engineVersion: "17",
      instanceClass: "db.m7g.large",
      storageGiB: 50,
      maxStorageGiB: 500,
      multiZone: true,
      backupRetentionDays: 30,
      backupWindow: "16:00-16:30",
      maintenanceWindow: "sun:17:00-sun:18:00",
    },
    {
      name: "orders-restored",
      engineVersion: "17",
      storageGiB: 50,
      restoreFrom: { database: "orders", time: "2026-11-29T16:20:00Z" },
    },
  ],
  buckets: [
    { name: "uploads", oldVersionDays: 90, corsOrigins: ["https://www.example.com"] },
    { name: "scratch", expireDays: 3 },
  ],
  services: [
    {
      name: "web",
      image: { tag: "v1.2.3", digest: `sha256:${"a".repeat(64)}` },
      http: { port: 8080, hosts: ["www.example.com", "*.shop.example.com"], priority: 100 },
      calls: ["blue", "worker"],
      uses: ["orders", "uploads", "scratch"],
      autoscaling: { minCount: 2, maxCount: 6, memoryPercent: 80 },
      loadTest: { requestsPerSecond: 50, p99Milliseconds: 300, paths: ["/", "/up"] },
      tasks: [
        {
          name: "migrate",
          command: ["bin/migrate", "up"],
          run: "before-deployment",
          cpuUnits: 512,
          memoryMiB: 2048,
          timeoutMinutes: 15,
          retries: 1,
        },
        {
          name: "report",
          command: ["bin/report"],
          run: { cron: "0 3 ? * MON-FRI *", timeZone: "Asia/Seoul" },
        },
        { name: "erase", command: ["bin/erase"], run: "by-hand", fourEyes: true },
      ],
      deployment: {
        strategy: "CANARY",
        hooks: [
          {
            lambdaArn: "arn:aws:lambda:ap-northeast-2:111111111111:function:smoke",
            stages: ["POST_TEST_TRAFFIC_SHIFT"],
          },
        ],
      },
      secrets: {
        DATABASE_URL: { parameter: "/acme/web/database-url" },
        API_KEY: { secret: "acme/web", key: "api-key" },
      },
      healthCheck: { command: ["CMD-SHELL", "wget -qO- localhost:8080/up"] },
      sidecars: [
        { name: "proxy", image: "public.ecr.aws/envoy:v1.30", before: "START", cpuUnits: 64 },
        {
          name: "migration",
          image: `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web@sha256:${"a".repeat(64)}`,
          command: ["migrate"],
          before: "SUCCESS",
          uses: ["orders"],
        },
        {
          name: "agent",
          image: `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/ecr-public/agent@sha256:${"c".repeat(64)}`,
        },
      ],
      permissions: [
        {
          reason: "reads the catalogue that marketing uploads",
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::acme-catalogue/*"],
        },
        {
          reason: "hands orders on to the warehouse",
          actions: ["sqs:SendMessage", "sqs:GetQueueUrl"],
          resources: ["arn:aws:sqs:ap-northeast-2:111111111111:orders"],
        },
        {
          reason: "starts the nightly report",
          actions: ["glue:StartJobRun"],
          resources: ["arn:aws:glue:ap-northeast-2:111111111111:job/report"],
        },
      ],
    },
    {
      name: "blue",
      image: { tag: "v2", digest: `sha256:${"b".repeat(64)}` },
      http: { paths: ["/blue/*"], priority: 50 },
      deployment: { strategy: "BLUE_GREEN", deployedBy: "ci" },
    },
    {
      name: "linear",
      http: { paths: ["/linear/*"], priority: 300 },
      deployment: { strategy: "LINEAR", stepPercent: 25 },
    },
    {
      name: "code-deploy",
      http: { paths: ["/code-deploy/*"], priority: 400 },
      deployment: {
        strategy: "CODE_DEPLOY",
        routing: { type: "CANARY", percent: 20, intervalMinutes: 5 },
        waitMinutes: 15,
        hooks: {
          AfterAllowTestTraffic:
            "arn:aws:lambda:ap-northeast-2:111111111111:function:CodeDeployHook_smoke",
        },
      },
    },
    {
      name: "rolling",
      http: { paths: ["/rolling/*"], priority: 500 },
      autoscaling: {
        minCount: 0,
        maxCount: 4,
        requestsPerTarget: 500,
        timeZone: "Asia/Seoul",
        schedules: [{ name: "night", cron: "0 20 ? * MON-FRI *", minCount: 0, maxCount: 0 }],
      },
    },
    {
      name: "worker",
      cpuArchitecture: "ARM64",
      capacityProviderStrategy: [{ capacityProvider: "EC2" }],
      serviceConnect: { port: 9000, appProtocol: "grpc" },
      uses: [{ name: "uploads", as: "incoming", readOnly: true }],
      autoscaling: { minCount: 0, maxCount: 30 },
      queue: { visibilityTimeoutSeconds: 600, messagesPerTask: 20 },
    },
  ],
  permissionsBoundary: {
    allow: [
      {
        reason: "the job runs in a role that reads sales and nothing else",
        actions: ["glue:StartJobRun"],
        resources: ["arn:aws:glue:ap-northeast-2:111111111111:job/report"],
      },
    ],
  },
  alarms: { emails: ["on-call@example.com"] },
  exec: true,
  secretsKmsKeyArn: "arn:aws:kms:ap-northeast-2:111111111111:key/1234abcd",
  logRetentionDays: 30,
  containerInsights: "enhanced",
  tags: { CostCenter: "42" },
};
