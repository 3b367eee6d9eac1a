import type { SettingsKeepers } from "@groundwork/constructs/bucket-guards";
import { deliveryNames } from "./names";
import type { Organization } from "./organization-schema";

/** Whose the settings of buckets are that bootstrap-stack and delivery-stack make, which people apply. */
export function settingsKeepers(organization: Organization): SettingsKeepers {
  const { name, accountId, breakGlassRole, delivery } = organization;
  const { roleArn } = deliveryNames(organization);
  return {
    breakGlassRoleArn: `arn:aws:iam::${accountId}:role/${breakGlassRole}`,
    people: delivery.appliers,
    automation: [
      roleArn("plan-pr"),
      roleArn("plan-main"),
      roleArn("drift"),
      roleArn("apply-*"),
      roleArn("image-push-ci"),
      // The pipeline and its builds.
      `arn:aws:iam::${accountId}:role/${name}-delivery`,
      `arn:aws:iam::${accountId}:role/${name}-delivery-*`,
    ],
  };
}
