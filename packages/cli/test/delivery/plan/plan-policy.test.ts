import type { PlanFinding, PlannedResource } from "../../../src/delivery/store/plan-meta";
import {
  judgePlan,
  refusals,
  waysToAllow,
  type PolicyContext,
} from "../../../src/delivery/plan/plan-policy";

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
  ["destroy", "aws_elasticsearch_domain", 1],
  ["destroy", "aws_elasticache_replication_group", 1],
  ["replace", "aws_msk_cluster", 1],
  ["destroy", "aws_cloudwatch_log_group", 1],
  ["destroy", "google_sql_database_instance", 1],
  ["destroy", "github_repository", 1],
  ["replace", "aws_a_type_of_tomorrow", 1],
  ["destroy", "aws_security_group", 0],
  ["replace", "aws_ecs_task_definition", 0],
  ["destroy", "null_resource", 0],
  ["update", "github_repository", 0],
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

test("what is said of a type tells what is known from what is not", () => {
  const details = (resource: Partial<PlannedResource>) =>
    judge(resource).map(({ detail }) => detail);
  expect(details({ action: "replace", because: ["bucket"] })).toEqual([
    "is destroyed, with what it holds, and made anew, because of bucket",
  ]);
  expect(details({ type: "github_repository" })).toEqual(["is destroyed, with what it holds"]);
  expect(details({ type: "github_lifeboat" })).toEqual([
    "is destroyed, with what it may hold (nothing says that github_lifeboat holds no data)",
  ]);
});

test("what is refused comes with the lines that would allow it", () => {
  const named = { ...bucket, address: 'aws_s3_bucket.data["it\'s"]' };
  const gone = { ...bucket, address: "aws_sqs_queue.jobs", type: "aws_sqs_queue" };
  const now = new Date("2026-12-01T00:00:00Z");
  const context = { stack: "prod-stack", production: true, allowed: [], now };
  const findings = judgePlan([gone, named], { ...context, flags: [gone.address] });
  expect(waysToAllow("prod-stack", findings, now)).toEqual([
    "If that is meant, in environments/allowed-destroys.ts:",
    String.raw`  { stack: "prod-stack", address: "aws_s3_bucket.data[\"it's\"]", reason: "<why its data may go>", until: "2026-12-15" },`,
    String.raw`or for this one plan: npx --no -- groundwork plan prod-stack --allow-destroy 'aws_s3_bucket.data["it'\''s"]' aws_sqs_queue.jobs`,
    "If not: give the construct its name back, or moved { }",
  ]);
});

test("what is against a rule comes with what to change, once a rule", () => {
  const broken = (address: string): PlanFinding => ({
    rule: "no-secret-in-state",
    severity: "error",
    address,
    detail: "got a value in password",
    fix: "use the write-only argument",
  });
  const findings = [broken("module.a.x_y.z"), broken("module.b.x_y.z")];
  const now = new Date("2026-12-01T00:00:00Z");
  expect(waysToAllow("prod-stack", findings, now)).toEqual([
    "Fix of no-secret-in-state: use the write-only argument",
    '  or, if it has to stay: acknowledge(<construct>, "no-secret-in-state", "<reason>") in the stack; of what a module makes, <construct> is the module (packages/docs/policies.md)',
  ]);
  const acknowledged = findings.map((one) => ({ ...one, acknowledged: "it is a test" }));
  expect(waysToAllow("prod-stack", acknowledged, now)).toEqual([]);
});

test.each(["<why its data may go>", " "])(
  "an entry without a reason is a mistake: %j",
  (reason) => {
    expect(() => judge({}, { allowed: [{ ...entry, reason }] })).toThrow(
      `aws_s3_bucket.logs, reason: got ${JSON.stringify(reason)}, expected why`,
    );
  },
);

test("elsewhere it is a warning; what is forgotten is one everywhere", () => {
  expect(judge({}, { production: false })).toMatchObject([{ severity: "warning" }]);
  expect(judge({ action: "forget" })).toMatchObject([
    { severity: "warning", rule: "forgets-data", detail: expect.stringContaining("in AWS stays") },
  ]);
  expect(judge({ action: "forget", type: "github_repository" })).toMatchObject([
    { detail: "is no longer managed; what is there stays" },
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

test("a refusal tells that the entry for it has ended, by the latest of several", () => {
  const now = new Date("2027-01-02T00:00:00Z");
  const details = (...allowed: (typeof entry)[]) =>
    judge({ because: ["bucket"] }, { allowed, now }).map(({ detail }) => detail);
  const ended =
    "is destroyed, with what it holds, because of bucket; the entry for it in environments/allowed-destroys.ts ended 2026-12-31";
  expect(details(entry, { ...entry, until: "2026-11-30" })).toEqual([ended]);
  expect(details({ ...entry, address: bucket.path! })).toEqual([ended]);
  for (const other of [{ stack: "dev-stack" }, { address: "aws_s3_bucket.other" }]) {
    expect(details({ ...entry, ...other })).not.toContainEqual(expect.stringContaining("ended"));
  }
  expect(details(entry, { ...entry, until: "2027-01-31" })).not.toContainEqual(
    expect.stringContaining("ended"),
  );
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

test("a parameter by which layers know each other holds no data, and another may", () => {
  const destroyed = (address: string) => judge({ type: "aws_ssm_parameter", address });
  expect(destroyed("aws_ssm_parameter.contracts_cluster_listenerArn_2B9B")).toEqual([]);
  expect(destroyed("aws_ssm_parameter.token")).toHaveLength(1);
});
