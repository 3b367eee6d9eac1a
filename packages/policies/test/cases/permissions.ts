import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import type { Build, Cases } from "./case";

/** The JSON text of a policy. */
export const text = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** A policy that allows what the statements say. */
export const identity =
  (...statements: object[]): Build =>
  (stack) =>
    new IamPolicy(stack, "policy", {
      policy: text(...statements.map((statement) => ({ Effect: "Allow", ...statement }))),
    });

const attached =
  (name: string): Build =>
  (stack) =>
    new IamRolePolicyAttachment(stack, "attachment", {
      role: "r",
      policyArn: `arn:aws:iam::aws:policy/${name}`,
    });

export const permissionCases: Readonly<Record<string, Cases>> = {
  "no-wildcard-permission": {
    fails: {
      "everything on everything": [
        identity({ Action: "*", Resource: "*" }),
        'statement 1: got "*" on "*"',
      ],
      "a whole service": [
        identity(
          { Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" },
          { Sid: "Files", Action: ["s3:*", "kms:Decrypt"], Resource: ["*"] },
        ),
        'statement Files: got "s3:*" on "*"',
      ],
      "half of a service": [
        identity({ Action: ["s3:Get*", "ec2:Describe*"], Resource: "*" }),
        'statement 1: got "s3:Get*" on "*"',
      ],
      "a wildcard that looks like an ARN": [
        identity({ Action: "s3:*", Resource: "arn:aws:s3:::*" }),
        'statement 1: got "s3:*" on "arn:aws:s3:::*"',
      ],
      "a wildcard of all services": [
        identity({ Action: "s3:*", Resource: "arn:aws:*" }),
        'statement 1: got "s3:*" on "arn:aws:*"',
      ],
      "all but something": [
        identity({ NotAction: "iam:*", Resource: "*" }),
        'statement 1: got all actions but "iam:*" on "*"',
      ],
      "on all but something": [
        identity({ Action: "s3:*", NotResource: "arn:aws:s3:::b" }),
        'statement 1: got "s3:*" on all but "arn:aws:s3:::b"',
      ],
      "an inline policy": [
        (stack) =>
          new IamRole(stack, "role", {
            assumeRolePolicy: text(),
            inlinePolicy: [
              { name: "p", policy: text({ Effect: "Allow", Action: "iam:*", Resource: "*" }) },
            ],
          }),
        'statement 1: got "iam:*" on "*"',
      ],
      "AWS's own wildcards": [
        attached("AdministratorAccess"),
        "got the managed policy arn:aws:iam::aws:policy/AdministratorAccess",
      ],
      "AWS's own wildcard, named by the role": [
        (stack) =>
          new IamRole(stack, "role", {
            assumeRolePolicy: text(),
            managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/PowerUserAccess"],
          }),
        "got the managed policy arn:aws:iam::aws:policy/job-function/PowerUserAccess",
      ],
      "AWS's own wildcard of a service": [
        attached("AmazonS3FullAccess"),
        "got the managed policy arn:aws:iam::aws:policy/AmazonS3FullAccess",
      ],
    },
    passes: {
      "a named action that knows no resources": identity({
        Action: "ecr:GetAuthorizationToken",
        Resource: "*",
      }),
      "Describe and List": identity({ Action: ["ec2:Describe*", "s3:List*"], Resource: "*" }),
      "a wildcard of actions on one resource": identity({
        Action: "s3:*",
        Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
      }),
      "a resource that only Terraform knows": (stack) =>
        identity({ Action: "s3:*", Resource: new S3Bucket(stack, "bucket", {}).arn })(stack),
      "a denial": identity({ Effect: "Deny", Action: "*", Resource: "*" }),
      'a key policy, where "*" is the key': (stack) =>
        new KmsKey(stack, "key", {
          policy: text({
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::111111111111:root" },
            Action: "kms:*",
            Resource: "*",
          }),
        }),
      "a narrow policy of AWS": attached("AmazonSSMManagedInstanceCore"),
    },
  },
};
