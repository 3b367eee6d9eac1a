export type { GroundworkStackProps } from "./groundwork-stack";
export { awsProviderVersion } from "./provider-version";
