import type { EnvironmentInput } from "@groundwork/configuration";
import { annotations } from "../../src/synth";
import { environmentStack, synthEnvironment } from "../../src/synth-environment";
import { environmentInput } from "../../src/configuration";
import { Roles } from "../../src/roles";

const database = { name: "order-history", engineVersion: "17" } as const;
const image = { tag: "1" };
const services: EnvironmentInput["services"] = [
  {
    name: "web",
    image,
    http: {},
    uses: ["order-history"],
    sidecars: [
      { name: "migration", image: "m:1", before: "SUCCESS", uses: ["order-history"] },
      { name: "proxy", image: "p:1" },
    ],
  },
  { name: "worker", image },
];
const prod = synthEnvironment({ databases: [database], services });
const only = (json: typeof prod, type: string, part = "database"): any => {
  const found = Object.entries(json.resource[type]!).filter(([id]) => id.startsWith(part));
  expect(found).toHaveLength(1);
  return found[0]![1];
};

test("production keeps what is in it: zones, backups, a last snapshot, its own key, nobody outside", () => {
  const instance = only(prod, "aws_db_instance");
  expect(instance).toMatchObject({
    identifier: "acme-dev-order-history",
    db_name: "order_history",
    engine_version: "17",
    instance_class: "db.t4g.medium",
    multi_az: true,
    backup_retention_period: 14,
    deletion_protection: true,
    skip_final_snapshot: false,
    delete_automated_backups: false,
    apply_immediately: false,
    storage_encrypted: true,
    publicly_accessible: false,
    manage_master_user_password: true,
    lifecycle: { prevent_destroy: true },
  });
  for (const key of ["kms_key_id", "master_user_secret_kms_key_id"]) {
    expect(instance[key]).toMatch(/^\$\{aws_kms_key\.key_/);
  }
  expect(Object.keys(instance).filter((key) => /password/.test(key))).toEqual([
    "manage_master_user_password",
  ]);
  // A second instance of the name must not meet the last snapshot of the first.
  expect(instance.final_snapshot_identifier).toMatch(
    /^acme-dev-order-history-final-\$\{replace\(aws_security_group\.databases_order-history_/,
  );
});

test("dev is cheap, and goes as it came", () => {
  const dev = synthEnvironment({ databases: [database], services, production: false });
  expect(only(dev, "aws_db_instance")).toMatchObject({
    instance_class: "db.t4g.micro",
    multi_az: false,
    backup_retention_period: 1,
    deletion_protection: false,
    skip_final_snapshot: true,
    delete_automated_backups: true,
    apply_immediately: true,
  });
  expect(only(dev, "aws_db_instance").lifecycle.prevent_destroy).toBeUndefined();
  expect(only(dev, "aws_db_parameter_group").skip_destroy).toBe(false);
});

test("PostgreSQL answers by TLS alone, with the parameters of its version, and logs into groups that end", () => {
  expect(only(prod, "aws_db_parameter_group")).toMatchObject({
    family: "postgres17",
    parameter: [{ name: "rds.force_ssl", value: "1" }],
    skip_destroy: true,
    lifecycle: { create_before_destroy: true },
  });
  const logs = Object.values(prod.resource["aws_cloudwatch_log_group"]!).filter(({ name }) =>
    name.startsWith("/aws/rds/instance/acme-dev-order-history/"),
  );
  expect(logs.map(({ retention_in_days: days }) => days)).toEqual([30, 30]);
  expect(only(prod, "aws_db_instance").depends_on).toEqual(
    expect.arrayContaining([expect.stringContaining("postgresql-log")]),
  );
});

test("it lies in the private subnets, and the service that uses it is let in alone", () => {
  expect(only(prod, "aws_db_subnet_group").subnet_ids).toEqual([
    expect.stringContaining("private"),
    expect.stringContaining("private"),
  ]);
  const group = "${aws_security_group.databases_order-history_security-group";
  const into = Object.values(prod.resource["aws_vpc_security_group_ingress_rule"]!).filter((rule) =>
    rule.security_group_id.startsWith(group),
  );
  expect(into).toEqual([
    expect.objectContaining({
      from_port: 5432,
      to_port: 5432,
      referenced_security_group_id: expect.stringContaining("services_web_security-group"),
    }),
  ]);
  const out = Object.entries(prod.resource["aws_vpc_security_group_egress_rule"]!).filter(
    ([, rule]) => rule.referenced_security_group_id?.startsWith(group),
  );
  expect(out.map(([id]) => id)).toEqual([expect.stringContaining("services_web_uses")]);
  const service = Object.entries(prod.resource["aws_ecs_service"]!).find(([id]) =>
    id.startsWith("services_web"),
  )![1];
  expect(service.depends_on).toEqual(expect.arrayContaining([expect.stringContaining(out[0]![0])]));
});

test("variables tell the containers that use it where it is, and secrets who they are", () => {
  const task = Object.values(prod.resource["aws_ecs_task_definition"]!).find(
    ({ family }) => family === "acme-dev-web",
  );
  const containers: any[] = JSON.parse(task!["container_definitions"]);
  const [own, migration, proxy] = containers;
  for (const { environment, secrets } of [own, migration]) {
    expect(environment.map(({ name }: any) => name)).toEqual(
      ["HOST", "PORT", "DATABASE", "SSLMODE", "SECRET_ARN"].map((name) => `ORDER_HISTORY_${name}`),
    );
    expect(secrets).toEqual([
      {
        name: "ORDER_HISTORY_USERNAME",
        valueFrom: expect.stringMatching(/secret_arn\}:username::$/),
      },
      {
        name: "ORDER_HISTORY_PASSWORD",
        valueFrom: expect.stringMatching(/secret_arn\}:password::$/),
      },
    ]);
  }
  expect([proxy.environment, proxy.secrets]).toEqual([undefined, undefined]);
});

test("the roles of the service read its password, and no other service's do", () => {
  const arn = "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:rds!db-1-abcdef";
  const key = "arn:aws:kms:ap-northeast-2:111111111111:key/1";
  const known = JSON.parse(
    JSON.stringify(prod)
      .replaceAll(/\$\{aws_db_instance\.[\w-]+\.master_user_secret\[0\]\.secret_arn\}/g, arn)
      .replaceAll(/\$\{aws_kms_key\.key_[\w-]+\.arn\}/g, key),
  );
  const roles = new Roles([known]);
  const reads = (role: string, via = "secretsmanager") => [
    roles.may(role, { action: "secretsmanager:GetSecretValue", resource: arn }),
    roles.may(role, {
      action: "kms:Decrypt",
      resource: key,
      context: { "kms:ViaService": `${via}.ap-northeast-2.amazonaws.com` },
    }),
  ];
  expect(reads("acme-dev-web-task")).toEqual([true, true]);
  expect(reads("acme-dev-web-execution")).toEqual([true, true]);
  expect(reads("acme-dev-web-task", "s3")).toEqual([true, false]);
  expect(reads("acme-dev-worker-task")).toEqual([false, false]);
  expect(reads("acme-dev-worker-execution")).toEqual([false, false]);
  const other = { action: "secretsmanager:GetSecretValue", resource: `${arn}x` };
  expect(roles.may("acme-dev-web-task", other)).toBe(false);
});

test("people are told of a full, busy or failed database, and see it", () => {
  const alarms = Object.values(prod.resource["aws_cloudwatch_metric_alarm"]!).filter(
    ({ alarm_name: name }) => name.startsWith("acme-dev-database.order-history-"),
  );
  expect(
    Object.fromEntries(alarms.map(({ metric_name: metric, threshold }) => [metric, threshold])),
  ).toEqual({ CPUUtilization: 90, FreeStorageSpace: 1024 ** 3, DatabaseConnections: 300 });
  const pattern = Object.values(prod.resource["aws_cloudwatch_event_rule"]!)
    .map((rule) => JSON.parse(rule["event_pattern"]))
    .find(({ source }) => source[0] === "aws.rds");
  expect(pattern.detail.SourceIdentifier).toEqual(["acme-dev-order-history"]);
  const [{ dashboard_body: body }] = Object.values(prod.resource["aws_cloudwatch_dashboard"]!) as [
    any,
  ];
  expect(body).toContain("Database order-history");
});

test("what nobody uses is said", () => {
  const warned = (changes: Partial<EnvironmentInput>) =>
    annotations(
      environmentStack(environmentInput("dev", { databases: [database], ...changes })),
    ).filter((text) => text.includes("nobody"));
  expect(warned({ services })).toEqual([]);
  expect(warned({})).toEqual([
    expect.stringMatching(
      /^warn dev-stack\/databases\/order-history: is used by nobody: uses: \["order-history"\]/,
    ),
  ]);
});

test("what is restored is made from what it says, and no later word of that replaces it", () => {
  const restored = (restoreFrom: object) =>
    Object.values(
      synthEnvironment({
        databases: [database, { ...database, name: "again", restoreFrom: restoreFrom as never }],
      }).resource["aws_db_instance"]!,
    ).find(({ identifier }) => identifier === "acme-dev-again")!;
  const inTime = restored({ database: "order-history", time: "2026-11-29T16:20:00Z" });
  expect(inTime["restore_to_point_in_time"]).toEqual({
    source_db_instance_identifier: "acme-dev-order-history",
    restore_time: "2026-11-29T16:20:00Z",
  });
  expect(
    restored({ database: "order-history", time: "latest" })["restore_to_point_in_time"],
  ).toMatchObject({ use_latest_restorable_time: true });
  expect(inTime["depends_on"]).toContainEqual(
    expect.stringContaining("databases_order-history_instance"),
  );
  const copied = restored({ snapshot: "rds:acme-dev-order-history-2026-11-29-17-05" });
  expect(copied["snapshot_identifier"]).toBe("rds:acme-dev-order-history-2026-11-29-17-05");
  // The names and the key within are those of the one before.
  for (const argument of [
    "restore_to_point_in_time",
    "snapshot_identifier",
    "db_name",
    "username",
    "kms_key_id",
  ]) {
    expect(inTime["lifecycle"].ignore_changes).toContain(argument);
  }
});
