import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { Delivery, refused } from "../../support/delivery";
import { ACCOUNT } from "../../support/emulated";

jest.setTimeout(600_000);

const VPC = "/groundwork/dev/layers/network/vpcId";

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.create("layers-known");
  await delivery.copy.edit(
    "environments/dev.ts",
    '"name":"dev",',
    `"name":"dev","layers":${JSON.stringify(LAYERS)},`,
  );
  await delivery.commit("layers");
});
afterAll(() => delivery?.close());

const planned = (stack: string) => delivery.run(delivery.kim, "plan", stack);

async function deliver(stack: string): Promise<void> {
  const ended = await delivery.apply(await delivery.plan(stack));
  if (ended.code !== 0) throw new Error(ended.stderr);
}

/** A plan, and what it warns of. */
async function planWith(stack: string): Promise<{ id: string; findings: string[] }> {
  const { id, summary } = (await delivery.plan(stack)) as unknown as {
    id: string;
    summary: { findings: { rule: string; address: string; detail: string }[] };
  };
  const { findings } = summary;
  return {
    id,
    findings: findings.map(({ rule, address, detail }) => `${rule}: ${address} ${detail}`),
  };
}

test("a layer is planned once those below it are applied, and is told which that is", async () => {
  expect(await planned("dev-stack")).toMatchObject(
    refused(1, "dev-stack waits for dev-network-stack, which is not applied"),
  );
  expect((await planned("dev-cluster-stack")).stderr).toContain(
    "groundwork plan dev-network-stack, and its apply",
  );
  await deliver("dev-network-stack");
  const { id } = await delivery.plan("dev-cluster-stack");
  expect((await planned("dev-stack")).stderr).toMatch(
    new RegExp(`dev-stack waits for dev-cluster-stack, .* Its plan ${id} waits to be approved or`),
  );
  await deliver("dev-cluster-stack");
  await deliver("dev-stack");
});

test("a plan is stale when a layer below was applied after it", async () => {
  await delivery.copy.edit("environments/dev.ts", '"logRetentionDays":7', '"logRetentionDays":14');
  await delivery.commit("logs");
  const plan = await delivery.plan("dev-stack");
  const ssm = new SSMClient({
    region: "ap-northeast-2",
    endpoint: delivery.endpoint,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
  });
  const put = (Value: string) =>
    ssm.send(new PutParameterCommand({ Name: VPC, Value, Type: "String", Overwrite: true }));
  await put("vpc-0123456789abcdef0");
  const ended = await delivery.unchanged("dev", () => delivery.apply(plan));
  expect(ended).toMatchObject(refused(3, `is stale: ${VPC} has another value`));
  // The plan is not used up, and is good as long as what it has read is there.
  await deliver("dev-stack");
  ssm.destroy();
});

test("what changes for the layers above is said of a plan, and what waits below", async () => {
  await delivery.extend(
    "dev-network-stack",
    '(stack.node.findChild("contracts").node.findChild("network").node.findChild("vpcId") as any).addOverride("insecure_value", "vpc-2");',
  );
  const { id, findings } = await planWith("dev-network-stack");
  expect(findings).toEqual([
    expect.stringMatching(
      /^read-above: aws_ssm_parameter\.contracts_network_vpcId_\w+ publishes another vpcId, which dev-cluster-stack and dev-stack read: plan and apply them next$/,
    ),
  ]);
  const shown = await delivery.run(delivery.kim, "show", id);
  expect(shown.stdout).toContain("publishes another vpcId, which dev-cluster-stack and");
  const page = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-page-")), "plan.html");
  await delivery.run(delivery.kim, "show", id, "--html", page);
  expect(await readFile(page, "utf8")).toContain("publishes another vpcId");

  await delivery.copy.edit("environments/dev.ts", '"logRetentionDays":14', '"logRetentionDays":30');
  await delivery.commit("logs again");
  const waits = await planWith("dev-stack");
  expect(waits.findings).toEqual([
    `layer-below: dev-network-stack has the plan ${id}, which waits to be approved or applied: this plan reads what it publishes now`,
  ]);
  const review = await delivery.run(delivery.kim, "review", "dev-network-stack", "dev-stack");
  expect(review.stdout).toContain("publishes another vpcId, which dev-stack reads");

  await deliver("dev-network-stack");
  expect((await planWith("dev-stack")).findings).toEqual([]);
});

test("where approvals are demanded, the end of each layer is planned when the one above is gone", async () => {
  await delivery.copy.edit(
    "environments/dev.ts",
    '"production":false,',
    '"production":false,"delivery":{"approval":true},',
  );
  await delivery.commit("gate");
  const teardown = () => delivery.json(delivery.kim, "teardown", "dev");
  const first = await teardown();
  expect(first).toMatchObject({ code: 2 });
  expect(first.stderr).toMatch(
    /When that is applied, for dev-cluster-stack and dev-network-stack: .*teardown dev$/m,
  );
  const [services, ...rest] = first.document.layers;
  expect(services).toMatchObject({ stack: "dev-stack", id: expect.stringMatching(/^dev-stack-/) });
  expect(rest.map(({ id }: { id?: string }) => id)).toEqual([undefined, undefined]);
  expect(await delivery.approve(services)).toMatchObject({ code: 0 });
  expect(await delivery.apply(services)).toMatchObject({ code: 0 });
  const second = await teardown();
  expect(second).toMatchObject({ code: 2 });
  expect(second.document.layers[1].id).toMatch(/^dev-cluster-stack-/);
});
