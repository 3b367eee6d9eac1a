import { widerAccess } from "../../src/words/wider/wider";

const policy = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: unknown, Resource: unknown = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

const words = (type: string, before: unknown, after: unknown, more: object = {}) =>
  widerAccess({ type, before, after, ...more }).map((one) => one.words);

const rolePolicy = (before: string | undefined, after: string | undefined, more?: object) =>
  words("aws_iam_role_policy", before && { policy: before }, after && { policy: after }, more);

describe("permissions", () => {
  test("an action, a resource, or a principal more is wider; less of them is not", () => {
    const narrow = policy(allow(["s3:GetObject"], ["arn:aws:s3:::a/*"]));
    const wide = policy(allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::a/*"]));
    expect(rolePolicy(narrow, wide)).toEqual(["may s3:PutObject on arn:aws:s3:::a/*"]);
    expect(rolePolicy(wide, narrow)).toEqual([]);
    expect(rolePolicy(wide, wide)).toEqual([]);
    expect(
      rolePolicy(narrow, policy(allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]))),
    ).toEqual(["may s3:GetObject on arn:aws:s3:::b/*"]);
    expect(rolePolicy(narrow, policy(allow("*")))).toEqual(["may everything on all resources"]);
  });

  test("what a pattern covered is not wider, and statements may be cut differently", () => {
    const before = policy(allow("s3:*", "arn:aws:s3:::a*"));
    const after = policy(
      allow("s3:Get*", "arn:aws:s3:::a/x"),
      allow("S3:putobject", "arn:aws:s3:::ab"),
    );
    expect(rolePolicy(before, after)).toEqual([]);
  });

  test("a condition that goes, and one that is another", () => {
    const given = (Condition?: object) =>
      policy(allow("sqs:SendMessage", "arn:q", Condition && { Condition }));
    const org = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
    expect(rolePolicy(given(org), given())).toEqual([
      "may sqs:SendMessage on arn:q, without a condition now",
    ]);
    expect(rolePolicy(given(), given(org))).toEqual([]);
    expect(
      rolePolicy(given(org), given({ StringEquals: { "aws:PrincipalOrgID": "o-2" } })),
    ).toEqual(["may sqs:SendMessage on arn:q, under another condition"]);
  });

  test("a Deny that goes, and what is said by negation", () => {
    const deny = { Effect: "Deny", Action: "s3:*", Resource: "*", Principal: "*" };
    expect(words("aws_s3_bucket_policy", { policy: policy(deny) }, { policy: policy() })).toEqual([
      "does not deny s3:* on all resources any more",
    ]);
    expect(
      rolePolicy(policy(), policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })),
    ).toEqual(["may all but iam:* on all resources"]);
  });

  test("who may take on a role, and whom a resource lets in", () => {
    const trust = (...principals: string[]) =>
      policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: principals } });
    expect(
      words(
        "aws_iam_role",
        { assume_role_policy: trust("arn:a") },
        { assume_role_policy: trust("arn:a", "arn:b") },
      ),
    ).toEqual(["may be taken on by arn:b"]);
    const open = policy({
      Effect: "Allow",
      Principal: "*",
      Action: "sns:Publish",
      Resource: "arn:t",
    });
    expect(words("aws_sns_topic_policy", undefined, { policy: open })).toEqual([
      "lets everybody do sns:Publish on arn:t",
    ]);
  });

  test("what is known after apply: as the code has it where it is made, else said to be unknown", () => {
    const code = { policy: policy(allow("s3:GetObject", "${aws_s3_bucket.a.arn}/*")) };
    expect(words("aws_iam_policy", undefined, {}, { unknown: { policy: true }, code })).toEqual([
      "may s3:GetObject on aws_s3_bucket.a.arn/*",
    ]);
    expect(
      words(
        "aws_iam_policy",
        { policy: policy(allow("s3:*")) },
        {},
        { unknown: { policy: true }, code },
      ),
    ).toEqual(["has permissions that are known only after apply"]);
  });

  test.each([
    [
      "aws_iam_role_policy_attachment",
      undefined,
      { policy_arn: "arn:admin" },
      "gets the policy arn:admin",
    ],
    [
      "aws_iam_role",
      { permissions_boundary: "arn:b" },
      { permissions_boundary: "" },
      "has no permissions boundary any more",
    ],
    [
      "aws_iam_access_key",
      undefined,
      { user: "kim" },
      "is a new access key, which never ends by itself",
    ],
    [
      "aws_lambda_permission",
      undefined,
      { principal: "*", action: "lambda:InvokeFunction" },
      "lets * do lambda:InvokeFunction",
    ],
    [
      "google_project_iam_member",
      undefined,
      { member: "user:a", role: "roles/owner" },
      "gives user:a the role roles/owner",
    ],
    [
      "azurerm_role_assignment",
      undefined,
      { principal_id: "p", role_definition_name: "Owner" },
      "gives p the role Owner",
    ],
    [
      "aws_s3_bucket_public_access_block",
      { block_public_acls: true },
      { block_public_acls: false },
      "lets what is in it be public",
    ],
    [
      "aws_s3_bucket_public_access_block",
      { block_public_acls: true },
      null,
      "does not keep the bucket from being public any more",
    ],
    [
      "aws_s3_bucket_acl",
      { acl: "private" },
      { acl: "public-read" },
      "is open to everybody by its ACL",
    ],
    [
      "aws_ecs_service",
      { enable_execute_command: false },
      { enable_execute_command: true },
      "lets people run commands in its tasks",
    ],
    [
      "aws_ecs_task_definition",
      { container_definitions: '[{"privileged":false}]' },
      { container_definitions: '[{"privileged":true}]' },
      "runs with all rights of its host",
    ],
  ])("%s", (type, before, after, expected) => {
    expect(words(type, before, after)).toEqual([expected]);
    expect(words(type, after, after ?? {})).toEqual([]);
  });
});
