export { DeliveryPolicies } from "./delivery-policies";
export { DeliveryRole } from "./delivery-role";
export { GithubProvider, trustWorkflow, type GithubWorkflow } from "./github-provider";
export { PermissionsBoundary } from "./permissions-boundary";
export { applyBoundary, type ForeignEnvironment } from "./permissions/apply-boundary";
export { keyStatements } from "./permissions/keys";
export { loadBalancerStatements, type ManagedZone } from "./permissions/load-balancer";
export type { ManagedEnvironment } from "./permissions/managed-environment";
export { networkStatements } from "./permissions/network";
export { observabilityStatements } from "./permissions/observability";
export { denySecrets, readParameters, readStatements } from "./permissions/read";
export { registryRoleBoundary } from "./permissions/registry-role-boundary";
export { registryStatements } from "./permissions/registry";
export { roleBoundary } from "./permissions/role-boundary";
export { instanceProfileStatement, roleStatements } from "./permissions/roles";
export { serviceStatements } from "./permissions/services";
export { DeliveryPipeline } from "./pipeline/delivery-pipeline";
export {
  applyPlans,
  denyPlans,
  handInPlans,
  readRecords,
  rememberDrift,
  type PlanStore,
} from "./plan-store-access";
export { PlanStoreBucket } from "./plan-store-bucket";
export { publish } from "./publish-statements";
export { SlackChannel } from "./slack-channel";
export { lockStates, readStates } from "./state-statements";
