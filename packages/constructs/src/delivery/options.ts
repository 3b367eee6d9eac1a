export {
  credentialOptions,
  credentialsFor,
  type CredentialSource,
  type CredentialUse,
} from "./credential-options";
export { permissionsBoundary } from "./boundary-options";
export { delivery, environmentDelivery } from "./delivery-options";
export type {
  AppliedEnvironment,
  AppliedStack,
  DeliveryOwner,
  SharedResources,
} from "./delivery-owner";
export type { AccountStackProps } from "./account-stack";
export type { Trusted } from "./member-trust";
export { covers, coversAction } from "./permissions/action-patterns";
export { parameterName, type PlacedCredentials } from "./permissions/credentials";
export { metOf } from "./permissions/permitted";
export { refusalOf } from "./permissions/refused-actions";
export { isNamed, ownerOfResource } from "./permissions/resource-owner";
export type { RoleNeeds } from "./permissions/role-boundary";
export { reviewOf } from "./permissions/task-actions";
export type { PlanFolder } from "./plan-place-options";
export type { PlanStoreBucketProps } from "./plan-store-bucket";
export { NO_PLAN, placeVariables } from "./pipeline/plan-variables";
