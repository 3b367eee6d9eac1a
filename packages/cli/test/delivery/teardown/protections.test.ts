import { environmentStacks } from "@groundwork/configuration/place-names";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import {
  keptByCode,
  keptByProvider,
  mustBeEmpty,
} from "../../../src/delivery/teardown/protections";
import {
  afterwards,
  orderLines,
  protectedText,
  shownBefore,
} from "../../../src/delivery/teardown/teardown-text";

const body = (path: string, lifecycle?: unknown) => ({ "//": { metadata: { path } }, lifecycle });

const CODE = {
  resource: {
    aws_s3_bucket: {
      archive: body("dev-stack/archive/bucket", { prevent_destroy: true }),
      listed: body("dev-stack/listed", [{ prevent_destroy: "true" }]),
      made: body("dev-stack/made", { prevent_destroy: true }),
      free: body("dev-stack/free", { prevent_destroy: false }),
      bare: body("dev-stack/bare"),
    },
    aws_db_instance: { orders: body("dev-stack/orders/instance") },
    aws_lb: { front: body("dev-stack/front") },
  },
};

/** A plan that destroys these, by type and name. */
const destroying = (resources: Record<string, object>, actions = ["delete"]): string =>
  JSON.stringify({
    format_version: "1.2",
    resource_changes: Object.entries(resources).map(([address, before]) => ({
      address,
      mode: address.startsWith("data.") ? "data" : "managed",
      type: address.split(".").at(-2),
      change: { actions, before, after: null },
    })),
  });

test("what the code guards is told before Terraform is asked, as far as the state has it", () => {
  const state = [
    'aws_s3_bucket.archive["a"]',
    'aws_s3_bucket.archive["b"]',
    "terraform_data.aws_s3_bucket__listed",
    "aws_s3_bucket.free",
    "aws_s3_bucket.bare",
    "module.x.aws_s3_bucket.made",
  ];
  expect(keptByCode(CODE, state)).toEqual([
    {
      address: "aws_s3_bucket.archive",
      path: "dev-stack/archive/bucket",
      by: "prevent_destroy",
      lift: "take preventDestroy off at dev-stack/archive/bucket in stacks/, and commit that",
    },
    expect.objectContaining({ address: "aws_s3_bucket.listed" }),
  ]);
  expect(keptByCode({}, state)).toEqual([]);
});

describe("what a provider refuses to delete", () => {
  test.each([
    ["aws_lb.front", { enable_deletion_protection: true }],
    ["aws_db_instance.orders", { deletion_protection: true }],
    ["aws_dynamodb_table.a", { deletion_protection_enabled: true }],
    ["aws_cognito_user_pool.a", { deletion_protection: "ACTIVE" }],
    ["aws_instance.a", { disable_api_termination: true }],
    ["aws_networkfirewall_firewall.a", { delete_protection: true }],
    ["aws_emr_cluster.a", { termination_protection: true }],
    ["google_sql_database_instance.a", { deletion_protection: true }],
    ["aws_autoscaling_group.a", { deletion_protection: "prevent-force-deletion" }],
    ["module.m.aws_db_instance.a", { deletion_protection: true }],
  ])("%s with %j", (address, before) => {
    expect(keptByProvider(destroying({ [address]: before }), CODE, "dev")).toMatchObject([
      { address, by: Object.keys(before)[0] },
    ]);
    const stays = destroying({ [address]: before }, ["no-op"]);
    expect(keptByProvider(stays, CODE, "dev")).toEqual([]);
  });

  test.each([
    { deletion_protection: false },
    { deletion_protection: null },
    { deletion_protection: "INACTIVE" },
    { deletion_protection: "none" },
    { enable_deletion_protection: "false" },
    { deletion_protection_check: "ENABLED" },
  ])("none by %j", (before) => {
    expect(keptByProvider(destroying({ "aws_x.a": before }), CODE, "dev")).toEqual([]);
  });

  test("as it is said of a stand-in's arguments", () => {
    const before = { input: { enable_deletion_protection: true }, output: {} };
    const plan = destroying({ "terraform_data.aws_lb__front": before });
    expect(keptByProvider(plan, CODE, "dev")).toMatchObject([
      { address: "aws_lb.front", path: "dev-stack/front" },
    ]);
  });

  test("is said how to lift: by an option where there is one, else at the construct; then it is applied", () => {
    const both = destroying({
      "aws_lb.front": { enable_deletion_protection: true },
      "aws_db_instance.orders": { deletion_protection: true },
    });
    expect(protectedText("dev", keptByProvider(both, CODE, "dev"))).toBe(
      [
        "dev has 2 resources that are protected; nothing was destroyed:",
        "  aws_lb.front (dev-stack/front): enable_deletion_protection. To lift it: set loadBalancer.deletionProtection: false in environments/dev.ts, and have that applied",
        "  aws_db_instance.orders (dev-stack/orders/instance): deletion_protection. To lift it: switch deletion_protection off at dev-stack/orders/instance in stacks/, and have that applied",
        "Then run this again: npx --no -- groundwork teardown dev",
      ].join("\n"),
    );
  });
});

test("what must be empty is told, and stops nothing", () => {
  const plan = destroying({
    "aws_s3_bucket.archive": { force_destroy: false },
    "aws_s3_bucket.free": { force_destroy: true },
    "aws_ecr_repository.web": { force_delete: null },
    "aws_iam_user.kim": { force_destroy: false },
  });
  const empty = mustBeEmpty(plan, CODE);
  expect(empty.map(({ address, argument }) => [address, argument])).toEqual([
    ["aws_s3_bucket.archive", "force_destroy"],
    ["aws_ecr_repository.web", "force_delete"],
  ]);
  const made = { changes: true, counts: { destroy: 4 }, resources: [], outputs: [], findings: [] };
  const [dev] = configuration().environments;
  expect(shownBefore(environmentStacks(dev!)[0]!, made as never, empty, ["the state"])).toContain(
    [
      "dev-stack, and with it dev: 4 to destroy",
      "Not deleted unless it is empty by then:",
      "  aws_s3_bucket.archive (dev-stack/archive/bucket), or set force_destroy, and have that applied",
      "  aws_ecr_repository.web, or set force_delete, and have that applied",
      "Stays:",
      "  the state",
      "In this order:",
      "  1. dev-stack is destroyed",
    ].join("\n"),
  );
  expect(afterwards(dev!, [])).toMatch(/^dev is gone: .*\nNext:\n {2}2\. a commit takes/);
});

test("a place leaves what its environment has for all places, and goes out of the list", () => {
  const dev = environmentInput("dev", { places: [{ region: "eu-west-1" }] });
  const [, place] = environmentStacks(configuration({}, [dev]).environments[0]!);
  const text = afterwards(place!.environment, ["the state"]);
  expect(text).toContain("nothing is left in the state of dev-eu-west-1-stack");
  expect(text).toContain("takes dev-eu-west-1 out of places in environments/dev.ts");
  expect(text).not.toMatch(/delivery-stack|bootstrap/);
});

test("of layers the services go first, and what they stand on last", () => {
  const dev = environmentInput("dev", { layers: [...LAYERS] });
  const [environment] = configuration({}, [dev]).environments;
  expect(orderLines(environment!).slice(0, 2)).toEqual([
    "In this order:",
    "  1. dev-stack, then dev-cluster-stack, then dev-network-stack are destroyed, what depends on something before that",
  ]);
  expect(afterwards(environment!, [])).toContain(
    "in the state of dev-network-stack, dev-cluster-stack, dev-stack.",
  );
});
