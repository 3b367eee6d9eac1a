import { resourcePolicies } from "./iam-documents";
import { blocks, isSet, isTrue, list, type Resource, type StackResources } from "./resources";
import { eachOf, shown, type Rule } from "./rule";

/** Databases of which AWS makes copies of its own, as no other database's. */
const DATABASES = ["aws_db_instance", "aws_rds_cluster"];

/**
 * The parameter that has an engine refuse what comes in the clear, and the major version from which
 * RDS sets it by itself (RDS user guide, "Using SSL with a PostgreSQL DB instance"; MySQL's is never).
 */
const FORCED: Readonly<Record<string, readonly [parameter: string, since: number]>> = {
  postgres: ["rds.force_ssl", 15],
  "aurora-postgresql": ["rds.force_ssl", 17],
  mysql: ["require_secure_transport", Infinity],
  mariadb: ["require_secure_transport", Infinity],
  "aurora-mysql": ["require_secure_transport", Infinity],
};

/** A copy takes these from its source, and cannot be told otherwise. */
const isCopy = ({ attributes }: Resource): boolean =>
  isSet(attributes["replicate_source_db"]) || isSet(attributes["replication_source_identifier"]);

export const dataRules: readonly Rule[] = [
  {
    id: "database-tls",
    severity: "error",
    appliesTo: "every stack",
    statement: "Databases answer over TLS alone.",
    reason: "A client that asks for no TLS sends passwords and customers' data in the clear.",
    fix: "name a parameter group with the expected parameter; Database (constructs/data) has one",
    find: eachOf(DATABASES, ({ attributes }, stack) => {
      const [parameter, since] = FORCED[String(attributes["engine"])] ?? [];
      if (parameter === undefined) return false;
      const set = parametersOf(attributes, stack).find(({ name }) => name === parameter);
      if (set) {
        const isForced = ["1", "ON", "on"].includes(String(set["value"]));
        return !isForced && `got ${parameter} ${shown(set["value"])}, expected "1"`;
      }
      const version = Number.parseInt(String(attributes["engine_version"] ?? ""));
      return !(version >= since!) && `got no ${parameter}, expected "1"`;
    }),
  },
  {
    id: "managed-password",
    severity: "warning",
    appliesTo: "every stack",
    statement: "RDS makes the passwords of databases, and changes them.",
    reason: "What a person or a state has ever known is known to others, and nobody changes it.",
    fix: "set manageMasterUserPassword: true, and give services the secret by its ARN",
    find: eachOf(
      DATABASES,
      (database) =>
        !isCopy(database) &&
        !isTrue(database.attributes["manage_master_user_password"]) &&
        `got manage_master_user_password ${shown(database.attributes["manage_master_user_password"])}, expected true`,
    ),
  },
  {
    id: "own-key",
    severity: "error",
    appliesTo: "production",
    statement: "Databases are encrypted with a key of ours.",
    reason:
      "With AWS's own key nobody can say who may read a backup, none can be shared with another account, and no other key can take its place.",
    fix: "pass the environment's key as kmsKeyId",
    find: eachOf(
      DATABASES,
      (database) =>
        !isCopy(database) &&
        !isSet(database.attributes["kms_key_id"]) &&
        `got kms_key_id ${shown(database.attributes["kms_key_id"])}, expected the ARN of a key`,
    ),
  },
  {
    id: "final-snapshot",
    severity: "error",
    appliesTo: "production",
    statement: "A database leaves a last snapshot behind.",
    reason: "Its automatic backups go with it, or a few days later.",
    fix: "set skipFinalSnapshot: false and a finalSnapshotIdentifier that no other has",
    find: eachOf([...DATABASES, "aws_docdb_cluster", "aws_neptune_cluster"], (database) => {
      if (isCopy(database)) return false;
      const { skip_final_snapshot: skip, final_snapshot_identifier: name } = database.attributes;
      return [
        isTrue(skip) && "got skip_final_snapshot true, expected false",
        !isTrue(skip) && !isSet(name) && "got no final_snapshot_identifier, expected a name",
      ];
    }),
  },
  {
    id: "several-zones",
    severity: "warning",
    appliesTo: "production",
    statement: "A database goes on in another zone.",
    reason:
      "Without a standby a zone that fails, or an instance, takes an hour and the last minutes.",
    fix: "leave multiZone of the database out of the environment's file, or set it to true",
    find: eachOf(
      ["aws_db_instance"],
      (database) =>
        !isCopy(database) &&
        !isTrue(database.attributes["multi_az"]) &&
        `got multi_az ${shown(database.attributes["multi_az"])}, expected true`,
    ),
  },
  {
    id: "bucket-tls",
    severity: "warning",
    appliesTo: "every stack",
    statement: "Buckets answer over TLS alone.",
    reason: "S3 answers plain HTTP as well, and anybody on the way reads what is asked for.",
    fix: "give the bucket a policy with denyInsecureTransport (packages/constructs/src/private-bucket.ts)",
    find: eachOf(["aws_s3_bucket"], (bucket, stack) => {
      const policies = resourcePolicies(stack).filter(
        ({ resource }) =>
          resource.address === bucket.address ||
          (resource.type === "aws_s3_bucket_policy" &&
            stack.mentions(resource.attributes["bucket"], bucket)),
      );
      // What nobody can read is told of by readable-documents.
      if (policies.some(({ statements }) => statements === undefined)) return false;
      const isClosed = policies
        .flatMap(({ statements = [] }) => statements)
        .some(
          ({ Effect, Principal, Condition }) =>
            Effect === "Deny" &&
            Principal === "*" &&
            blocks(Condition?.["Bool"]).some((keys) =>
              list(keys["aws:SecureTransport"]).map(String).includes("false"),
            ),
        );
      return !isClosed && "got no policy that denies aws:SecureTransport false, expected one";
    }),
  },
];

/** The parameters that the stack gives a database, by a group of its own. */
function parametersOf(attributes: Resource["attributes"], stack: StackResources) {
  const named = attributes["parameter_group_name"] ?? attributes["db_cluster_parameter_group_name"];
  return stack
    .ofType("aws_db_parameter_group", "aws_rds_cluster_parameter_group")
    .filter((group) => stack.mentions(named, group))
    .flatMap((group) => blocks(group.attributes["parameter"]));
}
