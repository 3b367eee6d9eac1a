import { z } from "zod";
import {
  accountId,
  matching,
  name,
  options,
  region,
  text,
} from "@groundwork/constructs/option-rules";
import { registryOptions } from "@groundwork/constructs/registry/options";
import { backendOptions } from "@groundwork/constructs/state/options";
import { delivery } from "./options/delivery";

export const organizationSchema = options({
  /** First part of every physical name. */
  name: name(20),
  /** Account of the state bucket, of the image registry, and of environments that name none. */
  accountId,
  /**
   * Region of the state bucket, of the image registry, and of environments that name none.
   * @default "ap-northeast-2"
   */
  region: region.default("ap-northeast-2"),
  /** Who answers for all of it; becomes the tag `Owner`. */
  owner: text.max(256, "at most 256 characters, as it becomes a tag"),
  /** Where Terraform keeps its state. @default S3 with both locks */
  backend: backendOptions.prefault({ type: "s3" }),
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
