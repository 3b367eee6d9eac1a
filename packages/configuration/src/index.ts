export type { AllowedDestroy } from "./allowed-destroy";
export { asText } from "./as-text";
export { checkConfiguration, type Configuration } from "./check";
export { accountStacks } from "./account-stacks";
export { deliveryOwners } from "./delivery-owners";
export { deliveryParameters, roleParameters, type DeliveryParameter } from "./delivery-parameters";
export { githubWorkflows, planStore, sharedResources, slackChannels } from "./delivery-props";
export { toldAbout } from "./delivery";
export type { DriftIgnore } from "./drift-ignore";
export type {
  Environment,
  EnvironmentInput,
  ForeignNetworkEnvironment,
  Service,
} from "./environment";
export { unknownPeople } from "./four-eyes";
export { gatedStates } from "./gated-states";
export { hostsOf } from "./hosts";
export { layersOf } from "./layers";
export {
  environmentStack,
  isProductionStack,
  environmentStacks,
  ownersOfStates,
  scratchPrefixes,
  stacksOfAll,
  type StateOwner,
} from "./place-names";
export { dnsNames } from "./routing";
export { registryContents } from "./images";
export {
  LAYOUT_VERSION,
  deliveryNames,
  environmentPrefix,
  imageNames,
  isDelivered,
  layerPath,
  layoutParameterName,
  repositoryArn,
  repositoryName,
  stackId,
  stateHome,
  stateKey,
  stateLocation,
  SHARED_STATES,
  stateOwners,
  stateReplica,
  type StateLocation,
} from "./names";
export { hasOwnAccount, isBesideRegistry } from "./own-account";
export type { Organization, OrganizationInput } from "./organization-schema";
export { callsBetween } from "./calls";
export { dataProps } from "./data";
export { containersOf, repositoriesOf } from "./service-containers";
export { deliveryPipeline } from "./pipeline-props";
export { scannedElsewhere } from "./scanned-elsewhere";
export { settingsKeepers } from "./settings-keepers";
export { s3Backend, stackProps, stackTags, type StackConfiguration } from "./stack-props";
export { wantedStacks } from "./wanted-stacks";
