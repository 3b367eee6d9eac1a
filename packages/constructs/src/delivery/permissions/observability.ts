import type { PolicyStatement } from "../../policy-document";
import { EMPTY_BUCKET, KEEP_BUCKET } from "./bucket-actions";
import { arnOf, setsOff, type ManagedEnvironment } from "./managed-environment";

/** To make, change and delete logs, alarms, events, notifications and buckets for logs. */
export function observabilityStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix, accountId } = environment;
  const arn = arnOf(environment);
  const topic = arn("sns", `${prefix}-notifications`);
  // What is there once in an account ends in its place, where an environment has several.
  const ending = environment.region === "*" ? "*" : "";
  // Buckets of the load balancer, and of its firewall, whose name WAF demands.
  const buckets = [`${prefix}-alb-*`, `aws-waf-logs-${prefix}-${accountId}${ending}`].map(
    (bucket) => `arn:aws:s3:::${bucket}`,
  );
  return [
    {
      // Groups and how long they keep; nobody reads them with this role.
      Sid: "KeepLogGroups",
      Effect: "Allow",
      Action: [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:DisassociateKmsKey",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      Resource: ["ecs/", "vpc/", "aws/rds/instance/"].map((of) =>
        arn("logs", `log-group:/${of}${prefix}${of.startsWith("aws") ? "-" : "/"}*`),
      ),
    },
    {
      // They tell people, and do nothing else.
      Sid: "KeepAlarms",
      Effect: "Allow",
      Action: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      Resource: arn("cloudwatch", `alarm:${prefix}-*`),
      Condition: setsOff(topic),
    },
    {
      Sid: "KeepDashboard",
      Effect: "Allow",
      Action: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
      // Dashboards are of an account and not of a region.
      Resource: `arn:aws:cloudwatch::${accountId}:dashboard/${prefix}${ending}`,
    },
    {
      Sid: "KeepEventRules",
      Effect: "Allow",
      Action: [
        "events:DeleteRule",
        "events:DisableRule",
        "events:EnableRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:TagResource",
        "events:UntagResource",
      ],
      Resource: arn("events", `rule/${prefix}-*`),
    },
    {
      // The topic of alarms; that of deliveries is none of the environment's. Who is subscribed is
      // ended by people: IAM knows no resource for sns:Unsubscribe, so it would be for all topics.
      Sid: "KeepTopic",
      Effect: "Allow",
      Action: [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:UntagResource",
      ],
      Resource: topic,
    },
    {
      Sid: "KeepLogBucket",
      Effect: "Allow",
      Action: KEEP_BUCKET,
      Resource: buckets,
    },
    {
      // Where it is not production the bucket goes with its logs.
      Sid: "EmptyLogBucket",
      Effect: "Allow",
      Action: EMPTY_BUCKET,
      Resource: buckets.map((bucket) => `${bucket}/*`),
    },
  ];
}
