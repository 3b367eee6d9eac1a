export { backendOptions, type S3StateBackend, type StateBackend } from "./backend-options";
