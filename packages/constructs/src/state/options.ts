export { backendOptions, type BackendOf } from "./backend-options";
export type { S3StateBackend, StateBackend } from "./backend";
