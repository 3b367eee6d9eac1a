import type { Engine } from "@groundwork/constructs/stack/oldest-engines";
import type { StateFacts } from "../../../src/state/doctor/judge-state";
import { judgeWriter } from "../../../src/state/doctor/judge-writer";
import { stateFormat } from "../../../src/terraform/state-format";

/** What is said of a state of a release 1.11.6, to one who has another at hand. */
function judged(source: string, product: Engine, version: string) {
  const provider = `provider["${source}"]`;
  const text = JSON.stringify({
    version: 4,
    serial: 1,
    lineage: "l",
    terraform_version: "1.11.6",
    resources: [{ mode: "managed", type: "aws_vpc", name: "main", provider }],
  });
  const object = { format: stateFormat(text) };
  return judgeWriter({ facts: { object } as StateFacts, engine: { product, version } });
}

const TERRAFORM = "registry.terraform.io/hashicorp/aws";
const OPENTOFU = "registry.opentofu.org/hashicorp/aws";

test.each([
  [OPENTOFU, "Terraform", "1.15.2", "OpenTofu 1.11.6, and the one here is Terraform 1.15.2"],
  [TERRAFORM, "OpenTofu", "1.12.6", "Terraform 1.11.6, and the one here is OpenTofu 1.12.6"],
] as const)("of %s, where %s is at hand: the other wrote it", (source, product, version, what) => {
  expect(judged(source, product, version)).toMatchObject({
    check: "state-engine",
    severity: "warning",
    what: `the state was written by ${what}`,
    repair: expect.stringContaining("TERRAFORM_BINARY_NAME"),
  });
});

test.each([
  [OPENTOFU, "OpenTofu", "1.10.10", "install OpenTofu 1.11.6 or newer"],
  [TERRAFORM, "Terraform", "1.11.4", "install Terraform 1.11.6 or newer"],
  // Stand-ins are of neither.
  ["terraform.io/builtin/terraform", "Terraform", "1.11.4", "install Terraform 1.11.6 or newer"],
] as const)("of %s, where %s %s is at hand: too old", (source, product, version, repair) => {
  expect(judged(source, product, version)).toMatchObject({ check: "state-newer", repair });
});

test.each([
  [OPENTOFU, "OpenTofu", "1.11.6"],
  [TERRAFORM, "Terraform", "1.16.0"],
  // Of nobody's providers, under a number that may be Terraform's.
  ["terraform.io/builtin/terraform", "OpenTofu", "1.10.10"],
] as const)("of %s, where %s %s is at hand: nothing", (source, product, version) => {
  expect(judged(source, product, version)).toBeUndefined();
});
