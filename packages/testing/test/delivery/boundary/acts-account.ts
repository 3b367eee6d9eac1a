import type { Act } from "./act";
import { arn, ofOwner } from "./organization";

/** Acts that blind the account, or open it as a whole. */
export const ACCOUNT: readonly Act[] = [
  ["no record", "cloudtrail:StopLogging", "*"],
  ["no trail", "cloudtrail:DeleteTrail", arn("cloudtrail", "trail/x")],
  ["no record of events", "cloudtrail:StopEventDataStoreIngestion", "*"],
  ["no store of events", "cloudtrail:DeleteEventDataStore", "*"],
  ["a record of less", "cloudtrail:PutEventSelectors", "*"],
  ["a trail's bucket", "s3:PutBucketPolicy", "arn:aws:s3:::company-trail"],
  ["a trail's objects", "s3:DeleteObject", "arn:aws:s3:::company-trail/AWSLogs/x"],
  ["no detector", "guardduty:DeleteDetector", "*"],
  ["no recorder", "config:StopConfigurationRecorder", "*"],
  ["no findings", "securityhub:DisableSecurityHub", "*"],
  ["no analyzer", "access-analyzer:DeleteAnalyzer", "*"],
  ["public buckets", "s3:PutAccountPublicAccessBlock", "*"],
  ["all images elsewhere", "ecr:PutReplicationConfiguration", "*"],
  ["images for others", "ecr:PutRegistryPolicy", "*"],
  ["plain disks", "ec2:DisableEbsEncryptionByDefault", "*"],
  ["what is shared", "ram:CreateResourceShare", "*"],
  ["an account that leaves", "organizations:LeaveOrganization", "*"],
  [
    "prod's alarms, silent",
    "cloudwatch:DisableAlarmActions",
    arn("cloudwatch", "alarm:acme-prod-web-cpu"),
    ofOwner("prod"),
  ],
  [
    "prod's alarms, gone",
    "cloudwatch:DeleteAlarms",
    arn("cloudwatch", "alarm:acme-prod-web-cpu"),
    ofOwner("prod"),
  ],
  [
    "dev-eu's alarms, gone",
    "cloudwatch:DeleteAlarms",
    arn("cloudwatch", "alarm:acme-dev-eu-web-cpu"),
  ],
  [
    "prod's dashboard",
    "cloudwatch:DeleteDashboards",
    "arn:aws:cloudwatch::111111111111:dashboard/acme-prod",
  ],
  [
    "prod's events",
    "events:DisableRule",
    arn("events", "rule/acme-prod-scan-found"),
    ofOwner("prod"),
  ],
  ["events to others", "events:PutPermission", "*"],
  ["mails about prod", "sns:Unsubscribe", "*"],
  ["mails about prod, filtered", "sns:SetSubscriptionAttributes", "*"],
  [
    "who is told of deliveries",
    "sns:Subscribe",
    arn("sns", "acme-prod-delivery"),
    ofOwner("delivery"),
  ],
  [
    "who may publish",
    "sns:SetTopicAttributes",
    arn("sns", "acme-prod-notifications"),
    ofOwner("prod"),
  ],
  ["logs to others", "logs:PutResourcePolicy", "*"],
  [
    "logs elsewhere",
    "logs:PutSubscriptionFilter",
    arn("logs", "log-group:/ecs/acme-prod/web"),
    ofOwner("prod"),
  ],
];
