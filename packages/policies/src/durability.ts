import { STATEFUL } from "./holds-data";
import { LISTS_ELSEWHERE } from "./holds-data-elsewhere";
import { blocks, isTrue, type Attributes, type Resource, type StackResources } from "./resources";
import { eachOf, shown, type Rule } from "./rule";

/** The argument by which AWS itself refuses to delete a resource, and the value that does it. */
const DELETION_PROTECTION: Readonly<Record<string, readonly [argument: string, on: unknown]>> = {
  aws_alb: ["enable_deletion_protection", true],
  aws_cognito_user_pool: ["deletion_protection", "ACTIVE"],
  aws_db_instance: ["deletion_protection", true],
  aws_docdb_cluster: ["deletion_protection", true],
  aws_dynamodb_table: ["deletion_protection_enabled", true],
  aws_lb: ["enable_deletion_protection", true],
  aws_neptune_cluster: ["deletion_protection", true],
  aws_rds_cluster: ["deletion_protection", true],
};

/** What brings back the data of yesterday, and whether a resource has it. */
interface Backup {
  readonly expected: string;
  readonly holds: (attributes: Attributes, resource: Resource, stack: StackResources) => boolean;
}

const retention: Backup = {
  expected: "backup_retention_period of 7 days or more",
  holds: ({ backup_retention_period: days }) => Number(days ?? 0) >= 7,
};

const BACKUPS: Readonly<Record<string, Backup>> = {
  aws_dynamodb_table: {
    expected: "point_in_time_recovery with enabled = true",
    holds: ({ point_in_time_recovery: recovery }) =>
      blocks(recovery).some(({ enabled }) => isTrue(enabled)),
  },
  aws_s3_bucket: {
    expected: "an aws_s3_bucket_versioning for the bucket with status = Enabled",
    holds: (_, bucket, stack) =>
      stack
        .referring("aws_s3_bucket_versioning", "bucket", bucket)
        .flatMap(({ attributes }) => blocks(attributes["versioning_configuration"]))
        .some(({ status }) => status === "Enabled"),
  },
  aws_efs_file_system: {
    expected: "an aws_efs_backup_policy for the file system with status = ENABLED",
    holds: (_, fileSystem, stack) =>
      stack
        .referring("aws_efs_backup_policy", "file_system_id", fileSystem)
        .flatMap(({ attributes }) => blocks(attributes["backup_policy"]))
        .some(({ status }) => status === "ENABLED"),
  },
  aws_db_instance: {
    ...retention,
    // Aurora keeps the backups of a cluster, and a replica is made anew from its source.
    holds: (attributes, ...rest) =>
      attributes["replicate_source_db"] !== undefined || retention.holds(attributes, ...rest),
  },
  aws_rds_cluster: retention,
  aws_docdb_cluster: retention,
  aws_neptune_cluster: retention,
};

export const durabilityRules: readonly Rule[] = [
  {
    id: "prevent-destroy",
    severity: "error",
    appliesTo: "production",
    statement: "Terraform refuses to destroy what holds data or keys.",
    reason: "A renamed construct or a changed argument is enough for a plan that replaces it.",
    fix: "set lifecycle: { preventDestroy: true }, by the construct's own prop where it has one",
    find: eachOf(
      [...STATEFUL, ...LISTS_ELSEWHERE.stateful],
      ({ attributes }) =>
        !blocks(attributes["lifecycle"]).some((lifecycle) =>
          isTrue(lifecycle["prevent_destroy"]),
        ) && "got no prevent_destroy, expected true",
    ),
  },
  {
    id: "deletion-protection",
    severity: "error",
    appliesTo: "production",
    statement: "AWS refuses to delete load balancers and databases.",
    reason: "prevent_destroy holds Terraform back, not the person in the console.",
    fix: "set the expected argument; for a load balancer loadBalancer.deletionProtection in the environment's file",
    find: eachOf(Object.keys(DELETION_PROTECTION), ({ type, attributes }) => {
      const [argument, on] = DELETION_PROTECTION[type]!;
      const got = attributes[argument];
      return (
        !(on === true ? isTrue(got) : got === on) &&
        `got ${argument} ${shown(got)}, expected ${shown(on)}`
      );
    }),
  },
  {
    id: "backups",
    severity: "error",
    appliesTo: "production",
    statement: "What holds data can be brought back as it was before a mistake.",
    reason: "Durable storage keeps a mistaken write or deletion just as durably.",
    fix: "add the expected argument or resource",
    find: eachOf(Object.keys(BACKUPS), (resource, stack) => {
      const { expected, holds } = BACKUPS[resource.type]!;
      return !holds(resource.attributes, resource, stack) && `got none, expected ${expected}`;
    }),
  },
];
