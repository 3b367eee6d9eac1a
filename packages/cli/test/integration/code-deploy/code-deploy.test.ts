import { spawn } from "node:child_process";
import { once } from "node:events";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Delivery } from "../../support/delivery";
import { FakeCodeDeploy, type TaskSetOf } from "../../support/fake-code-deploy";
import { cliScript, killTree } from "@groundwork/testing/project";
import { until } from "../../support/until";

jest.setTimeout(240_000);

const older: TaskSetOf = {
  taskDefinition: "arn:aws:ecs:ap-northeast-2:111111111111:task-definition/groundwork-dev-web:41",
  subnets: [],
  securityGroups: [],
  assignPublicIp: "DISABLED",
  shares: [],
};

let delivery: Delivery;
let aws: FakeCodeDeploy;
beforeAll(async () => {
  delivery = await Delivery.create("code-deploy");
  await delivery.copy.edit(
    "environments/dev.ts",
    '"name":"web",',
    '$&"deployment":{"strategy":"CODE_DEPLOY"},',
  );
  await delivery.commit("by CodeDeploy");
});
afterAll(() => delivery?.close());

beforeEach(async () => {
  aws = await new FakeCodeDeploy().start();
  aws.services.set("web", { primary: older });
  aws.next = { statuses: ["Succeeded"] };
});
afterEach(() => aws.close());

/** Kim, with a CodeDeploy besides the emulator. */
const kim = () => ({ ...delivery.kim, ...aws.env });
const codeDeploy = (...options: string[]) =>
  delivery.run(kim(), "code-deploy", "dev-stack", ...options);

test("before anything was applied there is nothing to deploy", async () => {
  const { code, stderr } = await codeDeploy();
  expect(code).toBe(1);
  expect(stderr).toContain("got no output code-deploy that says how to deploy web");
});

test("what is no state that can be read here is named", async () => {
  const place = { Bucket: delivery.location.bucket, Key: "dev/terraform.tfstate" };
  const { s3 } = delivery.clients;
  await s3.send(new PutObjectCommand({ ...place, Body: '{"serial":9,"encrypted_data":"QUFB"}' }));
  const { code, stderr } = await codeDeploy();
  expect(code).toBe(1);
  expect(stderr).toContain("dev/terraform.tfstate: got a state encrypted by OpenTofu, serial 9");
  await s3.send(new DeleteObjectCommand(place));
});

test("an apply has CodeDeploy deploy what was applied, and waits for it", async () => {
  const planned = await delivery.plan("dev-stack");
  const { code, stdout, stderr } = await delivery.apply(planned, kim());
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toContain("web: groundwork-dev-web:41 -> ");
  expect(stdout).toMatch(/Apply complete![^]*web: Succeeded/);

  const [created, ...more] = aws.inputs("CreateDeployment");
  expect(more).toEqual([]);
  expect(created).toMatchObject({
    applicationName: "groundwork-dev-web",
    deploymentGroupName: "web",
  });
  const outputs = await delivery.readJson(`results/dev/${planned.id}/outputs.json`);
  const { appSpec } = outputs["code-deploy"].web;
  expect(JSON.parse(created.revision.appSpecContent.content)).toEqual(appSpec);
  const { Properties } = appSpec.Resources[0].TargetService;
  expect(Properties.TaskDefinition).toMatch(/^arn:/);
  expect(Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets).toHaveLength(2);

  const again = await codeDeploy();
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/web: runs .* already/) });
  expect(aws.inputs("CreateDeployment")).toHaveLength(1);
});

test("a deployment that fails is an apply that failed, and can be tried again", async () => {
  await delivery.alter();
  const planned = await delivery.plan("dev-stack");
  aws.next = {
    statuses: ["Failed"],
    error: { code: "HEALTH_CONSTRAINTS", message: "too few tasks are healthy" },
  };
  const { code, stderr } = await delivery.apply(planned, kim());
  expect(code).toBe(1);
  expect(stderr).toContain("ended with Failed: HEALTH_CONSTRAINTS: too few tasks are healthy");
  expect(stderr).toContain("npx --no -- groundwork code-deploy dev-stack");
  expect(await delivery.readJson(`results/dev/${planned.id}/outcome.json`)).toMatchObject({
    ok: false,
    error: expect.stringContaining("HEALTH_CONSTRAINTS"),
  });

  aws.next = { statuses: ["Succeeded"] };
  expect(await codeDeploy()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("nobody is there to answer"),
  });
  expect(await codeDeploy("--yes")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("web: Succeeded"),
  });
});

test("one whose command was killed is found again, and not begun twice", async () => {
  aws.next = { statuses: ["InProgress"] };
  const victim = spawn(process.execPath, [cliScript, "code-deploy", "dev-stack", "--yes"], {
    cwd: delivery.copy.root,
    env: { ...process.env, ...kim() },
    stdio: "ignore",
  });
  const gone = once(victim, "exit");
  await until("the deployment", () => aws.inputs("GetDeployment").length > 0, 60);
  await killTree(victim.pid!);
  await gone;

  aws.deployments.get("d-1")!.statuses.push("Succeeded");
  const { code, stdout } = await codeDeploy("--yes");
  expect(code).toBe(0);
  expect(stdout).toContain("web: the deployment d-1 is under way already");
  expect(aws.inputs("CreateDeployment")).toHaveLength(1);
});

test("an emulator without CodeDeploy deploys nothing, and says so", async () => {
  await delivery.alter();
  const applied = await delivery.apply(await delivery.plan("dev-stack"));
  expect(applied).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("The emulator has no CodeDeploy, so it deploys nothing of web"),
  });
  expect(await delivery.run(delivery.kim, "code-deploy", "dev-stack")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("got an emulator, which has no CodeDeploy"),
  });
});

test("a stack without such services has nothing to do", async () => {
  expect(await delivery.run(kim(), "code-deploy", "prod-stack")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("CodeDeploy deploys none of its services"),
  });
});
