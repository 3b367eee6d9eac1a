export type { ServiceImage } from "./kept-images";
export { registryOptions } from "./registry-options";
export { cachePrefix } from "./upstreams";
