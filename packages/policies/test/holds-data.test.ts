import { existsSync } from "node:fs";
import path from "node:path";
import { HOLDING, HOLDING_NONE, holdsData, STATEFUL } from "../src/holds-data";
import { LISTS_ELSEWHERE } from "../src/holds-data-elsewhere";

const all = [...STATEFUL, ...HOLDING, ...HOLDING_NONE, ...Object.values(LISTS_ELSEWHERE).flat()];

test.each([
  "aws_elasticsearch_domain",
  "aws_elasticache_replication_group",
  "aws_msk_cluster",
  "aws_cloudwatch_log_group",
  "aws_sqs_queue",
  "aws_instance",
  "aws_cloudformation_stack",
  "google_sql_database_instance",
  "google_biglake_table",
  "azurerm_storage_account",
  "azurerm_monitor_workspace",
  "cloudflare_d1_database",
  "github_repository",
  "kubernetes_persistent_volume_claim_v1",
  "digitalocean_database_cluster",
  "mongodbatlas_advanced_cluster",
  "datadog_logs_index",
])("%s holds data", (type) => {
  expect(holdsData(type)).toBe("yes");
});

test.each([
  "aws_security_group",
  "aws_ecs_task_definition",
  "aws_rds_cluster_instance",
  "google_compute_firewall",
  "google_storage_bucket_iam_member",
  "google_biglake_iceberg_table_iam_binding",
  "azurerm_network_security_rule",
  "cloudflare_dns_record",
  "github_branch_protection",
  "kubernetes_deployment_v1",
  "digitalocean_database_postgresql_config",
  "datadog_monitor",
])("%s holds none", (type) => {
  expect(holdsData(type)).toBe("no");
});

test.each(["google_sql_lifeboat", "nobody_knows", "aws_lifeboat", "aws_s3", "toString"])(
  "of %s nobody knows",
  (type) => {
    expect(holdsData(type)).toBe("unknown");
  },
);

test("each type is in one list", () => {
  expect(all.filter((type, index) => all.indexOf(type) !== index)).toEqual([]);
});

test("what is guarded elsewhere holds data", () => {
  expect(LISTS_ELSEWHERE.stateful.filter((type) => holdsData(type) !== "yes")).toEqual([]);
});

test("each is a type of the provider, by the name of its module", () => {
  const modules = path.join(require.resolve("@cdktf/provider-aws/lib/vpc"), "../..");
  const unknown = all
    .filter((type) => type.startsWith("aws_"))
    .filter((type) => !existsSync(path.join(modules, type.slice(4).replaceAll("_", "-"))));
  expect(unknown).toEqual([]);
});
