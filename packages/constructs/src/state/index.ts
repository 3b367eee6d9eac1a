export { attachBackend, backendFile } from "./backend";
export type { S3StateBackend } from "./backend-options";
export { LayoutVersion } from "./layout-version";
export { LockTable } from "./lock-table";
export { LogBucket } from "./log-bucket";
export { StateAccess } from "./state-access";
export { StateBucket, type GatedStates } from "./state-bucket";
export { StateReplica } from "./state-replica";
