import type { PlannedResource } from "../../../src/delivery/store/plan-meta";
import { judgePlan, refusals, type PolicyContext } from "../../../src/delivery/plan/plan-policy";

const bucket: PlannedResource = {
  address: "aws_s3_bucket.logs",
  path: "prod-stack/logs/bucket",
  type: "aws_s3_bucket",
  action: "destroy",
};
const entry = {
  stack: "prod-stack",
  address: bucket.address,
  reason: "moved to another account",
  until: "2026-12-31",
};

const judge = (resource: Partial<PlannedResource> = {}, context: Partial<PolicyContext> = {}) =>
  judgePlan([{ ...bucket, ...resource }], {
    stack: "prod-stack",
    production: true,
    allowed: [],
    flags: [],
    now: new Date("2026-12-01T00:00:00Z"),
    ...context,
  });

test.each<[PlannedResource["action"], string, number]>([
  ["destroy", "aws_s3_bucket", 1],
  ["replace", "aws_db_instance", 1],
  ["destroy", "aws_security_group", 0],
  ["update", "aws_s3_bucket", 0],
  ["create", "aws_s3_bucket", 0],
  ["no-op", "aws_s3_bucket", 0],
  ["forget", "aws_s3_bucket", 0],
])("in production %s of %s stops a plan: %i", (action, type, count) => {
  expect(refusals(judge({ action, type }))).toHaveLength(count);
});

test("what a replacement has left of a data store holds data as well", () => {
  const deposed = { address: `${bucket.address} (deposed object 0a1b2c3d)`, deposed: "0a1b2c3d" };
  expect(refusals(judge(deposed))).toMatchObject([
    { address: deposed.address, detail: expect.stringContaining("left of the one before") },
  ]);
  expect(refusals(judge(deposed, { flags: [deposed.address] }))).toEqual([]);
});

test("elsewhere it is a warning; what is forgotten is one everywhere", () => {
  expect(judge({}, { production: false })).toMatchObject([{ severity: "warning" }]);
  expect(judge({ action: "forget" })).toMatchObject([
    { severity: "warning", rule: "forgets-data" },
  ]);
});

test.each([bucket.address, bucket.path!])("allowed for one plan by %s", (flag) => {
  const findings = judge({}, { flags: [flag] });
  expect(findings).toMatchObject([{ acknowledged: "--allow-destroy" }]);
  expect(refusals(findings)).toEqual([]);
});

test("a flag for what the plan does not destroy is a mistake", () => {
  expect(() => judge({}, { flags: ["aws_s3_bucket.log"] })).toThrow(
    "got aws_s3_bucket.log, expected",
  );
  expect(() => judge({ action: "forget" }, { flags: [bucket.address] })).toThrow("--allow-destroy");
});

test("allowed in code, with the reason kept, until the end of a day", () => {
  const allowed = [entry];
  expect(judge({}, { allowed })).toMatchObject([
    { acknowledged: expect.stringContaining(entry.reason) },
  ]);
  const at = (now: string) => refusals(judge({}, { allowed, now: new Date(now) })).length;
  expect(at("2026-12-31T23:00:00Z")).toBe(0);
  expect(at("2027-01-02T00:00:00Z")).toBe(1);
});

test.each([
  ["another stack", { ...entry, stack: "dev-stack" }],
  ["another resource", { ...entry, address: "aws_s3_bucket.other" }],
])("an entry for %s allows nothing", (_name, allowed) => {
  expect(refusals(judge({}, { allowed: [allowed] }))).toHaveLength(1);
});

test("a day that is none is a mistake", () => {
  expect(() => judge({}, { allowed: [{ ...entry, until: "next week" }] })).toThrow(
    "got next week, expected a day",
  );
});
