export type { ServiceImage } from "./kept-images";
export { hasItsSecretsHere } from "./cache-options";
export { lifecyclePolicy, lifecycleRulesOf } from "./lifecycle-rules";
export { copiesElsewhere, registryOptions } from "./registry-options";
export { cachePrefix } from "./upstreams";
