export type { S3StateBackend, StateBackend } from "./backend";
