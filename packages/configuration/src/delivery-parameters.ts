import type { Configuration } from "./check";
import { deliveryNames, serviceRepository } from "./names";
import type { Organization } from "./organization-schema";
import { pushedServices } from "./proposals";

/** A parameter in SSM by which whoever has no checkout finds a part of delivery-stack. */
export interface DeliveryParameter {
  /** `delivery`, or the environment that it is about. */
  readonly owner: string;
  /** Last part of its name, as `topic-arn`. */
  readonly key: string;
  /** Such as `/acme/delivery/dev/topic-arn`. */
  readonly name: string;
  readonly description: string;
  readonly value: string;
}

/** Those of the parts that are always there; their values are names, and known before AWS has them. */
export function deliveryParameters({
  organization,
  environments,
}: Configuration): DeliveryParameter[] {
  const { planBucket, kmsAliasArn, topicArn } = deliveryNames(organization);
  const inBucket = organization.delivery.store.type === "s3";
  return [
    ...(inBucket
      ? [
          parameter(organization, "delivery", "plan-bucket", "Where plans lie", planBucket),
          parameter(organization, "delivery", "plan-key", "Key of the plans", kmsAliasArn),
        ]
      : []),
    ...environments.map(({ name }) =>
      parameter(
        organization,
        name,
        "topic-arn",
        `Where people are told about ${name}`,
        topicArn(name),
      ),
    ),
    ...pushedServices(organization).map((service) => repositoryParameter(organization, service)),
  ];
}

/** Where the images of a service are pushed: what builds them has no checkout of this repository. */
export const repositoryParameter = (organization: Organization, service: string) =>
  parameter(
    organization,
    "registry",
    `${service}-repository`,
    `Where images of ${service} are pushed`,
    serviceRepository(organization, service),
  );

/**
 * Those of the roles of workflows.
 *
 * @param arns by name without the organization's, as `plan-main`
 */
export const roleParameters = (
  organization: Organization,
  arns: Readonly<Record<string, string>>,
): DeliveryParameter[] =>
  Object.entries(arns).map(([role, arn]) =>
    parameter(
      organization,
      "delivery",
      `${role}-role-arn`,
      `Role of the workflows that ${role}`,
      arn,
    ),
  );

const parameter = (
  organization: Organization,
  owner: string,
  key: string,
  description: string,
  value: string,
): DeliveryParameter => ({
  owner,
  key,
  name: `${deliveryNames(organization).parameterPath(owner)}/${key}`,
  description,
  value,
});
