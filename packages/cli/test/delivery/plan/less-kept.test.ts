import { judgePlan, refusals, type PolicyContext } from "../../../src/delivery/plan/plan-policy";
import { lessKept } from "../../../src/delivery/plan/less-kept";
import type { PlannedResource } from "../../../src/delivery/store/plan-meta";

const INSTANCE = "aws_db_instance.databases_orders_instance_19101D5D";
const LIFECYCLE = "aws_s3_bucket_lifecycle_configuration.buckets_uploads_lifecycle_0ACFA217";

const planOf = (address: string, before: unknown, after: unknown, actions = ["update"]): string =>
  JSON.stringify({
    format_version: "1.2",
    complete: true,
    resource_changes: [
      { address, mode: "managed", type: address.split(".")[0], change: { actions, before, after } },
    ],
  });
const wordsOf = (...plan: Parameters<typeof planOf>) =>
  lessKept(planOf(...plan)).get(plan[0])?.words;
const backups = (days: number) => ({ backup_retention_period: days });
const rules = (...rule: object[]) => ({ rule: rule.map((one) => ({ status: "Enabled", ...one })) });
const objects = (days: number) => ({ expiration: [{ days }] });
const versions = (days: number) => ({ noncurrent_version_expiration: [{ noncurrent_days: days }] });

test.each<[string, object, object, string | undefined]>([
  [INSTANCE, backups(14), backups(7), "keeps backups for 7 days in place of 14"],
  [INSTANCE, backups(14), backups(1), "keeps backups for 1 day in place of 14"],
  [INSTANCE, backups(7), backups(14), undefined],
  [INSTANCE, backups(7), { instance_class: "db.t4g.large", ...backups(7) }, undefined],
  [LIFECYCLE, rules(), rules(objects(3)), "keeps objects for 3 days, and for ever before"],
  [LIFECYCLE, rules(objects(9)), rules(objects(3)), "keeps objects for 3 days in place of 9"],
  [
    LIFECYCLE,
    rules(versions(30)),
    rules(versions(7)),
    "keeps old versions for 7 days in place of 30",
  ],
  [LIFECYCLE, rules(versions(7), objects(3)), rules(versions(30)), undefined],
  [LIFECYCLE, rules(), rules({ ...objects(3), status: "Disabled" }), undefined],
  [
    "aws_sqs_queue.q",
    { message_retention_seconds: 9 },
    { message_retention_seconds: 1 },
    undefined,
  ],
])("%s: from %j to %j", (address, before, after, words) => {
  expect(wordsOf(address, before, after)).toBe(words);
  // A stand-in has it as its input.
  expect(wordsOf(address, { input: before }, { input: after })).toBe(words);
});

test("what is made, or goes as a whole, is told of as that", () => {
  expect(wordsOf(INSTANCE, null, backups(1), ["create"])).toBeUndefined();
  expect(wordsOf(INSTANCE, backups(9), null, ["delete"])).toBeUndefined();
});

const judge = (resource: PlannedResource, context: Partial<PolicyContext> = {}) =>
  judgePlan([resource], {
    stack: "prod-stack",
    production: true,
    allowed: [],
    flags: [],
    now: new Date("2026-12-01T00:00:00Z"),
    ...context,
  });
const instance = { address: INSTANCE, type: "aws_db_instance" } as const;
const shorter = { lessKept: lessKept(planOf(INSTANCE, backups(14), backups(7))) };

test("in production it stops the plan, and names the option", () => {
  const updated: PlannedResource = { ...instance, action: "update" };
  const found = judge(updated, shorter);
  expect(refusals(found)).toHaveLength(1);
  expect(found[0]!.detail).toBe(
    "keeps backups for 7 days in place of 14; what is older is destroyed: backupRetentionDays of databases, orders, in environments/prod.ts",
  );
  expect(refusals(judge(updated, { ...shorter, flags: [INSTANCE] }))).toEqual([]);
  expect(judge(updated, { ...shorter, production: false })).toMatchObject([
    { severity: "warning" },
  ]);
});

test.each<[PlannedResource["action"], string | undefined, string]>([
  [
    "destroy",
    undefined,
    "with what it holds: no longer among databases, orders, in environments/prod.ts",
  ],
  [
    "replace",
    "prod-stack/databases/orders/instance",
    "and made anew, because of engine: databases, orders, in environments/prod.ts",
  ],
])("a database that a plan would %s is named by its option", (action, path, words) => {
  const [finding] = judge({
    ...instance,
    action,
    ...(path !== undefined && { path }),
    ...(action === "replace" && { because: ["engine"] }),
  });
  expect(finding!.detail).toContain(words);
});

test("so is a bucket; what is no entry of a list is named as before", () => {
  const bucket = { type: "aws_s3_bucket", action: "destroy" } as const;
  const detail = (address: string) => judge({ ...bucket, address })[0]!.detail;
  expect(detail("aws_s3_bucket.buckets_uploads_bucket_0ACFA217")).toContain(
    "no longer among buckets, uploads, in environments/prod.ts",
  );
  expect(detail("aws_s3_bucket.load-balancer_access-logs_bucket_0ACFA217")).toBe(
    "is destroyed, with what it holds",
  );
});
