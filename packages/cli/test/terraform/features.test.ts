import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectFeatures, lacking } from "../../src/terraform/features";
import type { Release } from "../../src/terraform/release";

const tofu = (version: string): Release => ({ product: "OpenTofu", version });
const terraform = (version: string): Release => ({ product: "Terraform", version });

const WRITE_ONLY = {
  resource: { aws_db_instance: { main: { password_wo: "${x}", password_wo_version: 1 } } },
};
const NESTED = {
  resource: { aws_x: { y: { master: [{ secret_wo: "s", secret_wo_version: 2 }] } } },
};
const EPHEMERAL = { ephemeral: { aws_secretsmanager_secret_version: { db: {} } } };
const ACTION = { action: { aws_lambda_invoke: { warm: [{}] } } };
const ENABLED = { resource: { aws_vpc: { a: { lifecycle: { enabled: false } } } } };

test.each([
  [
    "a write-only argument",
    WRITE_ONLY,
    tofu("1.10.10"),
    "aws_db_instance.main.password_wo: got OpenTofu 1.10.10, which has no arguments that no state keeps; expected OpenTofu 1.11 or newer, or Terraform 1.11 or newer",
  ],
  ["one in a block", NESTED, tofu("1.10.6"), /^aws_x\.y\.master\.secret_wo: got OpenTofu 1\.10\.6/],
  [
    "an ephemeral resource",
    EPHEMERAL,
    tofu("1.10.10"),
    /^ephemeral\.aws_secretsmanager_secret_version\.db: .*expected OpenTofu 1\.11 or newer/,
  ],
  [
    "an ephemeral output",
    { output: { token: { value: "", ephemeral: true } } },
    tofu("1.10.10"),
    /^output\.token: /,
  ],
  [
    "an action, which OpenTofu has not",
    ACTION,
    tofu("1.12.6"),
    "action.aws_lambda_invoke.warm: got OpenTofu 1.12.6, which has no actions; expected Terraform 1.14 or newer",
  ],
  [
    "an action of newer Terraform",
    ACTION,
    terraform("1.13.3"),
    /expected Terraform 1\.14 or newer/,
  ],
  [
    "what OpenTofu alone has",
    ENABLED,
    terraform("1.16.0"),
    "aws_vpc.a: got Terraform 1.16.0, which has no lifecycle.enabled; expected OpenTofu 1.11 or newer",
  ],
  [
    "a state that OpenTofu encrypts",
    { terraform: { encryption: {} } },
    terraform("1.11.4"),
    /^terraform\.encryption: /,
  ],
])("%s is named, with the release that has it", (_, json, release, line) => {
  const lines = lacking(json, release);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
});

test.each([
  ["a write-only argument", WRITE_ONLY, tofu("1.11.0")],
  ["a write-only argument, before the release", WRITE_ONLY, tofu("1.11.0-rc1")],
  ["a write-only argument", WRITE_ONLY, terraform("1.11.4")],
  ["an ephemeral resource", EPHEMERAL, terraform("1.11.4")],
  ["an action", ACTION, terraform("1.14.0-beta1")],
  ["lifecycle.enabled", ENABLED, tofu("1.12.6")],
  [
    "none of it",
    { resource: { aws_vpc: { a: { lifecycle: [{ prevent_destroy: true }] } } } },
    tofu("1.10.6"),
  ],
  [
    "keys of maps that end alike",
    { resource: { aws_x: { y: { tags: { made_wo: "1" }, password_wo: null } } } },
    tofu("1.10.6"),
  ],
  ["nothing", {}, tofu("1.10.6")],
])("%s: nothing is lacking", (_, json, release) => expect(lacking(json, release)).toEqual([]));

test("all stacks are named at once", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-features-"));
  const synthesized = async (name: string, json: object) => {
    const dir = path.join(folder, name);
    await mkdir(dir);
    await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify(json));
    return { name, dir };
  };
  const stacks = [
    await synthesized("dev-stack", WRITE_ONLY),
    await synthesized("prod-stack", { ...WRITE_ONLY, ...EPHEMERAL }),
  ];
  await expect(expectFeatures(stacks, tofu("1.10.10"))).rejects.toThrow(
    /^dev-stack: aws_db.*\nprod-stack: aws_db.*\nprod-stack: ephemeral.*$/,
  );
  await expect(expectFeatures(stacks, tofu("1.12.6"))).resolves.toBeUndefined();
  await rm(folder, { recursive: true });
});
