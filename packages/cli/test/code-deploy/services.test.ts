import type { HandOver } from "../../src/code-deploy/hand-over";
import { deployAll, hasCodeDeploy, outdated } from "../../src/code-deploy/services";
import { OperationError } from "../../src/core/errors";
import { FakeCodeDeploy, type TaskSetOf } from "../support/fake-code-deploy";
import { until } from "../support/until";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

const arn = (name: string, revision: number) =>
  `arn:aws:ecs:eu-central-1:111111111111:task-definition/acme-dev-${name}:${revision}`;

const handOver = (serviceName: string, revision = 2): HandOver => ({
  application: `acme-dev-${serviceName}`,
  deploymentGroup: serviceName,
  clusterName: "acme-dev",
  serviceName,
  waitsMinutes: 10,
  appSpec: {
    version: "0.0",
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: arn(serviceName, revision),
            CapacityProviderStrategy: [{ CapacityProvider: "FARGATE", Base: 1, Weight: 2 }],
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                Subnets: ["subnet-1", "subnet-2"],
                SecurityGroups: ["sg-1"],
                AssignPublicIp: "DISABLED",
              },
            },
          },
        },
      },
    ],
    Hooks: [],
  },
});

const running = (name: string, revision: number): TaskSetOf => ({
  taskDefinition: arn(name, revision),
  subnets: ["subnet-2", "subnet-1"],
  securityGroups: ["sg-1"],
  assignPublicIp: "DISABLED",
  shares: [{ capacityProvider: "FARGATE", base: 1, weight: 2 }],
});

let aws: FakeCodeDeploy;
let said: string[];
let interruption: AbortController;
beforeEach(async () => {
  aws = await new FakeCodeDeploy().start();
  said = [];
  interruption = new AbortController();
  aws.services.set("web", { primary: running("web", 1) });
});
afterEach(() => aws.close());

const options = () => ({
  stack: "dev-stack",
  region: "eu-central-1",
  env: aws.env,
  signal: interruption.signal,
  say: (line: string) => void said.push(line),
  pollMs: 10,
});

const deploy = (...services: HandOver[]) => deployAll(services, options());

const heard = (text: string) => until(text, () => said.some((line) => line.includes(text)));

const refusal = (promise: Promise<unknown>): Promise<OperationError> =>
  promise.then(
    () => {
      throw new Error("got success, expected an error");
    },
    (error: OperationError) => {
      expect(error).toBeInstanceOf(OperationError);
      return error;
    },
  );

describe("which services are deployed", () => {
  test("those that run another task definition", async () => {
    aws.services.set("api", { primary: running("api", 2) });
    const [web, api] = [handOver("web"), handOver("api")];
    expect(await outdated([web, api], options())).toEqual([web]);
    expect(said).toEqual([
      "web: acme-dev-web:1 -> acme-dev-web:2",
      "api: runs acme-dev-api:2 already",
    ]);
  });

  test.each<[string, Partial<TaskSetOf>]>([
    ["subnets", { subnets: ["subnet-1"] }],
    ["security groups", { securityGroups: ["sg-2"] }],
    ["public addresses", { assignPublicIp: "ENABLED" }],
    ["capacity", { shares: [{ capacityProvider: "FARGATE_SPOT", base: 1, weight: 2 }] }],
    ["weights", { shares: [{ capacityProvider: "FARGATE", base: 1, weight: 1 }] }],
  ])("those with other %s", async (_, other) => {
    aws.services.set("web", { primary: { ...running("web", 2), ...other } });
    expect(await outdated([handOver("web")], options())).toHaveLength(1);
    expect(said).toEqual(["web: acme-dev-web:2, in another place"]);
  });

  test("not those that are not there", async () => {
    const { message } = await refusal(outdated([handOver("api")], options()));
    expect(message).toBe("got no service api in the cluster acme-dev: apply its stack first");
  });

  test("nor those of another deployment controller", async () => {
    aws.services.set("web", { controller: "ECS", primary: running("web", 1) });
    const { message } = await refusal(outdated([handOver("web")], options()));
    expect(message).toContain("web: got the deployment controller ECS, expected CODE_DEPLOY");
  });
});

describe("a deployment", () => {
  test("is of the AppSpec that was applied, and is waited for", async () => {
    aws.next = { statuses: ["Created", "InProgress", "InProgress", "Succeeded"] };
    await deploy(handOver("web"));
    const [input] = aws.inputs("CreateDeployment");
    expect(input).toMatchObject({
      applicationName: "acme-dev-web",
      deploymentGroupName: "web",
      description: "acme-dev-web:2",
      revision: { revisionType: "AppSpecContent" },
    });
    expect(JSON.parse(input.revision.appSpecContent.content)).toEqual(handOver("web").appSpec);
    expect(said).toEqual([
      expect.stringContaining("web: the deployment d-1 begins: https://eu-central-1.console"),
      "web: Created",
      "web: InProgress",
      "web: Succeeded",
    ]);
  });

  test("that waits for somebody says how to let it go on", async () => {
    aws.next = { statuses: ["Ready", "Succeeded"] };
    await deploy(handOver("web"));
    expect(said.join("\n")).toContain("aws deploy continue-deployment --deployment-id d-1");
  });

  test.each(["Failed", "Stopped"])(
    "that ends with %s is an error that says why",
    async (status) => {
      aws.next = {
        statuses: ["InProgress", status],
        error: { code: "ALARM_ACTIVE", message: "acme-dev-web-5xx" },
      };
      const { message } = await refusal(deploy(handOver("web")));
      expect(message).toContain(`web: the deployment d-1 ended with ${status}`);
      expect(message).toContain("npx --no -- groundwork code-deploy dev-stack");
      expect(message).toContain(
        status === "Failed"
          ? "ALARM_ACTIVE: acme-dev-web-5xx. Requests go back to the tasks before, by the deployment d-1-back"
          : "CodeDeploy gives no reason",
      );
    },
  );

  test("of the same that is under way is waited for, and none begun", async () => {
    aws.next = { statuses: ["InProgress"] };
    const killed = deploy(handOver("web"));
    await heard("web: InProgress");
    const again = deploy(handOver("web"));
    await heard("d-1 is under way already");
    aws.deployments.get("d-1")!.statuses.push("Succeeded");
    await Promise.all([killed, again]);
    expect(aws.inputs("CreateDeployment")).toHaveLength(1);
  });

  test("of something else that is under way stays alone", async () => {
    aws.deployments.set("d-9", { group: "web", statuses: ["InProgress"], sha256: "other" });
    const { message } = await refusal(deploy(handOver("web")));
    expect(message).toContain("the deployment d-9 of something else is under way");
    expect(message).toContain("aws deploy stop-deployment --deployment-id d-9");
    expect(aws.inputs("CreateDeployment")).toEqual([]);
  });

  test("is stopped, and goes back, when the command is interrupted", async () => {
    aws.next = { statuses: ["InProgress"] };
    const ended = refusal(deploy(handOver("web")));
    await heard("web: InProgress");
    interruption.abort(new OperationError("interrupted", 130));
    const { message, exitCode } = await ended;
    expect(message).toContain("interrupted; the deployment d-1 is stopped");
    expect(exitCode).toBe(130);
    expect(aws.inputs("StopDeployment")).toEqual([
      { deploymentId: "d-1", autoRollbackEnabled: true },
    ]);
  });

  test("that nobody can look at any more goes on, and the error says so", async () => {
    aws.refused.set("GetDeployment", "AccessDeniedException");
    const { message } = await refusal(deploy(handOver("web")));
    expect(message).toContain("AccessDeniedException: refused by the test");
    expect(message).toContain("The deployment d-1 goes on");
  });

  test("that CodeDeploy does not take is an error", async () => {
    aws.refused.set("CreateDeployment", "InvalidRevisionException");
    expect((await refusal(deploy(handOver("web")))).message).toBe(
      "web: CodeDeploy refused: InvalidRevisionException: refused by the test",
    );
  });

  test("that fails keeps no other from its end", async () => {
    aws.deployments.set("d-9", { group: "web", statuses: ["InProgress"], sha256: "other" });
    const { message } = await refusal(deploy(handOver("web"), handOver("api")));
    expect(message).toMatch(/^web: /);
    expect(said.at(-1)).toBe("api: Succeeded");
  });
});

test.each([
  [{}, true],
  [{ AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, false],
  [{ AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_CODEDEPLOY: "http://a" }, true],
])("%j: there is somebody to deploy: %s", (env, expected) => {
  expect(hasCodeDeploy(env)).toBe(expected);
});
