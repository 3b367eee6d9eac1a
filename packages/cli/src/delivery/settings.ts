import type { S3Client } from "@aws-sdk/client-s3";
import type { Configuration } from "@groundwork/configuration";
import { isProduction, needsApproval } from "@groundwork/configuration/delivery";
import { deliveryNames } from "@groundwork/configuration/names";
import { BucketObjects } from "./store/bucket-objects";

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
export function deliverySettings(configuration: Configuration, owner: string): DeliverySettings {
  return {
    planExpiryHours: configuration.organization.delivery.planExpiryHours,
    needsApproval: needsApproval(configuration, owner),
    production: isProduction(configuration, owner),
  };
}

/** The bucket in which plans lie. */
export function planBucket({ organization }: Configuration, s3: S3Client): BucketObjects {
  const { planBucket: bucket, kmsAliasArn } = deliveryNames(organization);
  return new BucketObjects(s3, { bucket, kmsAliasArn });
}
