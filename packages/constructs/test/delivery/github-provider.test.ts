import {
  GithubProvider,
  trustWorkflow,
  type GithubWorkflow,
} from "../../src/delivery/github-provider";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const T = "token.actions.githubusercontent.com";
const ARN = `arn:aws:iam::111111111111:oidc-provider/${T}`;

test("is made for the audience that AWS's action asks for, without thumbprints", () => {
  const json = synthConstruct((scope) => {
    expect(new GithubProvider(scope, "github", {}).arn).toMatch(/^\$\{TfToken/);
  });
  expect(resourceAddresses(json)).toEqual([
    "aws_iam_openid_connect_provider.github_provider_BE3EB914",
  ]);
  expect(onlyResource(json, "aws_iam_openid_connect_provider")).toEqual({
    url: `https://${T}`,
    client_id_list: ["sts.amazonaws.com"],
  });
});

test("is not made where there is one", () => {
  const json = synthConstruct((scope) => {
    expect(new GithubProvider(scope, "github", { existingArn: ARN }).arn).toBe(ARN);
  });
  expect(resourceAddresses(json)).toEqual([]);
});

const conditions = (workflow: GithubWorkflow, subjectPrefix = "repo:acme/shop") =>
  trustWorkflow({ providerArn: ARN, subjectPrefix, repositoryId: "42" }, workflow);

const always = { [`${T}:aud`]: "sts.amazonaws.com", [`${T}:repository_id`]: "42" };

test.each<[string, GithubWorkflow, object]>([
  ["a pull request", { subject: "pull_request" }, { [`${T}:sub`]: "repo:acme/shop:pull_request" }],
  [
    "a push",
    { subject: "ref:refs/heads/main" },
    { [`${T}:sub`]: "repo:acme/shop:ref:refs/heads/main" },
  ],
  [
    "an environment, on one branch",
    { subject: "environment:prod", ref: "refs/heads/main" },
    { [`${T}:sub`]: "repo:acme/shop:environment:prod", [`${T}:ref`]: "refs/heads/main" },
  ],
  [
    "an environment, started by certain people",
    { subject: "environment:prod", ref: "refs/heads/main", actorIds: ["1", "2"] },
    {
      [`${T}:sub`]: "repo:acme/shop:environment:prod",
      [`${T}:ref`]: "refs/heads/main",
      [`${T}:actor_id`]: ["1", "2"],
    },
  ],
])("trusts exactly %s", (_, workflow, expected) => {
  expect(conditions(workflow)).toEqual([
    {
      Sid: "Workflow",
      Effect: "Allow",
      Principal: { Federated: ARN },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { ...always, ...expected } },
    },
  ]);
});

test("takes the prefix of repositories with ids in it", () => {
  const [statement] = conditions({ subject: "pull_request" }, "repo:acme@1/shop@42");
  expect(statement!.Condition!["StringEquals"]![`${T}:sub`]).toBe(
    "repo:acme@1/shop@42:pull_request",
  );
});
