import { proposeMappings } from "../../../src/state/migration/proposals";

const STACKS = ["registry-stack", "delivery-stack", "dev-stack", "prod-stack"];

test("a stack and a state belong together when only these two fit each other", () => {
  const keys = ["Dev/terraform/iam/terraform.tfstate", "production/terraform.tfstate", "x/y"];
  expect(proposeMappings(STACKS, keys)).toEqual([
    { stack: "dev-stack", key: keys[0] },
    { stack: "prod-stack", key: keys[1] },
  ]);
  expect(proposeMappings(STACKS, ["dev/iam/a.tfstate", "dev/vpc/a.tfstate"])).toEqual([]);
  expect(proposeMappings(STACKS, ["app/dev/prod.tfstate"])).toEqual([]);
});

test.each([
  ["registry/terraform.tfstate", "registry-stack"],
  ["env:/dev/terraform.tfstate", "dev-stack"],
  ["app/prod.tfstate", "prod-stack"],
  ["acme/development/eu-west-1/terraform.tfstate", "dev-stack"],
])("%s is that of %s", (key, stack) => {
  expect(proposeMappings(STACKS, [key])).toEqual([{ stack, key }]);
});

test.each([
  "non-prod/terraform.tfstate",
  "live/nonprod/terraform.tfstate",
  "non-prod/prod/terraform.tfstate",
  "nonproduction/prod/terraform.tfstate",
  "preproduction/prod/terraform.tfstate",
  "notprod/prod/terraform.tfstate",
  "nonprod/prod/terraform.tfstate",
  "dr/prod/terraform.tfstate",
  "prod/disaster-recovery/terraform.tfstate",
  "prod-failover/prod/terraform.tfstate",
  "prod/standby.tfstate",
  "pre-prod/terraform.tfstate",
  "not/prod/terraform.tfstate",
  "devops/terraform.tfstate",
  "dev-ops/terraform.tfstate",
  "developers/terraform.tfstate",
  "products/terraform.tfstate",
  "prod-old/terraform.tfstate",
  "old/prod/terraform.tfstate",
  "prod/backup.tfstate",
  "prd/stg/terraform.tfstate",
  "prod/staging/terraform.tfstate",
  "registry-cache/terraform.tfstate",
  "delivery-app/terraform.tfstate",
])("%s is that of none", (key) => expect(proposeMappings(STACKS, [key])).toEqual([]));

test("an environment of several words, or one that is called test, has its own", () => {
  const key = "eu-prod/terraform.tfstate";
  expect(proposeMappings(["eu-prod-stack"], [key])).toEqual([{ stack: "eu-prod-stack", key }]);
  const test = "testing/terraform.tfstate";
  expect(proposeMappings(["test-stack"], [test])).toEqual([{ stack: "test-stack", key: test }]);
});
