export type { GroundworkStackProps } from "./groundwork-stack";
export { PROVIDER_ROLE_VARIABLE } from "./provider-role-variable";
export { awsProviderVersion } from "./provider-version";
