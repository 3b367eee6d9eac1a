import type { Configuration } from "../../environments/check";
import { deliveryNames } from "../../environments/names";

/** What the configuration says of the delivery of one stack. */
export interface DeliverySettings {
  readonly planExpiryHours: number;
  /** Whether somebody must approve a plan before it is applied. */
  readonly needsApproval: boolean;
  /** Whether customers depend on it. */
  readonly production: boolean;
}

/**
 * Stacks that all environments share are delivered as the strictest of these: the registry holds
 * the images of production, and the bootstrap stack its state.
 *
 * @param owner of the stack, such as `dev`
 */
export function deliverySettings(
  { organization, environments }: Configuration,
  owner: string,
): DeliverySettings {
  const own = environments.filter(({ name }) => name === owner);
  const concerned = own.length > 0 ? own : environments;
  return {
    planExpiryHours: organization.delivery.planExpiryHours,
    needsApproval: concerned.some(({ delivery, production }) => delivery.approval ?? production),
    production: concerned.some(({ production }) => production),
  };
}

/** Where plans lie. */
export function planStoreOf({ organization }: Configuration) {
  const { planBucket: bucket, kmsAliasArn } = deliveryNames(organization);
  return { bucket, kmsAliasArn };
}
