export { covers, coversAction } from "./permissions/action-patterns";
export type { ForeignEnvironment } from "./permissions/apply-boundary";
export type { ManagedEnvironment } from "./permissions/managed-environment";
export { metOf } from "./permissions/permitted";
export { refusalOf } from "./permissions/refused-actions";
export { registryRoleBoundary } from "./permissions/registry-role-boundary";
export { isNamed, ownerOfResource } from "./permissions/resource-owner";
export { roleBoundary } from "./permissions/role-boundary";
export { reviewOf } from "./permissions/task-actions";
