import { existsSync } from "node:fs";
import path from "node:path";
import { HOLDING, HOLDING_NONE, holdsData, STATEFUL } from "../src/holds-data";

const all = [...STATEFUL, ...HOLDING, ...HOLDING_NONE];

test.each([
  "aws_elasticsearch_domain",
  "aws_elasticache_replication_group",
  "aws_msk_cluster",
  "aws_cloudwatch_log_group",
  "aws_sqs_queue",
  "aws_instance",
  "aws_cloudformation_stack",
])("%s holds data", (type) => {
  expect(holdsData(type)).toBe("yes");
});

test.each(["aws_security_group", "aws_ecs_task_definition", "aws_rds_cluster_instance"])(
  "%s holds none",
  (type) => {
    expect(holdsData(type)).toBe("no");
  },
);

test.each(["google_sql_database_instance", "aws_lifeboat", "aws_s3", "toString"])(
  "of %s nobody knows",
  (type) => {
    expect(holdsData(type)).toBe("unknown");
  },
);

test("each type is in one list", () => {
  expect(all.filter((type, index) => all.indexOf(type) !== index)).toEqual([]);
});

test("each is a type of the provider, by the name of its module", () => {
  const modules = path.join(require.resolve("@cdktf/provider-aws/lib/vpc"), "../..");
  const unknown = all
    .filter((type) => type.startsWith("aws_"))
    .filter((type) => !existsSync(path.join(modules, type.slice(4).replaceAll("_", "-"))));
  expect(unknown).toEqual([]);
});
