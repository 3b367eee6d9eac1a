import { github } from "../../src/configuration";
import { resourceAddresses } from "../../src/synth";
import { synthDelivery, type DeliveryInput } from "../../src/synth-delivery";

test("GitHub takes a provider, and a role for each thing that workflows do", () => {
  const json = synthDelivery({ github });
  const names = (type: string) =>
    Object.values(json.resource[type]!)
      .map(({ name }) => name)
      .toSorted();
  expect(resourceAddresses(json)).toContain(
    "aws_iam_openid_connect_provider.github_provider_B866955C",
  );
  expect(names("aws_iam_role")).toEqual([
    "acme-apply-dev",
    "acme-apply-prod",
    "acme-apply-registry",
    "acme-drift",
    "acme-image-push-ci",
    "acme-plan-main",
    "acme-plan-pr",
  ]);
  expect(names("aws_iam_policy")).toEqual([
    "acme-apply-dev-data",
    "acme-apply-dev-load-balancer",
    "acme-apply-dev-network",
    "acme-apply-dev-roles",
    "acme-apply-dev-services",
    "acme-apply-dev-support",
    "acme-apply-prod-data",
    "acme-apply-prod-load-balancer",
    "acme-apply-prod-network",
    "acme-apply-prod-roles",
    "acme-apply-prod-services",
    "acme-apply-prod-support",
    "acme-apply-registry-registry",
    "acme-boundary-apply-dev",
    "acme-boundary-apply-prod",
    "acme-boundary-apply-registry",
    "acme-boundary-dev",
    "acme-boundary-prod",
    "acme-boundary-registry",
    "acme-delivery-read",
  ]);
  expect(Object.keys(json.resource).filter((type) => type.startsWith("aws_code"))).toEqual([]);
});

test("an account may have one provider only, so it may be one that is there", () => {
  const oidcProviderArn =
    "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
  const json = synthDelivery({ github: { ...github, oidcProviderArn } });
  expect(json.resource).not.toHaveProperty("aws_iam_openid_connect_provider");
  for (const { assume_role_policy } of Object.values(json.resource["aws_iam_role"]!)) {
    expect(JSON.parse(assume_role_policy).Statement[0].Principal).toEqual({
      Federated: oidcProviderArn,
    });
  }
});

describe("which workflow takes on which role", () => {
  const T = "token.actions.githubusercontent.com";
  const trustOf = (delivery: DeliveryInput) =>
    Object.fromEntries(
      Object.values(synthDelivery(delivery).resource["aws_iam_role"]!).map(
        ({ name, assume_role_policy }) => {
          const { Statement } = JSON.parse(assume_role_policy);
          expect(Statement).toHaveLength(1);
          expect(Object.keys(Statement[0].Condition)).toEqual(["StringEquals"]);
          const {
            [`${T}:aud`]: aud,
            [`${T}:repository_id`]: id,
            ...rest
          } = Statement[0].Condition.StringEquals;
          expect([aud, id]).toEqual(["sts.amazonaws.com", "42"]);
          return [name, rest];
        },
      ),
    );

  test("exactly these", () => {
    const onMain = { [`${T}:sub`]: "repo:acme/shop:ref:refs/heads/main" };
    const applying = (owner: string) => ({
      [`${T}:sub`]: `repo:acme/shop:environment:${owner}`,
      [`${T}:ref`]: "refs/heads/main",
    });
    expect(trustOf({ github })).toEqual({
      "acme-plan-pr": { [`${T}:sub`]: "repo:acme/shop:pull_request" },
      "acme-plan-main": onMain,
      "acme-drift": onMain,
      "acme-image-push-ci": onMain,
      "acme-apply-dev": applying("dev"),
      "acme-apply-prod": applying("prod"),
      "acme-apply-registry": applying("registry"),
    });
  });

  test("started by certain people, where approval is demanded and GitHub cannot ask for it", () => {
    const trust = trustOf({ github: { ...github, approverIds: ["583231", "7"] } });
    const actors = Object.entries(trust).filter(
      ([, condition]) => `${T}:actor_id` in (condition as object),
    );
    expect(actors.map(([name]) => name).toSorted()).toEqual([
      "acme-apply-prod",
      "acme-apply-registry", // prod runs what lies in it
    ]);
    expect(trust["acme-apply-prod"][`${T}:actor_id`]).toEqual(["583231", "7"]);
  });

  test("of a repository with ids in its subject, on a branch of another name", () => {
    const trust = trustOf({
      github: { ...github, subjectPrefix: "repo:acme@1/shop@42", branch: "release" },
    });
    expect(trust["acme-plan-main"]).toEqual({
      [`${T}:sub`]: "repo:acme@1/shop@42:ref:refs/heads/release",
    });
    expect(trust["acme-apply-dev"][`${T}:ref`]).toBe("refs/heads/release");
  });
});

describe("states that the plan of a pull request reads", () => {
  const statesOf = (more: object) => {
    const json = synthDelivery({ github: { ...github, ...more } });
    const [, { policy }] = Object.entries(json.resource["aws_iam_role_policy"]!).find(([id]) =>
      id.includes("plan-pr"),
    )!;
    const { Resource } = JSON.parse(policy).Statement.find(
      ({ Sid }: { Sid: string }) => Sid === "ReadStates",
    );
    return Resource.map((arn: string) => arn.replace(/^.*tfstate\//, ""));
  };

  test("are not those of production, unless that is asked for", () => {
    expect(statesOf({})).toEqual(["dev/terraform.tfstate", "registry/terraform.tfstate"]);
    expect(statesOf({ pullRequestsRead: ["prod"] })).toEqual(["prod/terraform.tfstate"]);
  });
});
