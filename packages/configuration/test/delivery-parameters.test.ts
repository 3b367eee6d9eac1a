import { deliveryParameters } from "../src/delivery-parameters";
import { configuration, environmentInput, pipeline } from "@groundwork/testing/configuration";
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

test("lead whoever pushes images to the repositories of services that the pipeline does not build", () => {
  const environments = [environmentInput("dev", { services: [{ name: "web" }, { name: "api" }] })];
  const shop = { repository: "acme/orders", services: { api: "." } };
  const found = (more: object) =>
    deliveryParameters(
      configuration({ delivery: { pipeline: { ...pipeline, ...more } } }, environments),
    )
      .filter(({ owner }) => owner === "registry")
      .map(({ name, value }) => [name, value]);
  expect(found({ applications: { shop } })).toEqual([
    [
      "/acme/delivery/registry/api-repository",
      "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/api",
    ],
  ]);
  expect(found({ pushedImages: { services: ["web"] } })).toHaveLength(1);
  expect(found({ image: { services: { web: "web" } } })).toEqual([]);
});

test("with a folder of plans there is no bucket to lead to", () => {
  const plans = configuration({ delivery: { store: { type: "folder", path: "plans" } } });
  expect(deliveryParameters(plans).map(({ name }) => name)).toEqual([
    "/acme/delivery/dev/topic-arn",
    "/acme/delivery/prod/topic-arn",
  ]);
});
