import { lookFor } from "../../../src/adoption/import/look-for";
import { FakeAsks } from "./fake-asks";
import { PLACE } from "./one-service";

const REGION_AND_ACCOUNT = `${PLACE.region}:${PLACE.accountId}`;
const suffix = "20261130163427773800000006";
const ACL = `arn:aws:wafv2:${REGION_AND_ACCOUNT}:regional/webacl/acme-dev/0a1b-2c3d`;

/** What has tags, by their ARNs. */
const TAGGED = [
  ACL,
  `arn:aws:wafv2:${REGION_AND_ACCOUNT}:regional/webacl/acme-development/9z`,
  `arn:aws:rds:${REGION_AND_ACCOUNT}:db:acme-dev-orders`,
  `arn:aws:rds:${REGION_AND_ACCOUNT}:subgrp:acme-dev-databases`,
  `arn:aws:rds:${REGION_AND_ACCOUNT}:pg:acme-dev-orders-17-${suffix}`,
  `arn:aws:rds:${REGION_AND_ACCOUNT}:pg:acme-dev-orders-17-by-hand`,
  `arn:aws:sqs:${REGION_AND_ACCOUNT}:acme-dev-worker`,
  `arn:aws:scheduler:${REGION_AND_ACCOUNT}:schedule-group/acme-dev-web`,
  `arn:aws:secretsmanager:${REGION_AND_ACCOUNT}:secret:acme/slack-AbC123`,
].map((arn) => ({ arn }));

const resource = {
  aws_db_instance: { one: { identifier: "acme-dev-orders" }, gone: { identifier: "acme-dev-old" } },
  aws_db_parameter_group: { one: { name_prefix: "acme-dev-orders-17-" } },
  aws_db_subnet_group: { one: { name: "acme-dev-databases" } },
  aws_lb: { one: { name: "acme-dev" } },
  aws_scheduler_schedule: {
    one: { name: "chores", group_name: "${aws_scheduler_schedule_group.one.name}" },
    alone: { name: "chores", group_name: "${aws_scheduler_schedule_group.gone.name}" },
  },
  aws_scheduler_schedule_group: { one: { name: "acme-dev-web" }, gone: { name: "acme-dev-api" } },
  aws_secretsmanager_secret: { one: { name: "acme/slack" } },
  aws_sqs_queue: { one: { name: "acme-dev-worker" }, gone: { name: "acme-dev-other" } },
  aws_sqs_queue_policy: {
    one: { queue_url: "${aws_sqs_queue.one.id}" },
    alone: { queue_url: "${aws_sqs_queue.gone.id}" },
  },
  aws_wafv2_web_acl: { one: { name: "acme-dev" } },
  aws_wafv2_web_acl_association: {
    one: { web_acl_arn: "${aws_wafv2_web_acl.one.arn}", resource_arn: "${aws_lb.one.arn}" },
  },
  aws_wafv2_web_acl_logging_configuration: {
    one: { resource_arn: "${aws_wafv2_web_acl.one.arn}" },
  },
};

const QUEUE = `https://sqs.${PLACE.region}.amazonaws.com/${PLACE.accountId}/acme-dev-worker`;

test("what has tags is found by the name in its ARN, and what belongs to it with it", async () => {
  const asks = new FakeAsks({
    "tag:GetResources": TAGGED,
    "elasticloadbalancing:DescribeLoadBalancers acme-dev": {
      LoadBalancers: [{ LoadBalancerArn: "arn:lb", Type: "application" }],
    },
  });
  const { importable, missing } = await lookFor([{ resource }], [], PLACE, asks);
  expect(Object.fromEntries(importable.map(({ path, id }) => [path, id]))).toEqual({
    "aws_db_instance.one": "acme-dev-orders",
    "aws_db_parameter_group.one": `acme-dev-orders-17-${suffix}`,
    "aws_db_subnet_group.one": "acme-dev-databases",
    "aws_lb.one": "arn:lb",
    "aws_scheduler_schedule.one": "acme-dev-web/chores",
    "aws_scheduler_schedule_group.one": "acme-dev-web",
    "aws_secretsmanager_secret.one": TAGGED.at(-1)!.arn,
    "aws_sqs_queue.one": QUEUE,
    "aws_sqs_queue_policy.one": QUEUE,
    "aws_wafv2_web_acl.one": "0a1b-2c3d/acme-dev/REGIONAL",
    "aws_wafv2_web_acl_association.one": `${ACL},arn:lb`,
    "aws_wafv2_web_acl_logging_configuration.one": ACL,
  });
  expect(missing.map(({ path }) => path)).toEqual([
    "aws_db_instance.gone",
    "aws_scheduler_schedule.alone",
    "aws_scheduler_schedule_group.gone",
    "aws_sqs_queue.gone",
    "aws_sqs_queue_policy.alone",
  ]);
});

test("what is not asked about itself is told", async () => {
  const { importable } = await lookFor(
    [{ resource }],
    [],
    PLACE,
    new FakeAsks({ "tag:GetResources": TAGGED }),
  );
  expect(importable.filter(({ isTaken }) => isTaken).map(({ path }) => path)).toEqual([
    "aws_scheduler_schedule.one",
    "aws_sqs_queue_policy.one",
    "aws_wafv2_web_acl_logging_configuration.one",
  ]);
});
