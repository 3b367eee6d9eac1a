export { ImagePullPolicy } from "./image-pull-policy";
export { ImagePushPolicy } from "./image-push-policy";
export { ImagePushRole } from "./image-push-role";
export { ImageRepository } from "./image-repository";
export { defaultLifecycleRules, expiringRule, inWords, isMovable, type ImageReference, type LifecycleRule } from "./lifecycle-rules";
export { PullThroughCaches } from "./pull-through-caches";
export { RegistryReplication } from "./registry-replication";
export { RegistryScanning } from "./registry-scanning";
export { ScanFindings } from "./scan-findings";
