import { sha256 } from "../../src/delivery/store/bundle";
import { BucketObjects } from "../../src/delivery/store/bucket-objects";
import { detailsText, type PlannedAttribute } from "../../src/delivery/store/plan-details";
import { PlanStore } from "../../src/delivery/store/plan-store";
import type { PlanSummary } from "../../src/delivery/store/plan-meta";
import { storedEvents } from "../../src/rollback/stored-events";
import { OneBucket } from "../delivery/metrics/stored-objects";
import { outcome, started, summary } from "../delivery/plan/plan-records";
import { digest } from "./fake-service";

// Each write is a request, on a machine on which others work as well.
jest.setTimeout(60_000);

let bucket: OneBucket;
let objects: BucketObjects;
let store: PlanStore;
beforeEach(async () => {
  bucket = new OneBucket();
  objects = await bucket.store();
  store = new PlanStore(objects);
});
afterEach(() => bucket.close());

const DEFINITION = "aws_ecs_task_definition.services_web_task_definition_00AA11BB";
const address = (letter: string) => `1.dkr.ecr.eu-west-1.amazonaws.com/acme/web@${digest(letter)}`;

/** A plan that was applied, with what it changes in the task definition of web. */
async function applied(
  hour: number,
  attribute: Partial<PlannedAttribute> & { path: string },
  { ok = true, ...changed }: Partial<PlanSummary> & { ok?: boolean } = {},
): Promise<void> {
  const id = `prod-stack-20261121T${hour}0000Z-48cdd2f0-9f3a`;
  const known = { sensitive: false, unknown: false, ...attribute };
  const text = detailsText({
    resources: [{ address: DEFINITION, attributes: [known] }],
    outputs: [],
  });
  const resource = {
    address: DEFINITION,
    path: "prod-stack/services/web/task/definition",
    type: "aws_ecs_task_definition",
    action: "replace" as const,
  };
  const hash = sha256(text);
  await store.putDetails(id, text);
  await store.putSummary(summary({ id, resources: [resource], detailsSha256: hash, ...changed }));
  await store.putStarted(id, started);
  await store.putOutcome(id, { ...outcome, ok, at: `2026-11-21T${hour}:30:00.000Z` });
}

const story = async () =>
  (await storedEvents({ store }, "prod-stack", "web"))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ what, image, how }) => `${what} ${image.digest?.at(-1)}, ${how}`);

test("applies tell which image they have brought, and whether another was given up", async () => {
  const path = "container_definitions[web].image";
  await applied(10, { path: "container_definitions[web]", after: { image: address("a") } });
  await applied(11, { path, before: address("a"), after: address("b") });
  await applied(12, { path: "cpu", before: "256", after: "512" });
  await applied(13, { path, after: address("c") }, { ok: false });
  await applied(
    14,
    { path, before: address("b"), after: address("a") },
    { rollback: { service: "web", to: { digest: digest("a") }, from: { digest: digest("b") } } },
  );
  expect(await story()).toEqual([
    "served a, applied by lee",
    "served b, applied by lee",
    "served a, applied by lee",
    "left b, rolled back by lee",
  ]);
});

test("of a rollback whose apply failed, or was killed, the image that it left is given up", async () => {
  const rollback = { service: "web", to: { digest: digest("a") }, from: { digest: digest("b") } };
  const path = "container_definitions[web].image";
  await applied(11, { path, after: address("b") });
  await applied(12, { path, after: address("a") }, { ok: false, rollback });
  const id = "prod-stack-20261121T130000Z-48cdd2f0-9f3a";
  await store.putSummary(summary({ id, rollback }));
  expect(await story()).toEqual(["served b, applied by lee", "left b, rolled back by lee"]);
  await store.putStarted(id, started);
  expect(await story()).toHaveLength(3);
});

test("of other services, and of containers beside, nothing is taken", async () => {
  await applied(10, { path: "container_definitions[proxy].image", after: address("a") });
  await applied(
    11,
    { path: "container_definitions[web].image", after: address("b") },
    {
      resources: [
        {
          address: DEFINITION,
          path: "prod-stack/services/api/task/definition",
          type: "aws_ecs_task_definition",
          action: "replace",
        },
      ],
    },
  );
  expect(await story()).toEqual([]);
});
