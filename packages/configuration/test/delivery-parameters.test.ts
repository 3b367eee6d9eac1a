import { deliveryParameters } from "../src/delivery-parameters";
import { configuration } from "@groundwork/testing/configuration";
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

test("with a folder of plans there is no bucket to lead to", () => {
  const plans = configuration({ delivery: { store: { type: "folder", path: "plans" } } });
  expect(deliveryParameters(plans).map(({ name }) => name)).toEqual([
    "/acme/delivery/dev/topic-arn",
    "/acme/delivery/prod/topic-arn",
  ]);
});
