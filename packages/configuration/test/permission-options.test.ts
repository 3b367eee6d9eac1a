import type { EnvironmentInput } from "../src/environment";
import { configuration, environmentInput, github } from "@groundwork/testing/configuration";

type Permission = NonNullable<
  NonNullable<EnvironmentInput["services"]>[number]["permissions"]
>[number];

const QUEUE = "arn:aws:sqs:ap-northeast-2:111111111111:orders";
const JOB = "arn:aws:glue:ap-northeast-2:111111111111:job/report";

const permission = (actions: string[], resources: string[] = [QUEUE]): Permission => ({
  reason: "because of the orders",
  actions,
  resources,
});

/** The problems of dev, whose service web is given something. */
function problemsOf(
  given: readonly Permission[],
  allow: readonly Permission[] = [],
  delivery: object = { github },
): readonly string[] {
  const dev = environmentInput("dev", {
    services: [{ name: "web", http: {}, permissions: [...given] }],
    permissionsBoundary: { allow: [...allow] },
  });
  try {
    configuration({ delivery }, [dev, environmentInput("prod"), environmentInput("dev-eu")]);
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems;
  }
}

test("what is reviewed needs no more than to be named", () => {
  expect(
    problemsOf([
      permission(["sqs:*", "SQS:sendmessage"]),
      permission(["dynamodb:Get*", "dynamodb:Query"], ["arn:aws:dynamodb:*:*:table/orders"]),
      permission(["s3:GetObject*"], ["*"]),
      permission(["lambda:InvokeFunction"], ["arn:aws:lambda:x:111111111111:function:price"]),
    ]),
  ).toEqual([]);
});

test("what is not is refused with the service, the action, the environment and the line to add", () => {
  expect(problemsOf([permission(["sqs:SendMessage", "glue:StartJobRun"], [JOB])])).toEqual([
    "dev.services[0].permissions[0].actions[1]: got glue:StartJobRun of web, expected an action that the permissions boundary of dev takes in: one of those in packages/constructs/src/delivery/permissions/task-actions.ts, without a * that stands for others too, or in dev.permissionsBoundary: " +
      `allow: [{ actions: ["glue:StartJobRun"], resources: ["${JOB}"], reason: "..." }]`,
  ]);
});

test("the line lets it pass, for what it names and no more", () => {
  const run = permission(["glue:StartJobRun"], [JOB]);
  expect(problemsOf([run], [run])).toEqual([]);
  expect(problemsOf([permission(["GLUE:startjobrun"], [JOB])], [run])).toEqual([]);
  expect(problemsOf([permission(["glue:StartJob*"], [JOB])], [run])).toHaveLength(1);
  expect(problemsOf([permission(["glue:StartJobRun"], [JOB, `${JOB}s`])], [run])).toEqual([
    expect.stringContaining(`resources: ["${JOB}s"]`),
  ]);
  expect(
    problemsOf([run], [permission(["glue:Start*"], ["arn:aws:glue:*:111111111111:job/*"])]),
  ).toEqual([]);
});

test.each(["dynamodb:*", "s3:Get*", "lambda:*"])(
  "%s stands for more than was reviewed",
  (action) => {
    expect(problemsOf([permission([action])])).toEqual([expect.stringContaining(action)]);
  },
);

test.each([
  ["secretsmanager:GetSecretValue", "*"],
  ["lambda:InvokeFunction", "arn:aws:lambda:ap-northeast-2:111111111111:function:*"],
  ["kms:Decrypt", "arn:aws:kms:ap-northeast-2:111111111111:key/*"],
])("%s takes resources by their names, not %s", (action, resource) => {
  expect(problemsOf([permission([action], [resource])])).toEqual([
    `dev.services[0].permissions[0].resources: got ${resource} for ${action} of web, expected resources by their names, or in dev.permissionsBoundary: allow: [{ actions: ["${action}"], resources: ["${resource}"], reason: "..." }]`,
  ]);
});

test.each([
  "iam:CreateUser",
  "IAM:passrole",
  "organizations:LeaveOrganization",
  "sso:CreateAccountAssignment",
  "account:CloseAccount",
  "cloudtrail:StopLogging",
  "cloudtrail:*",
  "sts:AssumeRoot",
  "sts:*",
  "ssm:SendCommand",
  "ssm:*",
  "lambda:UpdateFunctionCode",
  "s3:*",
  "codeconnections:UseConnection",
])("%s is refused whatever the reason", (action) => {
  const given = permission([action], ["*"]);
  const [inBoundary] = problemsOf([], [given]);
  expect(inBoundary).toMatch(
    /^dev\.permissionsBoundary\.allow\[0\]\.actions\[0\]: got .*, expected nothing of /,
  );
  const [inService] = problemsOf([given]);
  expect(inService).toMatch(
    /^dev\.services\[0\]\.permissions\[0\]\.actions\[0\]: got .* of web, expected nothing of .*, which the permissions boundary of dev never takes in/,
  );
});

test("a role is gone on in only where it is another account's, and named", () => {
  const assume = (role: string) => permission(["sts:AssumeRole"], [role]);
  const elsewhere = assume("arn:aws:iam::222222222222:role/partner");
  expect(problemsOf([elsewhere], [elsewhere])).toEqual([]);
  for (const role of [
    "*",
    "arn:aws:iam::222222222222:role/*",
    "arn:aws:iam::111111111111:role/x",
  ]) {
    expect(problemsOf([], [assume(role)])).toEqual([
      expect.stringContaining("expected a role of another account than 111111111111"),
    ]);
  }
});

test("what bears the name of another environment is none of its resources", () => {
  expect(problemsOf([permission(["s3:GetObject"], ["arn:aws:s3:::acme-prod-uploads/*"])])).toEqual([
    "dev.services[0].permissions[0].resources[0]: got arn:aws:s3:::acme-prod-uploads/*, expected no resource of acme-prod, which the permissions boundary of acme-dev denies",
  ]);
  expect(problemsOf([permission(["s3:GetObject"], ["arn:aws:s3:::acme-dev-uploads/*"])])).toEqual(
    [],
  );
  expect(
    problemsOf([permission(["s3:GetObject"], ["arn:aws:s3:::acme-dev-eu-uploads/*"])]),
  ).toHaveLength(1);
});

test("where its own name begins with another's, a * is refused that would be both's", () => {
  const given = (resource: string) => {
    const web = {
      name: "web",
      http: {},
      permissions: [permission(["sqs:SendMessage"], [resource])],
    };
    const environments = [environmentInput("dev"), environmentInput("dev-eu", { services: [web] })];
    return () => configuration({ delivery: { github } }, environments);
  };
  expect(given("arn:aws:sqs:ap-northeast-2:111111111111:acme-dev-eu-orders")).not.toThrow();
  expect(given("arn:aws:sqs:ap-northeast-2:111111111111:orders-*")).not.toThrow();
  expect(given("*")).toThrow(
    "dev-eu.services[0].permissions[0].resources[0]: got *, expected names: the permissions boundary of acme-dev-eu cannot keep acme-dev-... out of that, as its own begin so too",
  );
});

test("without delivery by workflows there is no boundary to keep to", () => {
  const given = permission(["glue:StartJobRun"], [JOB]);
  expect(problemsOf([given], [], {})).toEqual([]);
  expect(problemsOf([], [permission(["iam:*"], ["*"])], {})).toHaveLength(1);
});

test.each([
  ["ssm:GetParameter", "arn:aws:ssm:ap-northeast-2:111111111111:parameter/acme/prod/db"],
  [
    "secretsmanager:GetSecretValue",
    "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:acme/prod/db-??????",
  ],
  ["s3:GetObject", "arn:aws:s3:::aws-waf-logs-acme-prod-111111111111/*"],
])("%s in what is prod's by its place is refused: %s", (action, resource) => {
  expect(problemsOf([permission([action], [resource])])).toEqual([
    expect.stringContaining(`got ${resource}, expected no resource of acme-prod`),
  ]);
});

// They run code in a role that is there already, or open a service for the whole account.
test.each([
  "airflow:CreateCliToken",
  "apprunner:UpdateService",
  "bedrock-agentcore:InvokeCodeInterpreter",
  "codedeploy:CreateDeployment",
  "ec2:CreateLaunchTemplateVersion",
  "ecs:ExecuteCommand",
  "ECS:execute*",
  "eks:AssociateAccessPolicy",
  "elasticbeanstalk:UpdateEnvironment",
  "elasticmapreduce:AddJobFlowSteps",
  "events:PutPermission",
  "glue:UpdateJob",
  "lambda:UpdateEventSourceMapping",
  "logs:PutResourcePolicy",
  "sagemaker:UpdateNotebookInstanceLifecycleConfig",
])("%s is refused whatever the reason", (action) => {
  expect(problemsOf([], [permission([action])])).toEqual([
    expect.stringContaining(`dev.permissionsBoundary.allow[0].actions[0]: got ${action}, expected`),
  ]);
});
