import type { LifecycleRule } from "@aws-sdk/client-s3";
import { lossesBy } from "../../../src/state/doctor/lifecycle-losses";
import { configuration } from "@groundwork/testing/configuration";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";

const KEYS = ["bootstrap/terraform.tfstate", "dev/terraform.tfstate"];

const losses = (rule: Partial<LifecycleRule>) =>
  lossesBy({ ID: "x", Status: "Enabled", ...rule }, KEYS);

test.each<[string, Partial<LifecycleRule>]>([
  ["deletes states", { Filter: { Prefix: "dev/" }, Expiration: { Days: 365 } }],
  ["deletes states", { Prefix: "", Expiration: { Date: new Date() } }],
  [
    "deletes states",
    { Filter: { And: { Prefix: "d", ObjectSizeGreaterThan: 9 } }, Expiration: { Days: 1 } },
  ],
  ["deletes states", { Filter: { Tag: { Key: "a", Value: "b" } }, Expiration: { Days: 1 } }],
  [
    "ends old versions after 89 of 90 days",
    { NoncurrentVersionExpiration: { NoncurrentDays: 89 } },
  ],
  [
    "moves them to DEEP_ARCHIVE, where nothing reads them",
    { Transitions: [{ Days: 30, StorageClass: "DEEP_ARCHIVE" }] },
  ],
  [
    "moves them to GLACIER, where nothing reads them",
    { NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: "GLACIER" }] },
  ],
])("a rule that %s is named", (loss, rule) => {
  expect(losses(rule)).toEqual([`x, which ${loss}`]);
});

test.each<Partial<LifecycleRule>>([
  { Filter: { Prefix: "other/" }, Expiration: { Days: 1 } },
  { Status: "Disabled", Expiration: { Days: 1 } },
  { Expiration: { ExpiredObjectDeleteMarker: true } },
  { NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
  { Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }] },
])("%j takes nothing from states", (rule) => {
  expect(losses(rule)).toEqual([]);
});

test("versions are to stay as long as bootstrap-stack has it, whose own rules take nothing", () => {
  const { resource } = synthStack(stacksOf(configuration())("bootstrap-stack"));
  const all = resource["aws_s3_bucket_lifecycle_configuration"]!;
  const lifecycle = Object.values(all).find((one) => one.rule[0].id === "old-versions");
  const rules: LifecycleRule[] = lifecycle.rule.map((rule: any) => ({
    ID: rule.id,
    Status: rule.status,
    Filter: { Prefix: rule.filter[0].prefix },
    Expiration: { Days: rule.expiration[0].days },
    NoncurrentVersionExpiration: {
      NoncurrentDays: rule.noncurrent_version_expiration[0].noncurrent_days,
    },
  }));
  expect(rules.flatMap((rule) => lossesBy(rule, KEYS))).toEqual([]);
});
