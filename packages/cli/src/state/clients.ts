import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { accessTo, telling, type AwsAccess } from "../core/aws/client";
import type { Service } from "../core/endpoint";

export interface AwsClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** Clients that say in words for people what keeps AWS from answering (core/aws/hindrance.ts). */
export function awsClients(access: AwsAccess): AwsClients {
  const at = (service: Service) => accessTo(service, access);
  const asking = (service: Service) => ({ ...at(service), env: access.env });
  const sts = telling(new STSClient(at("STS")), asking("STS"));
  const s3 = new S3Client({
    ...at("S3"),
    // A bucket in another region must be found and refused, and not end in PermanentRedirect.
    followRegionRedirects: true,
    forcePathStyle: at("S3").endpoint !== undefined,
  });
  return {
    s3: telling(s3, asking("S3"), () => sts.send(new GetCallerIdentityCommand({}))),
    dynamodb: telling(new DynamoDBClient(at("DYNAMODB")), asking("DYNAMODB")),
    sts,
    // Loaded for the few commands that ask them: together they take a tenth of a second, a quarter
    // of what most commands take to start.
    get iam() {
      const { IAMClient } = require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
      return keep(this, "iam", telling(new IAMClient(at("IAM")), asking("IAM")));
    },
    get kms() {
      const { KMSClient } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
      return keep(this, "kms", telling(new KMSClient(at("KMS")), asking("KMS")));
    },
    get ssm() {
      const { SSMClient } = require("@aws-sdk/client-ssm") as typeof import("@aws-sdk/client-ssm");
      return keep(this, "ssm", telling(new SSMClient(at("SSM")), asking("SSM")));
    },
  };
}

/** Puts a value in the place of the getter that made it. */
function keep<Value>(object: object, name: string, value: Value): Value {
  Object.defineProperty(object, name, { value, enumerable: true });
  return value;
}
