import type { PolicyStatement } from "../../policy-document";

/** An environment as the permissions to apply it name it. */
export interface ManagedEnvironment {
  /** What the names of its resources start with, as `acme-dev`. */
  readonly prefix: string;
  readonly accountId: string;
  readonly region: string;

  /** Values of the tags `Organization` and `Environment` that all its resources bear. */
  readonly organizationTag: string;
  readonly environmentTag: string;

  /** Boundary that every role it makes must have. */
  readonly boundaryArn: string;
}

export type Condition = NonNullable<PolicyStatement["Condition"]>;

/** Builds the ARN of a regional resource of the environment's account. */
export const arnOf =
  ({ region, accountId }: Pick<ManagedEnvironment, "region" | "accountId">) =>
  (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** How values with a region in them are compared: that of an environment with several is `*`. */
export const byRegion = ({ region }: Pick<ManagedEnvironment, "region">) =>
  region === "*" ? "StringLike" : "StringEquals";

type Tags = Pick<ManagedEnvironment, "organizationTag" | "environmentTag">;

/** Resources that bear the tags of the environment. */
export const tagged = ({ organizationTag, environmentTag }: Tags): Condition => ({
  StringEquals: {
    "aws:ResourceTag/Organization": organizationTag,
    "aws:ResourceTag/Environment": environmentTag,
  },
});

/** Requests that give what they make the tags of the environment. */
export const tagging = ({ organizationTag, environmentTag }: Tags): Condition => ({
  StringEquals: {
    "aws:RequestTag/Organization": organizationTag,
    "aws:RequestTag/Environment": environmentTag,
  },
});

/** Resources without tags of ours. */
export const untagged = { Null: { "aws:ResourceTag/Organization": "true" } };

/**
 * Alarms that set off nothing else. CloudWatch stops and ends instances, and calls functions, in a
 * role of its own, whatever the one may who made the alarm
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html).
 * A request without actions, as to delete, does not have the key.
 *
 * @param target ARN, with `*` as a wildcard
 */
export const setsOff = (target: string): Condition => ({
  "ForAllValues:StringLike": { "cloudwatch:AlarmActions": target },
});
