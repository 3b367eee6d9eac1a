import { PlanStore } from "../../../src/delivery/store/plan-store";
import type { BucketObjects } from "../../../src/delivery/store/bucket-objects";
import type { PlannedResource } from "../../../src/delivery/store/plan-meta";
import type { PlannedRollback } from "../../../src/delivery/store/planned-rollback";
import { undoneRollback } from "../../../src/delivery/plan/undone-rollback";
import { OneBucket } from "../metrics/stored-objects";
import { ID, outcome, started, summary } from "./plan-records";

// Each write is a request, on a machine on which others work as well.
jest.setTimeout(60_000);

let bucket: OneBucket;
let objects: BucketObjects;
beforeEach(async () => {
  bucket = new OneBucket();
  objects = await bucket.store();
});
afterEach(() => bucket.close());

async function applied(rollback: PlannedRollback | undefined, ok = true): Promise<void> {
  const store = new PlanStore(objects);
  await store.putSummary(summary({ rollback }));
  await store.putStarted(ID, started);
  await store.putOutcome(ID, { ...outcome, ok });
}

const definitionOf = (service: string): PlannedResource => ({
  address: `aws_ecs_task_definition.services_${service}_task_definition_00AA11BB`,
  path: `prod-stack/services/${service}/task/definition`,
  type: "aws_ecs_task_definition",
  action: "replace",
});

const findings = (...resources: PlannedResource[]) =>
  undoneRollback("prod-stack", resources, { objects, store: new PlanStore(objects) });

const back = { service: "web", to: { tag: "v1.3.0" }, why: "answers\nof 500" };

test("a plan that has the service leave that image warns, with who and why", async () => {
  await applied(back);
  expect(await findings(definitionOf("api"), definitionOf("web"))).toEqual([
    {
      rule: "undoes-rollback",
      severity: "warning",
      address: definitionOf("web").address,
      path: definitionOf("web").path,
      detail: expect.stringMatching(
        /^has web leave v1\.3\.0, to which \S+\/lee rolled it back by the apply before \(answers of 500\)$/,
      ),
    },
  ]);
});

test.each<[string, PlannedRollback | undefined, boolean, string]>([
  ["of another service", back, true, "api"],
  ["after an apply that was none", undefined, true, "web"],
  ["after a rollback that failed", back, false, "web"],
])("a plan %s does not", async (_, rollback, ok, service) => {
  await applied(rollback, ok);
  expect(await findings(definitionOf(service))).toEqual([]);
});

test("a plan that leaves all images alone asks the store nothing", async () => {
  bucket.close();
  expect(await findings({ ...definitionOf("web"), type: "aws_ecs_service" })).toEqual([]);
});
