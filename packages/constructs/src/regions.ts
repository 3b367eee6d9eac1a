import { nearest } from "./nearest";

/**
 * Regions of the partition `aws`, which the ARNs in this project are written for. Those that the
 * AWS provider of this version knows: it refuses a later one, and so does Terraform's S3 backend.
 */
export const REGIONS = [
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

/** What is expected in place of something that is none of these. */
export function expectedRegion(got: string): string {
  if (/^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.test(got)) {
    return "a region of the partition aws, such as ap-northeast-2: ARNs here are written for no other";
  }
  const meant = nearest(got, REGIONS);
  return meant.length > 0
    ? `an AWS region that the provider of this version knows: did you mean ${meant.join(" or ")}?`
    : "an AWS region that the provider of this version knows, such as ap-northeast-2";
}
