export type { ServiceImage } from "./kept-images";
export { imageScanning } from "./image-scanning";
export { hasItsSecretsHere } from "./cache-options";
export { isMovable, lifecyclePolicy, lifecycleRulesOf } from "./lifecycle-rules";
export { copiesElsewhere, registryOptions } from "./registry-options";
export { cachePrefix } from "./upstreams";
