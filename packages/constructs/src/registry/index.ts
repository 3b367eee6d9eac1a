export { ImagePullPolicy } from "./image-pull-policy";
export { ImagePushPolicy, registryToken } from "./image-push-policy";
export { ImagePushRole } from "./image-push-role";
export { ImageRepository } from "./image-repository";
export {
  defaultLifecycleRules,
  expiringRule,
  inWords,
  isMovable,
  type ImageReference,
  type LifecycleRule,
} from "./lifecycle-rules";
export { PullThroughCaches } from "./pull-through-caches";
export { RegistryReplication } from "./registry-replication";
export { RegistryScanning } from "./registry-scanning";
export { PUSH_ACTIONS } from "./repository-access";
export { ScanFindings } from "./scan-findings";
