export { AccountStack } from "./account-stack";
export { DeliveryAccess } from "./delivery-access";
export { GithubRoles } from "./github-roles";
export { DeliveryPipeline } from "./pipeline/delivery-pipeline";
export { pipelineEnvironments } from "./pipeline/pipeline-environment";
export { PlanStoreBucket } from "./plan-store-bucket";
export { SlackChannel } from "./slack-channel";
export { SlackChannels } from "./slack-channels";
