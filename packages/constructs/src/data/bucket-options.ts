import { z } from "zod";
import { count, matching, name, options, unique } from "../option-rules";

/** A bucket for objects of services. */
export const bucketOptions = options({
  /** Names it in `uses`, in variables and, with organization, environment and account, in S3. */
  name: name(20),

  /**
   * Days for which an object that was replaced or deleted can be brought back.
   * @default 30
   */
  oldVersionDays: count(1, 3650).default(30),

  /** Days after which an object is deleted, as for uploads that are worked off. @default never */
  expireDays: count(1, 3650).optional(),

  /**
   * Web pages that may send objects and fetch them by signed addresses, as `"https://www.example.com"`.
   * @default none
   */
  corsOrigins: unique(
    z
      .array(matching(/^https?:\/\/[\w*.-]+(:\d+)?$/, "an origin such as https://www.example.com"))
      // S3 API, CORSRule; each origin is a line of one rule.
      .max(50, "at most 50 origins"),
    "each origin once",
  ).default([]),
});

export type BucketInput = z.input<typeof bucketOptions>;
export type BucketOptions = z.output<typeof bucketOptions>;

/**
 * Name of a bucket in S3, where all of AWS shares one list of names: `acme-dev-uploads-111111111111`.
 * It has at most 63 characters (S3 user guide, "General purpose bucket naming rules").
 *
 * @param placeSuffix what it ends in in a place of its environment @default nothing
 */
export const bucketName = (
  prefix: string,
  bucket: string,
  accountId: string,
  placeSuffix?: string,
): string => [prefix, bucket, accountId, ...(placeSuffix ? [placeSuffix] : [])].join("-");

/** What services do with the objects of a bucket that they use. */
export const OBJECT_ACTIONS = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:PutObject",
];

/** The same of those that only read. */
export const READING_ACTIONS = ["s3:GetObject"];
