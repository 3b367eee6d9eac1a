import { z } from "zod";
import { accountId, matching, options, region, TAG_KEY, text } from "../option-rules";

/**
 * Bucket names by the rules for general purpose buckets, without dots, which break TLS on
 * virtual-hosted addresses. `reserved` characters are kept for a suffix.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const bucketName = (reserved: number) =>
  matching(
    new RegExp(`^[a-z0-9][a-z0-9-]{1,${61 - reserved}}[a-z0-9]$`),
    `a bucket name of 3 to ${63 - reserved} lower-case letters, digits and hyphens`,
  );

/** DynamoDB table names (API reference, CreateTable). */
const tableName = matching(
  /^[\w.-]{3,255}$/,
  "a table name of 3 to 255 letters, digits, hyphens, dots and underscores",
);

const OF_OTHERS =
  "a tag key of at most 128 characters, other than Organization, Environment, Owner and ManagedBy";

/** Key of a tag that others set: none that every stack sets itself. */
const foreignTagKey = matching(TAG_KEY, OF_OTHERS).refine(
  (key) => !/^(Organization|Environment|Owner|ManagedBy)$/.test(key),
  OF_OTHERS,
);

/** Keys of tags that a stack leaves as they are. */
export const foreignTags = z.array(foreignTagKey).default([]);

const s3 = options({
  /** Bucket and lock table in AWS. */
  type: z.literal("s3"),
  /**
   * `npm run bootstrap` adopts an existing bucket and makes a missing one.
   * @default "<name>-<accountId>-<region>-tfstate"
   */
  bucket: bucketName("-logs".length).optional(),
  /**
   * `npm run bootstrap` adopts an existing table and makes a missing one.
   * @default "<name>-terraform-locks"
   */
  lockTable: tableName.optional(),
  /**
   * What keeps two applies apart: the DynamoDB table, a lock file beside the state, or both.
   * The table is there in any case; unused it costs nothing.
   * @default "both", so that clients that know only one of the two respect each other
   */
  lock: z.enum(["both", "dynamodb", "s3"]).default("both"),
  /**
   * Keys of tags that others set on bucket and table, such as those of an adopted backend or of
   * a cost report. bootstrap-stack leaves these tags as they are; all others it takes off.
   * @default none
   */
  ignoreTags: foreignTags,
  /**
   * A second region, in which bootstrap-stack keeps a copy of every state, a lock table and a key of
   * its own. S3 copies within 15 minutes, in both directions.
   * @default none: with the region of the organization its states are out of reach
   */
  replicaRegion: region.optional(),
  /**
   * Whether the states in `replicaRegion` are the ones that count: as long as the organization's
   * region is out of reach. Change it for all who work on states, and only while none of them does.
   * @default false
   */
  failover: z.boolean("true or false").default(false),
});

/** Name of a storage account (Microsoft.Storage/storageAccounts in the resource name rules of Azure). */
const storageAccountName = matching(
  /^[a-z0-9]{3,24}$/,
  "a storage account's name of 3 to 24 lower-case letters and digits",
);

const azurerm = options({
  /** A container of Azure Blob Storage. */
  type: z.literal("azurerm"),
  /** Azure storage account of the states. */
  storageAccountName,
  /** Blob container of the states. */
  containerName: text,
  /**
   * Whether whoever runs Terraform is let in as themselves, by Entra ID and a role on the container.
   * Otherwise a key of the account lets in: ARM_ACCESS_KEY, ARM_SAS_TOKEN, or the access key that
   * Terraform looks up in `resourceGroupName`.
   * @default true without `resourceGroupName`, false with it
   */
  useAzureadAuth: z.boolean("true or false").optional(),
  /**
   * Resource group of the storage account, in which Terraform looks up its access key.
   * @default none: nothing looks for a key
   */
  resourceGroupName: text.optional(),
  /**
   * Subscription of the storage account.
   * @default ARM_SUBSCRIPTION_ID, or the one that the Azure CLI has chosen; Entra ID needs none
   */
  subscriptionId: matching(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    "a subscription's id, as 00000000-0000-0000-0000-000000000000",
  ).optional(),
});

const gcs = options({
  /** A bucket of Google Cloud Storage. */
  type: z.literal("gcs"),
  /** Bucket of the states. */
  bucket: text,
  /**
   * Key of Cloud KMS that the states are encrypted with.
   * @default the bucket's own: its default key, or one of Google's
   */
  kmsEncryptionKey: matching(
    /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/,
    "a key's name, as projects/acme/locations/eu/keyRings/terraform/cryptoKeys/state",
  ).optional(),
  /**
   * Service account in whose name Terraform reads and writes the states. Whoever runs it needs
   * roles/iam.serviceAccountTokenCreator on it.
   * @default nobody's name but that of the credentials at hand
   */
  impersonateServiceAccount: matching(
    /^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/,
    "a service account, as terraform@acme.iam.gserviceaccount.com",
  ).optional(),
});

const consul = options({
  /** The key-value store of a Consul cluster. */
  type: z.literal("consul"),
  /** `host:port` of the agent. The token comes from CONSUL_HTTP_TOKEN. */
  address: text,
  /** How the agent is reached. @default "https" */
  scheme: z.enum(["http", "https"]).default("https"),
});

const cloud = options({
  /** HCP Terraform or Terraform Enterprise. */
  type: z.literal("cloud"),
  /** The organization in HCP Terraform. The token comes from `terraform login`. */
  organization: text,
  /** Where HCP Terraform or Terraform Enterprise runs. @default "app.terraform.io" */
  hostname: text.default("app.terraform.io"),
  /**
   * Project of the workspaces; Terraform makes one that is missing.
   * @default the organization's default project
   */
  project: text.optional(),
  /**
   * Where plans and applies run. `"local"`: where a command runs, with the credentials there, whatever
   * the workspace says; HCP Terraform keeps states and locks. `"remote"`: at HCP Terraform alone, with
   * credentials that the workspace has; the commands that plan say so and stop.
   * @default "local"
   */
  executionMode: z.enum(["local", "remote"]).default("local"),
});

const local = options({
  /** Files in the project. */
  type: z.literal("local"),
  /** Folder of the state files below the project. No versions, nothing shared: for a first try. */
  folder: text.default("state"),
});

/**
 * Where Terraform keeps its state. Credentials never stand here: each backend takes them from its
 * environment.
 */
export const backendOptions = z.discriminatedUnion(
  "type",
  [s3, azurerm, gcs, consul, cloud, local],
  {
    error: "one of s3, azurerm, gcs, consul, cloud, local",
  },
);

/** Name of a bucket that there is, or that bootstrap-stack makes beside one. */
const anyBucketName = bucketName(0);

/** The same once names are settled, as a stack takes it. */
export const settledBackends = {
  s3: options({
    type: s3.shape.type,
    lock: s3.shape.lock,
    bucket: anyBucketName,
    lockTable: tableName,
    region,
    /** Account of the bucket; credentials of any other are refused before anything is read. */
    accountId,
    /** ARN of the key's alias. @default SSE-S3, for the one state that is written before the key exists */
    kmsKeyArn: text.optional(),
  }),
  azurerm,
  gcs,
  consul,
  cloud: options({
    ...cloud.shape,
    /** What the workspace's name starts with. */
    workspacePrefix: text,
  }),
  local,
};

type Settled = typeof settledBackends;

/** Where a stack's state may lie. */
export type StateBackend = { [Type in keyof Settled]: z.input<Settled[Type]> }[keyof Settled];

/** The same, its options checked and with their defaults. */
export type SoundBackend = { [Type in keyof Settled]: z.output<Settled[Type]> }[keyof Settled];

/** State in S3, as `npm run bootstrap` prepares it. */
export type S3StateBackend = z.output<Settled["s3"]>;
