import { z } from "zod";
import {
  accountId,
  bucketName,
  foreignTagKey,
  matching,
  name,
  options,
  region,
  tableName,
} from "@groundwork/constructs/option-rules";
import { delivery } from "./options/delivery";
import { registryOptions } from "@groundwork/constructs/registry/options";

const text = z.string("a text in quotes").min(1, "a text that is not empty");

const backend = z.discriminatedUnion(
  "type",
  [
    options({
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
      ignoreTags: z.array(foreignTagKey).default([]),
    }),
    options({
      /** A container of Azure Blob Storage. */
      type: z.literal("azurerm"),
      /** Of the storage account. */
      resourceGroupName: text,
      /** Azure storage account of the states. */
      storageAccountName: text,
      /** Blob container of the states. */
      containerName: text,
    }),
    options({
      /** A bucket of Google Cloud Storage. */
      type: z.literal("gcs"),
      /** Bucket of the states. */
      bucket: text,
    }),
    options({
      /** The key-value store of a Consul cluster. */
      type: z.literal("consul"),
      /** `host:port` of the agent. The token comes from CONSUL_HTTP_TOKEN. */
      address: text,
      /** How the agent is reached. @default "https" */
      scheme: z.enum(["http", "https"]).default("https"),
    }),
    options({
      /** HCP Terraform or Terraform Enterprise. */
      type: z.literal("cloud"),
      /** The organization in HCP Terraform. The token comes from `terraform login`. */
      organization: text,
      /** Where HCP Terraform or Terraform Enterprise runs. @default "app.terraform.io" */
      hostname: text.default("app.terraform.io"),
    }),
    options({
      /** Files in the project. */
      type: z.literal("local"),
      /** Folder of the state files below the project. No versions, nothing shared: for a first try. */
      folder: text.default("state"),
    }),
  ],
  { error: "one of s3, azurerm, gcs, consul, cloud, local" },
);

export const organizationSchema = options({
  /** First part of every physical name. */
  name: name(20),
  /** Account of the state bucket and of the image registry. */
  accountId,
  /** Region of the state bucket and of the image registry. @default "ap-northeast-2" */
  region: region.default("ap-northeast-2"),
  /** Who answers for all of it; becomes the tag `Owner`. */
  owner: text.max(256, "at most 256 characters, as it becomes a tag"),
  /** Where Terraform keeps its state. @default S3 with both locks */
  backend: backend.prefault({ type: "s3" }),
  /**
   * The IAM role that alone may delete versions of a state, stop the versioning or delete the
   * bucket. As long as there is no such role, nobody may.
   * @default "break-glass"
   */
  breakGlassRole: matching(
    /^[\w+=,.@-]{1,64}$/,
    "an IAM role's name of at most 64 characters",
  ).default("break-glass"),
  /** The image registry. @default one repository a service, images kept, a KMS key of its own */
  registry: registryOptions.prefault({}),
  /** How changes get from plan to apply. @default a store for plans and topics; no workflow has access */
  delivery: delivery.prefault({}),
});

/** What all environments share, checked, with its defaults. */
export type Organization = z.output<typeof organizationSchema>;

/** What organization.ts says: options with a default may be left out. */
export type OrganizationInput = z.input<typeof organizationSchema>;
