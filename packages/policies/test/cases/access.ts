import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { Fn } from "cdktf";
import { keepPrivate } from "@groundwork/constructs/private-bucket";
import type { Build, Cases } from "./case";
import { identity, text } from "./permissions";

const onBucket =
  (statement: object): Build =>
  (stack) =>
    new S3BucketPolicy(stack, "policy", {
      bucket: "b",
      policy: text({ Effect: "Allow", Action: "s3:GetObject", ...statement }),
    });

const trust = (Principal: unknown, Condition?: object): Build => {
  return (stack) =>
    new IamRole(stack, "role", {
      assumeRolePolicy: text({ Effect: "Allow", Action: "sts:AssumeRole", Principal, Condition }),
    });
};

const EVERYBODY = 'statement 1: got the principal "*" without a condition on the caller';

export const accessCases: Readonly<Record<string, Cases>> = {
  "no-public-resource-policy": {
    fails: {
      "a bucket for everybody": [onBucket({ Principal: "*" }), EVERYBODY],
      "everybody among others": [
        onBucket({ Principal: { AWS: ["arn:aws:iam::111111111111:root", "*"] } }),
        EVERYBODY,
      ],
      "everybody who uses TLS": [
        onBucket({ Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        EVERYBODY,
      ],
      "everybody but one": [
        onBucket({
          Principal: "*",
          Condition: { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } },
        }),
        EVERYBODY,
      ],
      "everybody who does not say where from": [
        onBucket({
          Principal: "*",
          Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } },
        }),
        EVERYBODY,
      ],
      "a condition that all meet": [
        onBucket({ Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "*" } } }),
        EVERYBODY,
      ],
      NotPrincipal: [
        onBucket({ NotPrincipal: { AWS: "111111111111" } }),
        "statement 1: got NotPrincipal with Allow, expected Principal",
      ],
      "a role that anyone takes on": [trust({ AWS: "*" }), EVERYBODY],
      "a function that anyone calls": [
        (stack) =>
          new LambdaPermission(stack, "permission", {
            action: "lambda:InvokeFunction",
            functionName: "f",
            principal: "*",
          }),
        'got the principal "*" without a source',
      ],
      "a function on the internet": [
        (stack) =>
          new LambdaFunctionUrl(stack, "url", { functionName: "f", authorizationType: "NONE" }),
        "got authorization_type NONE, expected AWS_IAM",
      ],
    },
    passes: {
      "a named account": onBucket({ Principal: { AWS: "arn:aws:iam::111111111111:root" } }),
      "a service": trust({ Service: "ecs-tasks.amazonaws.com" }),
      "everybody in the organization": onBucket({
        Principal: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      }),
      "one source": (stack) => {
        const { arn } = new SnsTopic(stack, "topic", {});
        new SnsTopicPolicy(stack, "policy", {
          arn,
          policy: text({
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: "sns:Publish",
            Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b" } },
          }),
        });
      },
      "a denial for everybody": onBucket({ Effect: "Deny", Principal: "*" }),
    },
  },
  "private-buckets": {
    fails: {
      "a bucket as AWS makes it": [
        (stack) => new S3Bucket(stack, "bucket", {}),
        "got no block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets, expected a block of all four",
      ],
      "a block with a hole": [
        (stack) =>
          new S3BucketPublicAccessBlock(stack, "block", {
            bucket: new S3Bucket(stack, "bucket", {}).id,
            blockPublicAcls: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
          }),
        "got no block_public_policy, expected a block of all four",
      ],
    },
    passes: {
      keepPrivate: (stack) => keepPrivate(stack, new S3Bucket(stack, "bucket", {}).id),
    },
  },
  "readable-documents": {
    fails: {
      "a document of Terraform's": [
        (stack) =>
          new IamPolicy(stack, "policy", {
            policy: new DataAwsIamPolicyDocument(stack, "document", {}).json,
          }),
        "got a policy that only Terraform can compute, expected JSON",
      ],
      "containers of Terraform's": [
        (stack) =>
          new EcsTaskDefinition(stack, "task", {
            family: "f",
            containerDefinitions: Fn.jsonencode([{ name: Fn.lower("WEB") }]),
          }),
        "got containers that only Terraform can compute, expected JSON",
      ],
    },
    passes: {
      "JSON with references in it": (stack) =>
        identity({ Action: "s3:GetObject", Resource: new S3Bucket(stack, "b", {}).arn })(stack),
    },
  },
};
