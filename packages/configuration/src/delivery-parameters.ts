import type { Configuration } from "./check";
import { deliveryNames } from "./names";

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
  const { planBucket, kmsAliasArn, topicArn, parameterPath } = deliveryNames(organization);
  const parameter = (owner: string, key: string, description: string, value: string) => ({
    owner,
    key,
    name: `${parameterPath(owner)}/${key}`,
    description,
    value,
  });
  return [
    parameter("delivery", "plan-bucket", "Where plans lie", planBucket),
    parameter("delivery", "plan-key", "Key of the plans", kmsAliasArn),
    ...environments.map(({ name }) =>
      parameter(name, "topic-arn", `Where people are told about ${name}`, topicArn(name)),
    ),
  ];
}
