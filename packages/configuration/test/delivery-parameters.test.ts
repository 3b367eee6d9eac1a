import { deliveryParameters } from "../src/delivery-parameters";
import { configuration, github } from "@groundwork/testing/configuration";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";

test("lead to bucket, key and topics, under the names that delivery-stack gives these", () => {
  const parameters = deliveryParameters(configuration());
  expect(parameters.map(({ name, value }) => [name, value])).toEqual([
    ["/acme/delivery/delivery/plan-bucket", "acme-111111111111-ap-northeast-2-plans"],
    [
      "/acme/delivery/delivery/plan-key",
      "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-plans",
    ],
    ["/acme/delivery/dev/topic-arn", "arn:aws:sns:ap-northeast-2:111111111111:acme-dev-delivery"],
    ["/acme/delivery/prod/topic-arn", "arn:aws:sns:ap-northeast-2:111111111111:acme-prod-delivery"],
  ]);

  const json = synthStack(stacksOf(configuration())("delivery-stack"));
  const made = [
    json.resource["aws_s3_bucket"]!["plan-store_bucket_0A528804"].bucket,
    json.resource["aws_kms_alias"]!["plan-key_alias_D154916C"].name,
    ...Object.values(json.resource["aws_sns_topic"]!).map(({ name }) => name),
  ];
  for (const [index, { value }] of parameters.entries()) {
    expect(value.replace(/^arn:[^/]*:/, "")).toBe(made[index]);
  }
  expect(
    Object.values(json.resource["aws_ssm_parameter"]!).map(({ name, insecure_value: value }) => [
      name,
      value,
    ]),
  ).toEqual(expect.arrayContaining(parameters.map(({ name, value }) => [name, value])));
});

test("roles of workflows have nothing of S3 and DynamoDB for states that lie elsewhere", () => {
  const rolesOf = (backend: object) => {
    const delivery = { github };
    const json = synthStack(
      stacksOf(configuration({ backend, delivery } as never))("delivery-stack"),
    );
    return JSON.stringify([json.resource["aws_iam_policy"], json.resource["aws_iam_role_policy"]]);
  };
  const words = /tfstate|terraform-locks|LeadingKeys|-state"/;
  expect(rolesOf({ type: "s3" })).toMatch(words);
  const elsewhere = rolesOf({ type: "gcs", bucket: "states" });
  expect(elsewhere).not.toMatch(words);
  expect(elsewhere).toContain("FetchPlans");
});

test("with a folder of plans there is no bucket to lead to, and delivery-stack makes none", () => {
  const plans = configuration({ delivery: { store: { type: "folder", path: "plans" } } });
  expect(deliveryParameters(plans).map(({ name }) => name)).toEqual([
    "/acme/delivery/dev/topic-arn",
    "/acme/delivery/prod/topic-arn",
  ]);
  const { resource } = synthStack(stacksOf(plans)("delivery-stack"));
  expect(Object.keys(resource).filter((type) => type.startsWith("aws_s3_"))).toEqual([]);
  expect(Object.keys(resource["aws_kms_key"]!)).toEqual([expect.stringMatching(/^topic-key/)]);
});
