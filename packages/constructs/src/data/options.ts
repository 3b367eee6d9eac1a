export { bucketName, bucketOptions, OBJECT_ACTIONS, READING_ACTIONS } from "./bucket-options";
export { databaseOptions } from "./database-options";
export { instanceName } from "./instance-name";
export { useOptions, usesOf, type Use } from "./use-options";
export { variablePrefix } from "./variable-prefix";
export type { InstanceClass } from "./instance-classes";
