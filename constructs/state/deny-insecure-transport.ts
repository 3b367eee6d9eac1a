import type { PolicyStatement } from "../policy-document";

/** Bucket and objects answer over TLS only. */
export const denyInsecureTransport = (bucketArn: string): PolicyStatement => ({
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
