import { engineOf, writerNote } from "../../src/terraform/state-engine";

test.each([
  [['provider["registry.opentofu.org/hashicorp/aws"]'], "OpenTofu"],
  [['provider["registry.terraform.io/hashicorp/aws"]'], "Terraform"],
  // One may be named with its registry, and is then the same to both.
  [
    ['provider["registry.terraform.io/acme/x"]', 'provider["registry.opentofu.org/hashicorp/aws"]'],
    "OpenTofu",
  ],
  [['provider["registry.terraform.io/acme/x"]'], undefined],
  [['provider["terraform.io/builtin/terraform"]', undefined], undefined],
  [[], undefined],
])("a state with %j was written by %s", (providers, engine) => {
  expect(engineOf(providers)).toBe(engine);
});

test("a version stands beside the product that it is of; a bare number is Terraform's", () => {
  expect(writerNote({ engine: "OpenTofu", terraformVersion: "1.11.6" })).toBe("OpenTofu 1.11.6");
  expect(writerNote({ terraformVersion: "1.11.6" })).toBe("1.11.6");
});
