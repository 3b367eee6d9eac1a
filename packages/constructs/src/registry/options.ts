export type { ServiceImage } from "./kept-images";
export { listProblem } from "./lifecycle-rules";
export { ROLE_ARN, USER_ARN } from "./repository-access";
export { UPSTREAM_NAMES, isCachePrefix, needsCredentials, type Upstream } from "./upstreams";
