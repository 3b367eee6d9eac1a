import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

export interface AwsClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** Where and as whom AWS is asked. */
export interface AwsAccess {
  readonly region: string;
  /** Address of an emulator. @default AWS itself */
  readonly endpoint?: string | undefined;
  /** @default the standard chain: environment, profile, single sign-on, role */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export function awsClients({ region, endpoint, credentials }: AwsAccess): AwsClients {
  const shared = {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  };
  return {
    s3: new S3Client({
      ...shared,
      // A bucket in another region shall be found and refused, not end in PermanentRedirect.
      followRegionRedirects: true,
      forcePathStyle: endpoint !== undefined,
    }),
    dynamodb: new DynamoDBClient(shared),
    iam: new IAMClient(shared),
    kms: new KMSClient(shared),
    ssm: new SSMClient(shared),
    sts: new STSClient(shared),
  };
}
