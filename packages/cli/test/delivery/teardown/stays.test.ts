import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { environmentStacks } from "@groundwork/configuration/place-names";
import { LAYERS, type Layer } from "@groundwork/constructs/layers/options";
import { whatStays } from "../../../src/delivery/teardown/stays";

type Inputs = Parameters<typeof configuration>;

/** What stays of an environment with these resources. */
function stays(
  resources: Record<string, object> = {},
  organization: Inputs[0] = {},
  environment: Parameters<typeof environmentInput>[1] = {},
  of: Layer = "services",
): string {
  const all = configuration(organization, [
    environmentInput("dev", { production: false, ...environment }),
  ]);
  const plan = {
    resource_changes: Object.entries(resources).map(([address, before]) => ({
      address,
      mode: "managed",
      type: address.split(".")[0],
      change: { actions: ["delete"], before },
    })),
  };
  const stack = environmentStacks(all.environments[0]!).find((one) => (one.layer ?? of) === of)!;
  return whatStays(JSON.stringify(plan), {}, all, stack).join("\n");
}

test("what Terraform forgets is counted by type, and what AWS keeps for a while says how long", () => {
  const text = stays({
    "aws_ecs_task_definition.web": { skip_destroy: true },
    "aws_ecs_task_definition.worker": { skip_destroy: true },
    "aws_cloudwatch_log_group.web": { skip_destroy: false },
    "aws_kms_key.key": { deletion_window_in_days: 7 },
    "aws_secretsmanager_secret.a": { recovery_window_in_days: 0 },
    "aws_secretsmanager_secret.b": {},
    "aws_db_instance.a": { skip_final_snapshot: true },
    "aws_rds_cluster.b": { skip_final_snapshot: false, final_snapshot_identifier: "orders-last" },
  });
  expect(text).toContain(
    "2 resources of the type aws_ecs_task_definition, which Terraform forgets",
  );
  expect(text).not.toContain("aws_cloudwatch_log_group");
  expect(text).toContain("aws_kms_key.key for 7 days");
  expect(text).toContain("aws_secretsmanager_secret.b for 30 days");
  expect(text).not.toMatch(/secret\.a|db_instance/);
  expect(text).toContain("the last snapshot of aws_rds_cluster.b, orders-last, which costs");
});

test("what other stacks have of it, and nobody's, by what is configured", () => {
  const plain = stays();
  expect(plain).toContain("the versions of dev/terraform.tfstate");
  expect(plain).toMatch(/plans, logs and outcomes of dev for 400 days, in s3:\/\/\S+-plans$/m);
  expect(plain).toMatch(/the IAM policies \S+-dev-state\*, of bootstrap-stack/);
  expect(plain).toMatch(/the topic \S+-dev-delivery, of delivery-stack$/m);
  expect(plain).not.toContain("containerinsights");
  expect(stays({}, {}, { containerInsights: "enabled" })).toMatch(
    /the log group \/aws\/ecs\/containerinsights\/\S+-dev\/performance/,
  );
  expect(plain).not.toContain("its roles in");
  expect(stays({}, {}, { accountId: "222222222222" })).toContain(
    "its roles in 222222222222, of dev-account-stack: who has credentials there destroys them",
  );
  const elsewhere = stays({}, { backend: { type: "gcs", bucket: "states" } });
  expect(elsewhere).toContain("the state, empty, in gs://states/dev/default.tfstate");
  expect(elsewhere).not.toContain("bootstrap-stack");
  const github = { repository: "acme/infra", repositoryId: "1" };
  expect(stays({}, { delivery: { github } })).toMatch(/the role \S+-apply-dev and its boundaries/);
});

test("of layers each has a state and plans, and what is the environment's stays of the services alone", () => {
  const ofLayer = (layer: Layer) => stays({}, {}, { layers: [...LAYERS] }, layer);
  expect(ofLayer("network").split("\n")).toEqual([
    expect.stringMatching(
      /^the versions of dev\/network\/terraform\.tfstate: .*history dev-network /,
    ),
    expect.stringMatching(/^plans, logs and outcomes of dev-network for 400 days/),
  ]);
  expect(ofLayer("services")).toContain("the versions of dev/terraform.tfstate");
  expect(ofLayer("services")).toContain("images of its services");
});
