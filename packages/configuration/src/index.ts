export { checkConfiguration, type Configuration } from "./check";
export { deliveryParameters, type DeliveryParameter } from "./delivery-parameters";
export { appliedOwners, needsApproval, toldAbout } from "./delivery";
export type { Environment, EnvironmentInput, Service } from "./environment";
export { hostsOf } from "./hosts";
export { LAYOUT_VERSION, SHARED_STATES, buildName, deliveryNames, environmentPrefix, isDelivered, layoutParameterName, pipelineName, repositoryArn, repositoryName, repositoryOf, serviceImage, stackId, stateKey, stateLocation, stateOwners, statePolicyArn, type DeliveryNames, type DeliveryRoleName, type StateLocation } from "./names";
export type { Organization, OrganizationInput } from "./organization-schema";
