import type { LoadTest } from "@groundwork/configuration/load-tests";
import { ECSClient } from "@aws-sdk/client-ecs";
import { LoadTestStore } from "../../src/delivery/load-tests/load-test-store";
import { sendLoad } from "../../src/load-test/send-load";
import type { Testing } from "../../src/load-test/testing";
import { definition, digest, FakeService } from "../rollback/fake-service";

export const WEB: LoadTest = {
  environment: "prod",
  service: "web",
  requestsPerSecond: 20,
  minutes: 0.05,
  p99Milliseconds: 5000,
  errorPercent: 1,
  validHours: 24,
  paths: ["/"],
};

/** A service whose second revision is deployed, as ECS tells of it, and as it can be let go on. */
export class DeployedService extends FakeService {
  /** How its stages go on from one look to the next; the last stays. */
  stages: (string | undefined)[] = ["POST_TEST_TRAFFIC_SHIFT"];
  isPaused = true;
  /** What is answered where it is let go on: `lost` where it has happened all the same. */
  continueRefusal: string | undefined;
  isContinueLost = false;

  constructor() {
    super();
    const { DescribeServiceDeployments: describe } = this.aws.answers;
    Object.assign(this.aws.answers, {
      DescribeServiceDeployments: (input: any) => {
        const [one] = (describe!(input) as any).serviceDeployments;
        const lifecycleStage = this.stages.length > 1 ? this.stages.shift() : this.stages[0];
        const hook = { hookId: "pause-1", targetType: "PAUSE", status: "AWAITING_ACTION" };
        const lifecycleHookDetails = this.isPaused ? [hook] : [];
        return { serviceDeployments: [{ ...one, lifecycleStage, lifecycleHookDetails }] };
      },
      ContinueServiceDeployment: () => {
        if (this.continueRefusal === undefined || this.isContinueLost) {
          this.isPaused = false;
          this.stages = ["PRODUCTION_TRAFFIC_SHIFT"];
        }
        return this.continueRefusal ?? { serviceDeploymentArn: "d-2" };
      },
      ListTasks: () => ({ taskArns: ["task/1", "task/2"] }),
      DescribeTasks: () => ({ tasks: [1, 2].map((revision) => this.task(revision)) }),
    });
    this.revision(1, "a").revision(2, "b");
    this.deploys(1, 0, "SUCCESSFUL").deploys(2, 10, "IN_PROGRESS");
  }

  private task(revision: number): object {
    const image = `acme/web@${digest(this.images.get(revision)!)}`;
    return {
      lastStatus: "RUNNING",
      taskDefinitionArn: definition(revision),
      containers: [{ name: "web", image }],
    };
  }
}

/** What tests of one run share, with a store in memory, around what answers for ECS. */
export function testingOf(
  web: DeployedService,
  url: URL,
  changes: Partial<Testing["options"]> = {},
) {
  const said: string[] = [];
  const stored = new Map<string, any>();
  const now = () => new Date("2026-11-30T03:14:00Z");
  const objects = {
    address: "s3://plans",
    now,
    putOnce: (key: string, body: Buffer) => {
      stored.set(key, JSON.parse(body.toString()));
      return Promise.resolve();
    },
  };
  const by = { arn: "arn:aws:iam::1:user/kim" };
  const organization = {
    name: "acme",
    accountId: "111111111111",
    region: "ap-northeast-2",
    registry: { tagMutabilityExclusions: ["latest"] },
  };
  const deployment = { strategy: "CANARY", waitMinutes: 30 };
  const environment = {
    name: "prod",
    region: "ap-northeast-2",
    production: true,
    services: [{ name: "web", http: {}, deployment }],
    loadBalancer: { testListener: { port: 8443 } },
  };
  const interruption = new AbortController();
  const env = {
    ...web.aws.env,
    AWS_ENDPOINT_URL_ECR: web.aws.env["AWS_ENDPOINT_URL_ECS"],
    AWS_ENDPOINT_URL_CODEDEPLOY: web.aws.env["AWS_ENDPOINT_URL_ECS"],
  };
  const records = new Map<string, any>();
  const testing = {
    options: {
      environment,
      url: url.origin,
      testListener: true,
      decide: true,
      ifNeeded: false,
      json: true,
      pollMs: 5,
      signal: interruption.signal,
      env,
      ...changes,
    },
    open: {
      configuration: { organization, environments: [environment] },
      store: {
        now,
        newest: () => Promise.resolve([...records.values()].at(-1)),
        record: (id: string) => Promise.resolve(records.get(id)),
      },
      objects,
      identities: { self: () => Promise.resolve(by) },
      person: {
        tell: (text: string) => void said.push(text),
        confirm: () => Promise.resolve(true),
      },
    },
    store: new LoadTestStore(objects as never),
    document: { environment: "prod", results: [], notNeeded: [] },
    by,
    cluster: "acme-prod",
    ecs: new ECSClient({
      region: "ap-northeast-2",
      endpoint: web.aws.env["AWS_ENDPOINT_URL_ECS"]!,
    }),
    output: () => Promise.resolve(undefined),
    send: sendLoad,
  } as unknown as Testing;
  return { testing, said, stored, interruption, records };
}
