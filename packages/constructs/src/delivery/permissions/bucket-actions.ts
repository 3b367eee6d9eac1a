/** To make, change and delete a bucket. Whoever asks whether it is there needs to list it. */
export const KEEP_BUCKET = [
  "s3:CreateBucket",
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
  "s3:GetBucket*",
  "s3:ListBucket",
  "s3:ListBucketVersions",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketTagging",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
  "s3:TagResource",
  "s3:UntagResource",
];

/** To have it go with all that lies in it. */
export const EMPTY_BUCKET = ["s3:DeleteObject", "s3:DeleteObjectVersion"];
