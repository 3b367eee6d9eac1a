export type { AppliedStack, DeliveryOwner, SharedResources } from "./delivery-owner";
export { covers, coversAction } from "./permissions/action-patterns";
export { metOf } from "./permissions/permitted";
export { refusalOf } from "./permissions/refused-actions";
export { isNamed, ownerOfResource } from "./permissions/resource-owner";
export type { RoleNeeds } from "./permissions/role-boundary";
export { reviewOf } from "./permissions/task-actions";
export type { PlanStoreBucketProps } from "./plan-store-bucket";
