import type { Finder } from "../search";
import { CONTAINER_FINDERS } from "./containers";
import { DEPLOYING_FINDERS } from "./deploying";
import { LOAD_BALANCING_FINDERS } from "./load-balancing";
import { NETWORK_FINDERS } from "./network";
import { RIGHTS_FINDERS } from "./rights";
import { SECURITY_GROUP_FINDERS } from "./security-groups";
import { STORAGE_FINDERS } from "./storage";
import { TAGGED_FINDERS } from "./tagged";
import { WATCHING_FINDERS } from "./watching";

/** How what a resource would make is found in AWS, by Terraform's type. */
export const FINDERS: Readonly<Record<string, Finder>> = {
  ...CONTAINER_FINDERS,
  ...DEPLOYING_FINDERS,
  ...LOAD_BALANCING_FINDERS,
  ...NETWORK_FINDERS,
  ...RIGHTS_FINDERS,
  ...SECURITY_GROUP_FINDERS,
  ...STORAGE_FINDERS,
  ...TAGGED_FINDERS,
  ...WATCHING_FINDERS,
};

/**
 * Types that Terraform cannot import, and what follows. The provider was asked about all that the
 * constructs use: it answers "doesn't support import" of these two alone.
 */
export const NOT_IMPORTED: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation:
    "it is no thing in AWS: the plan waits for the certificate, which is valid already",
  aws_appautoscaling_scheduled_action:
    "the plan makes it once more: AWS sets the action of that name anew, as it is (PutScheduledAction)",
};

/** Types of which AWS tells nothing by which a stack would know its own, and what they are imported by. */
export const ID_FORMS: Readonly<Record<string, string>> = {
  aws_acm_certificate: "its ARN",
  aws_chatbot_slack_channel_configuration: "its ARN",
  aws_codebuild_report_group: "its ARN",
  aws_route53_health_check: "its id",
  aws_route53_record: "ZONEID_NAME_TYPE, with _SETIDENTIFIER where it has one",
  aws_route53_zone: "its id",
  aws_s3_bucket_replication_configuration: "the bucket's name",
};
