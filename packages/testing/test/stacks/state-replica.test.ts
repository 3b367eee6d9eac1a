import { configuration } from "../../src/configuration";
import { decision } from "../../src/iam";
import { stacksOf } from "../../src/stacks";
import { onlyResource, synthStack, type TerraformJson } from "../../src/synth";

const synth = (changes: object): TerraformJson =>
  synthStack(stacksOf(configuration(changes))("bootstrap-stack"));

const backend = { type: "s3", replicaRegion: "ap-northeast-1" };
const [HOME, AWAY] = ["ap-northeast-2", "ap-northeast-1"].map(
  (region) => `acme-111111111111-${region}-tfstate`,
) as [string, string];

const json = synth({ backend });
const before = synth({});
const added = Object.entries(json.resource).flatMap(([type, made]) =>
  Object.entries(made)
    .filter(([id]) => before.resource[type]?.[id] === undefined)
    .map(([id, resource]) => ({ type, id, resource })),
);

test("all but the role of the copying is in the second region", () => {
  const here = added.filter(({ resource }) => resource.region !== "ap-northeast-1");
  expect(here.map(({ type, id }) => `${type}.${id}`)).toEqual([
    "aws_iam_role.replica_role_0EF38090",
    "aws_iam_role_policy.replica_role-policy_BED5E44E",
    "aws_s3_bucket_replication_configuration.replica_there_FB79ADA1",
  ]);
});

test("what was there is as it was, but for who may reach the states", () => {
  const changed = Object.entries(before.resource).flatMap(([type, made]) =>
    Object.entries(made)
      .filter(([id, resource]) => {
        return JSON.stringify(json.resource[type]![id]) !== JSON.stringify(resource);
      })
      .map(() => type),
  );
  expect(new Set(changed)).toEqual(new Set(["aws_iam_policy"]));
});

test("S3 copies in both directions, lock files that go and encrypted states as well", () => {
  const rules = Object.values(json.resource["aws_s3_bucket_replication_configuration"]!).map(
    ({ rule: [rule] }) => rule,
  );
  expect(rules.map(({ destination }) => destination.bucket)).toEqual([
    `arn:aws:s3:::${HOME}`,
    `arn:aws:s3:::${AWAY}`,
  ]);
  for (const rule of rules) {
    expect(rule).toMatchObject({
      status: "Enabled",
      filter: { prefix: "" },
      delete_marker_replication: { status: "Enabled" },
      source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
      destination: { replication_time: { status: "Enabled", time: { minutes: 15 } } },
    });
    expect(rule.destination.encryption_configuration.replica_kms_key_id).toMatch(
      /^\$\{aws_kms_key/,
    );
  }
});

test("the bucket of the copies is guarded as that of the states", () => {
  const guards = Object.values(json.resource["aws_s3_bucket_policy"]!)
    .map(({ policy }) => JSON.parse(policy).Statement)
    .filter((statements) => statements.some(({ Sid }: any) => Sid === "DenyStateDestruction"))
    .map((statements) => statements.map(({ Sid }: any) => Sid));
  expect(guards).toHaveLength(2);
  expect(guards[0]).toEqual(guards[1]);
});

test("the role may copy states, and write none", () => {
  const { policy } = onlyResource(json, "aws_iam_role_policy");
  const may = (Action: string, bucket: string) =>
    decision(policy, {
      action: `s3:${Action}`,
      resource: `arn:aws:s3:::${bucket}/dev/terraform.tfstate`,
      context: {},
    }) === "Allow";
  expect([HOME, AWAY].map((bucket) => may("ReplicateObject", bucket))).toEqual([true, true]);
  expect(may("PutObject", HOME)).toBe(false);
  expect(may("ReplicateObject", `${HOME}-logs`)).toBe(false);
});

describe("who may reach a state may reach its copy", () => {
  const policies = Object.entries(json.resource["aws_iam_policy"]!);
  const [, { policy: full }] = policies.find(([id]) => id.startsWith("dev-access_full"))!;
  const may = (text: string, action: string, resource: string, context = {}) =>
    decision(text, {
      action,
      resource,
      context: { "aws:ResourceAccount": "111111111111", ...context },
    }) === "Allow";
  const table = (region: string) =>
    `arn:aws:dynamodb:${region}:111111111111:table/acme-terraform-locks`;

  test.each([HOME, AWAY])("in %s", (bucket) => {
    const state = `arn:aws:s3:::${bucket}/dev/terraform.tfstate`;
    const region = bucket === HOME ? "ap-northeast-2" : "ap-northeast-1";
    const row = { "dynamodb:LeadingKeys": [`${bucket}/dev/terraform.tfstate-md5`] };
    expect(may(full, "s3:PutObject", state)).toBe(true);
    expect(may(full, "s3:PutObject", state.replace("dev", "prod"))).toBe(false);
    expect(may(full, "s3:DeleteObjectVersion", state)).toBe(false);
    expect(may(full, "dynamodb:PutItem", table(region), row)).toBe(true);
  });

  test("a managed policy may have 6144 characters, with the longest names as well", () => {
    const long = synth({
      name: "a".repeat(20),
      region: "ap-southeast-7",
      backend: { ...backend, replicaRegion: "ap-southeast-6", bucket: "b".repeat(58) },
    });
    for (const { policy } of Object.values(long.resource["aws_iam_policy"]!)) {
      expect(policy.replace(/\s/g, "").length).toBeLessThan(6144);
    }
  });
});

test("after the failover the stack is the same, and its state lies in the copy", () => {
  const { terraform, ...away } = synth({ backend: { ...backend, failover: true } });
  const { terraform: _, ...home } = json;
  expect(away).toEqual(home);
  expect(terraform.backend.s3).toMatchObject({ bucket: AWAY, region: "ap-northeast-1" });
});
