import { findingsInPlan } from "../src/plan-findings";
import type { Attributes } from "../src/resources";

interface Planned {
  readonly after?: Attributes;
  readonly unknown?: Attributes;
  readonly sensitive?: Attributes;
  /** As the code has it, in the words of a plan. */
  readonly code?: Attributes;
  readonly index?: string;
}

const of = (value: unknown) => ({ constant_value: value });
const to = (...references: string[]) => ({ references });

/** A plan of one module, by `type.name` of the resources. */
const plan = (resources: Readonly<Record<string, Planned>>, more: Attributes = {}) => ({
  resource_changes: Object.entries(resources).map(
    ([own, { after = {}, unknown = {}, sensitive = {}, index = "" }]) => ({
      address: `module.m.${own}${index}`,
      module_address: "module.m",
      mode: "managed",
      type: own.split(".")[0]!,
      name: own.split(".")[1]!,
      change: { after, after_unknown: unknown, after_sensitive: sensitive },
    }),
  ),
  configuration: {
    root_module: {
      module_calls: {
        m: {
          module: {
            resources: Object.entries(resources).map(([own, { code = {} }]) => ({
              mode: "managed",
              type: own.split(".")[0]!,
              name: own.split(".")[1]!,
              expressions: code,
            })),
            ...more,
          },
        },
      },
    },
  },
});

const found = (given: object, production = false) =>
  findingsInPlan(given, production, () => true).map(
    ({ rule, address, detail }) => `${rule} ${address}: ${detail}`,
  );

const PUBLIC_BLOCK = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};

/** How a bucket is kept, each part by a reference to it. */
const bucketWith = (reference: ReturnType<typeof to>) => ({
  "aws_s3_bucket.this": { unknown: { id: true }, index: "[0]" },
  "aws_s3_bucket_public_access_block.this": {
    after: PUBLIC_BLOCK,
    unknown: { bucket: true },
    code: {
      bucket: reference,
      ...Object.fromEntries(Object.keys(PUBLIC_BLOCK).map((key) => [key, of(true)])),
    },
  },
  "aws_s3_bucket_server_side_encryption_configuration.this": {
    after: {},
    unknown: { bucket: true },
    code: { bucket: reference },
  },
});

test("a module's database that is open, in the clear, with a password", () => {
  const database = {
    after: { password: "hunter2", publicly_accessible: true, storage_encrypted: null },
    code: { password: to("var.password"), publicly_accessible: of(true) },
    index: '["a.b"]',
  };
  expect(found(plan({ "aws_db_instance.this": database }))).toEqual([
    'encryption-at-rest module.m.aws_db_instance.this["a.b"]: got none, expected storage_encrypted = true',
    'no-public-ingress module.m.aws_db_instance.this["a.b"]: got publicly_accessible = true, expected false',
    'no-secret-in-state module.m.aws_db_instance.this["a.b"]: got a value in password, expected it in password_wo',
  ]);
});

test.each([
  ["directly", to("aws_s3_bucket.this[0].id", "aws_s3_bucket.this[0]", "aws_s3_bucket.this")],
  ["by a local", to("local.bucket")],
  ["by an argument of the module", to("var.bucket")],
  ["by another module", to("module.bucket.id", "module.bucket")],
])("what goes with a bucket is found where it names the bucket %s", (_, reference) => {
  expect(found(plan(bucketWith(reference)))).toEqual([]);
});

test("what goes with another bucket, or with nothing, is not taken for it", () => {
  const missing = [
    "encryption-at-rest module.m.aws_s3_bucket.this[0]: got none, expected an aws_s3_bucket_server_side_encryption_configuration for the bucket",
    "private-buckets module.m.aws_s3_bucket.this[0]: got no block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets, expected a block of all four",
  ];
  expect(found(plan(bucketWith(to("aws_s3_bucket.this_too.id"))))).toEqual(missing);
  expect(found(plan({ "aws_s3_bucket.this": { index: "[0]" } }))).toEqual(missing);
});

test("a port of a listener is one also where blocks are dynamic and ids are known", () => {
  const ingress = [{ from_port: 443, to_port: 443, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] }];
  const balanced = (port: number) =>
    plan({
      "aws_security_group.lb": { after: { id: "sg-1", ingress }, code: { name: of("lb") } },
      "aws_lb.this": {
        after: { id: "lb-1", security_groups: ["sg-1"] },
        code: { security_groups: to("local.groups") },
      },
      "aws_lb_listener.this": {
        after: { port, protocol: "HTTPS", ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
        unknown: { load_balancer_arn: true },
        code: {
          load_balancer_arn: to("aws_lb.this.arn", "aws_lb.this"),
          port: to("each.value"),
          protocol: of("HTTPS"),
          ssl_policy: of("ELBSecurityPolicy-TLS13-1-2-2021-06"),
        },
      },
    });
  expect(found(balanced(443))).toEqual([]);
  expect(found(balanced(80))).toEqual([expect.stringContaining("got tcp 443 open to 0.0.0.0/0")]);
});

describe("a provider nobody here knows", () => {
  const secret = (code: Attributes) =>
    plan({
      "acme_lock.front": {
        after: { pin: "1234", opened_by: "0a1b", client_id: "kim", colour: "red" },
        sensitive: { pin: true, opened_by: true, client_id: true },
        code,
      },
    });

  test("marks what is secret among its arguments", () => {
    expect(found(secret({ pin: of("1234"), client_id: of("kim"), colour: of("red") }))).toEqual([
      "no-secret-in-state module.m.acme_lock.front: got a value in pin",
    ]);
  });

  test("computes what nobody has given", () => {
    expect(found(secret({ colour: of("red") }))).toEqual([]);
  });

  test("keeps no write-only argument, whose planned value is none", () => {
    const written = {
      after: { pin_wo: null },
      sensitive: { pin_wo: true },
      code: { pin_wo: of(1) },
    };
    expect(found(plan({ "acme_lock.front": written }))).toEqual([]);
  });

  test("takes the name of a secret, whatever that is, and no key under another name", () => {
    const key = ["ghp_", "0123456789abcdefghij0123456789abcdef"].join("");
    const lock = {
      after: { credentials_secret: "db", note: key, colour: key },
      code: {
        credentials_secret: to("acme_secret.db.name", "acme_secret.db"),
        note: to("var.note"),
      },
    };
    expect(found(plan({ "acme_lock.front": lock }))).toEqual([
      "no-secret-in-state module.m.acme_lock.front: got a value in note",
    ]);
  });

  test("is looked at in the root as well, where its marks are news", () => {
    const [inModule] = secret({ pin: of("1234") }).resource_changes;
    const { module_address: _, ...change } = { ...inModule!, address: "acme_lock.front" };
    const resources = [
      { mode: "managed", type: "acme_lock", name: "front", expressions: { pin: of("1234") } },
    ];
    expect(
      found({ resource_changes: [change], configuration: { root_module: { resources } } }),
    ).toEqual(["no-secret-in-state acme_lock.front: got a value in pin"]);
  });
});

test("what a module reads, calls and configures is looked at", () => {
  const more = {
    resources: [{ mode: "data", type: "aws_secretsmanager_secret_version", name: "s" }],
    module_calls: { inner: { expressions: { admin_password: of("hunter2") } } },
  };
  const provider = {
    "module.m:github": {
      name: "github",
      module_address: "module.m",
      expressions: { token: of("hunter2") },
    },
    aws: { name: "aws", expressions: { secret_key: of("a synth has seen it") } },
  };
  const { configuration, ...rest } = plan({}, more);
  expect(
    found({ ...rest, configuration: { ...configuration, provider_config: provider } }),
  ).toEqual([
    "no-plain-secret module.m.provider.github: got a value in token in the clear",
    expect.stringContaining("no-secret-in-state module.m.data.aws_secretsmanager_secret_version.s"),
    "no-secret-in-state module.m.module.inner: got a value in admin_password",
  ]);
});

test("what is destroyed, and what constructs of AWS have made, is none of it", () => {
  const database = { after: { password: "x" }, code: { password: of("x") } };
  const [change] = plan({ "aws_db_instance.a": database }).resource_changes;
  const { module_address: _, ...inRoot } = { ...change!, address: "aws_db_instance.a" };
  expect(found({ resource_changes: [inRoot] })).toEqual([]);
  expect(findingsInPlan({ resource_changes: [inRoot] }, false, () => false)).not.toEqual([]);
  const gone = { ...change!, change: { ...change!.change, after: null } };
  expect(found({ resource_changes: [gone] })).toEqual([]);
});

test("rules for production count there alone", () => {
  const logs = plan({ "aws_cloudwatch_log_group.a": { after: { name: "a" } } });
  expect(found(logs)).toEqual([]);
  expect(found(logs, true)).toEqual([expect.stringContaining("log-encryption")]);
});
