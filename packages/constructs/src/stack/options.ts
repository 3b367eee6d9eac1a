export type { GroundworkStackProps } from "./groundwork-stack";
export { importedIds, type ImportedIds, type Imports } from "./import-options";
export { PROVIDER_ROLE_VARIABLE } from "./provider-role-variable";
export { awsProviderVersion } from "./provider-version";
