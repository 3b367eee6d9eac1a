import { paginateListPolicies, paginateListRoles, paginateListUsers } from "@aws-sdk/client-iam";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import { every, type AccountListing } from "../seen";

/** Roles that services and single sign-on make and keep. */
const BY_AWS = /^\/(aws-service-role|aws-reserved)\//;

export const ACCOUNT: readonly AccountListing[] = [
  {
    type: "aws_iam_role",
    action: "iam:ListRoles",
    list: async ({ iam }) =>
      (await every(paginateListRoles({ client: iam }, {}), ({ Roles }) => Roles))
        .filter(({ Path = "/" }) => !BY_AWS.test(Path))
        .map(({ Arn, CreateDate }) => ({ arn: Arn!, created: CreateDate })),
  },
  {
    type: "aws_iam_policy",
    action: "iam:ListPolicies",
    list: async ({ iam }) =>
      (
        await every(
          paginateListPolicies({ client: iam }, { Scope: "Local" }),
          (page) => page.Policies,
        )
      ).map(({ Arn, CreateDate }) => ({ arn: Arn!, created: CreateDate })),
  },
  {
    type: "aws_iam_user",
    action: "iam:ListUsers",
    list: async ({ iam }) =>
      (await every(paginateListUsers({ client: iam }, {}), ({ Users }) => Users)).map(
        ({ Arn, CreateDate }) => ({ arn: Arn!, created: CreateDate }),
      ),
  },
  {
    type: "aws_s3_bucket",
    action: "s3:ListAllMyBuckets",
    list: async ({ s3 }) =>
      (await every(paginateListBuckets({ client: s3 }, {}), ({ Buckets }) => Buckets)).map(
        ({ Name, CreationDate }) => ({ arn: `arn:aws:s3:::${Name}`, created: CreationDate }),
      ),
  },
];
