import { namedBy } from "../../src/adoption/arn-types";

const HERE = "eu-central-1:111111111111";

test.each([
  [`ec2:${HERE}:vpc/vpc-1`, "aws_vpc", "vpc-1"],
  [`ec2:${HERE}:natgateway/nat-1`, "aws_nat_gateway", "nat-1"],
  [`elasticloadbalancing:${HERE}:loadbalancer/app/web/50dc`, "aws_lb", undefined],
  [`ecs:${HERE}:cluster/acme-dev`, "aws_ecs_cluster", "acme-dev"],
  [`ecs:${HERE}:service/acme-dev/web`, "aws_ecs_service", "acme-dev/web"],
  [`ecr:${HERE}:repository/acme/web`, "aws_ecr_repository", "acme/web"],
  [`logs:${HERE}:log-group:/acme/dev:*`, "aws_cloudwatch_log_group", "/acme/dev"],
  ["iam::111111111111:role/team/deploy", "aws_iam_role", "deploy"],
  ["iam::111111111111:policy/team/deploy", "aws_iam_policy", undefined],
  [`kms:${HERE}:key/0a-1b`, "aws_kms_key", "0a-1b"],
  ["s3:::acme.assets", "aws_s3_bucket", "acme.assets"],
  [`sns:${HERE}:alarms`, "aws_sns_topic", undefined],
  [
    `sqs:${HERE}:orders`,
    "aws_sqs_queue",
    "https://sqs.eu-central-1.amazonaws.com/111111111111/orders",
  ],
  [`ssm:${HERE}:parameter/acme/dev/url`, "aws_ssm_parameter", "/acme/dev/url"],
  [`ssm:${HERE}:parameter/url`, "aws_ssm_parameter", "url"],
  [`events:${HERE}:rule/own-bus/told`, "aws_cloudwatch_event_rule", "own-bus/told"],
  [`rds:${HERE}:db:orders`, "aws_db_instance", "orders"],
  [`lambda:${HERE}:function:resize`, "aws_lambda_function", "resize"],
  [`codepipeline:${HERE}:acme`, "aws_codepipeline", "acme"],
  [`wafv2:${HERE}:regional/webacl/acme/0a1b`, "aws_wafv2_web_acl", "0a1b/acme/REGIONAL"],
  ["route53:::hostedzone/Z1", "aws_route53_zone", "Z1"],
])("%s", (rest, type, importId) => {
  const arn = `arn:aws:${rest}`;
  // Where nothing is named, an import takes the ARN itself.
  expect(namedBy(arn)).toEqual({ type, importId: importId ?? arn });
});

test("a type that is not known is told in the words of its ARN, without an import", () => {
  expect(namedBy(`arn:aws:glue:${HERE}:job/nightly`)).toEqual({ type: "glue job" });
  expect(namedBy(`arn:aws:s3:${HERE}:accesspoint/a`)).toEqual({ type: "s3 accesspoint" });
  expect(namedBy("no arn")).toEqual({ type: "" });
});
