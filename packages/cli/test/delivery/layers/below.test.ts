import {
  codeSha256,
  expectBelow,
  explainUnread,
  findingsBelow,
} from "../../../src/delivery/layers/below";
import { expectSameValues } from "../../../src/delivery/layers/same-values";
import { sha256 } from "../../../src/delivery/store/bundle";
import { planId } from "../../../src/delivery/store/plan-id";
import { PlanStore } from "../../../src/delivery/store/plan-store";
import type { BucketObjects } from "../../../src/delivery/store/bucket-objects";
import type { PlanSummary } from "../../../src/delivery/store/plan-meta";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../../src/core/errors";
import {
  configuration as mockConfiguration,
  environmentInput,
} from "@groundwork/testing/configuration";
import { FakeParameterStore } from "../../support/parameter-store";
import { OneBucket } from "../metrics/stored-objects";
import { approval, COMMIT, outcome, started, summary } from "../plan/plan-records";
import { around, CLUSTER, layer, NETWORK, parameter, SERVICES } from "./layer-stacks";

jest.mock("../../../src/core/configured", () => ({
  loadConfiguration: () => mockConfiguration(),
}));
process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";
// Each write is a request, on a machine on which others work as well.
jest.setTimeout(60_000);

let parameters: FakeParameterStore;
let bucket: OneBucket;
let objects: BucketObjects;
let store: PlanStore;
beforeEach(async () => {
  parameters = await new FakeParameterStore().start();
  bucket = new OneBucket();
  objects = await bucket.store();
  store = new PlanStore(objects);
});
afterEach(() => {
  parameters.close();
  bucket.close();
});

const layers = around({ below: [NETWORK, CLUSTER] });

const have = (...fields: string[]) => {
  for (const field of fields) parameters.values.set(parameter(field), `the ${field}`);
};

const look = (json = SERVICES.json) =>
  expectBelow("prod-stack", json, layers, { env: parameters.env, store });

/** What a plan is refused with. */
const refusal = (json = SERVICES.json): Promise<string> =>
  look(json).then(
    () => "planned",
    (error: OperationError) => error.message,
  );

/** A plan of the network that is stored. */
async function plan(changes: Partial<PlanSummary> = {}): Promise<string> {
  const id = planId("prod-network-stack", COMMIT, new Date("2026-11-21T11:00:00Z"));
  const now = Date.now();
  await store.putSummary(
    summary({
      id,
      stack: "prod-network-stack",
      plannedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 3_600_000).toISOString(),
      ...changes,
    }),
  );
  return id;
}

describe("a plan of a layer", () => {
  test("has a hash of each value that it reads, and of nothing else", async () => {
    have("base/kmsKeyArn", "network/vpcId", "network/publicSubnetIds");
    have("cluster/clusterArn", "cluster/listenerArn");
    expect(await look()).toEqual({
      [parameter("cluster/clusterArn")]: sha256("the cluster/clusterArn"),
      [parameter("network/vpcId")]: sha256("the network/vpcId"),
    });
  });

  test("asks nothing where it reads nothing", async () => {
    expect(await look(NETWORK.json)).toEqual({});
    expect(parameters.asked).toEqual([]);
  });

  test("waits for the lowest layer that is not applied, and says what comes first", async () => {
    expect(await refusal()).toBe(
      `prod-stack waits for prod-network-stack, which is not applied: /acme/prod/layers/network/vpcId is not in Parameter Store of eu-west-1. First: ${ownCommand("plan prod-network-stack")}, and its apply`,
    );
    have("base/kmsKeyArn", "network/vpcId", "network/publicSubnetIds");
    expect(await refusal()).toContain("waits for prod-cluster-stack, which is not applied");
  });

  test("names the plan that is on its way", async () => {
    const id = await plan();
    expect(await refusal()).toContain(
      `Its plan ${id} waits to be approved or applied: ${ownCommand(`show ${id}`)}`,
    );
    await store.putApproval(id, { ...approval, sha256: summary().sha256 });
    expect(await refusal()).toContain(`Its plan ${id} waits to be applied`);
    await store.putStarted(id, started);
    await store.putOutcome(id, { ...outcome, ok: false });
    expect(await refusal()).toContain(`Its plan ${id} could not be applied as a whole`);
  });

  test("waits for a field that the code before did not publish", async () => {
    have("base/kmsKeyArn", "network/publicSubnetIds", "cluster/clusterArn");
    expect(await refusal()).toContain(
      "waits for prod-network-stack, which has not published vpcId so far, as the code that was applied did not",
    );
  });

  test("is refused where no layer publishes what it reads", async () => {
    const { json } = layer("prod-stack", { reads: ["cluster/other"] });
    expect(await refusal(json)).toContain(
      "reads /acme/prod/layers/cluster/other of Parameter Store of eu-west-1, which prod-network-stack and prod-cluster-stack do not publish",
    );
  });

  test("reads more than ten at a time", async () => {
    const many = Array.from({ length: 23 }, (_, index) => `cluster/field${index}`);
    have(...many, "base/kmsKeyArn", "network/vpcId", "network/publicSubnetIds");
    const { json } = layer("prod-stack", { reads: many });
    expect(Object.keys(await look(json))).toHaveLength(23);
  });

  test("stops where Parameter Store does not answer: nothing is known then", async () => {
    parameters.refuses = true;
    await expect(look()).rejects.toThrow(/Parameter Store of eu-west-1/);
  });
});

test("what the provider says of a value that is not there is said of its layer", () => {
  const said = (names: readonly string[]) =>
    new OperationError(
      names
        .map((name) => `Error: reading SSM Parameter (${name}): couldn't\nfind resource`)
        .join("\n"),
    );
  const told = (...names: string[]) =>
    (explainUnread("prod-stack", SERVICES.json, said(names), layers) as Error).message;
  expect(told(parameter("network/vpcId"), parameter("cluster/clusterArn"))).toBe(
    `prod-stack waits for prod-network-stack, which is not applied: /acme/prod/layers/network/vpcId is not in Parameter Store of eu-west-1. First: ${ownCommand("plan prod-network-stack")}, and its apply`,
  );
  expect(told(parameter("cluster/clusterArn"))).toContain("waits for prod-cluster-stack");
  // Of a team's own parameter the provider has the word.
  expect(told("/acme/other")).toBe(said(["/acme/other"]).message);
});

describe("a warning beside a plan", () => {
  const findings = () => findingsBelow(SERVICES.json, layers, { objects, store });
  const applied = async (changes: Partial<PlanSummary> = {}) => {
    const id = await plan(changes);
    await store.putStarted(id, started);
    await store.putOutcome(id, outcome);
  };

  test("says that a plan of a layer below waits", async () => {
    const id = await plan();
    expect(await findings()).toEqual([
      {
        rule: "layer-below",
        severity: "warning",
        address: "prod-network-stack",
        detail: `has the plan ${id}, which waits to be approved or applied: this plan reads what it publishes now`,
      },
    ]);
  });

  test("says that a layer below was applied with other code", async () => {
    await applied({ codeSha256: "f00" });
    expect(await findings()).toMatchObject([
      {
        address: "prod-network-stack",
        detail: `has other code than was applied last, at the commit ${COMMIT.slice(0, 12)}: this plan reads what it publishes now`,
      },
    ]);
  });

  test("is not there where it is as the code says, or nobody knows, or is not read", async () => {
    expect(await findings()).toEqual([]);
    await applied();
    expect(await findings()).toEqual([]);
    await applied({ codeSha256: codeSha256(NETWORK.json) });
    expect(await findings()).toEqual([]);
    await applied({ codeSha256: "f00" });
    const { json } = layer("prod-stack", { reads: ["cluster/clusterArn"] });
    expect(await findingsBelow(json, layers, { objects, store })).toEqual([]);
  });
});

test("the hash of a layer's code is of what it makes, not of what CDKTF notes", () => {
  const { json } = NETWORK;
  const noted = { ...json, "//": { metadata: { version: "1" } }, terraform: {} };
  expect(codeSha256(noted)).toBe(codeSha256(json));
  expect(codeSha256({ ...json, resource: {} })).not.toBe(codeSha256(json));
});

describe("a stored plan", () => {
  const configuration = mockConfiguration({}, [
    environmentInput("prod", { layers: ["network", "cluster", "services"] }),
  ]);
  const read = { [parameter("network/vpcId")]: sha256("the network/vpcId") };
  const check = (given: PlanSummary["read"]) =>
    expectSameValues(summary({ read: given }), { configuration }, parameters.env).then(
      () => "same",
      ({ message, exitCode }: OperationError) => `${exitCode}: ${message}`,
    );

  test("is applied as long as what it read is the same", async () => {
    have("network/vpcId");
    expect(await check(read)).toBe("same");
    expect(await check(undefined)).toBe("same");
    expect(parameters.asked).toHaveLength(1);
  });

  test.each([
    ["another value", "vpc-2"],
    ["none any more", undefined],
  ])("is stale where there is %s", async (_, value) => {
    if (value !== undefined) parameters.values.set(parameter("network/vpcId"), value);
    expect(await check(read)).toMatch(
      /^3: .* is stale: \/acme\/prod\/layers\/network\/vpcId has another value than when it was planned.* groundwork plan prod-stack$/,
    );
  });
});
