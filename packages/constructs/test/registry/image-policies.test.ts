import { ImagePullPolicy } from "../../src/registry/image-pull-policy";
import { ImagePushPolicy } from "../../src/registry/image-push-policy";
import { ImagePushRole, type ImagePushRoleProps } from "../../src/registry/image-push-role";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const registry = "arn:aws:ecr:ap-northeast-2:111111111111:repository";
const own = `${registry}/acme/web`;
const foreign = `${registry}/other/web`;
const cached = `${registry}/ecr-public/nginx/nginx`;

describe("push policy", () => {
  const synthPolicy = () =>
    synthConstruct((scope) => {
      new ImagePushPolicy(scope, "push", {
        name: "acme-image-push",
        repositoryArns: [`${registry}/acme/*`],
      });
    });
  const decide = (action: string, resource = own) =>
    decision(onlyResource(synthPolicy(), "aws_iam_policy").policy, { action, resource });

  test("is one managed policy", () => {
    expect(resourceAddresses(synthPolicy())).toEqual(["aws_iam_policy.push_policy_3E9645E4"]);
    expect(onlyResource(synthPolicy(), "aws_iam_policy").name).toBe("acme-image-push");
  });

  test.each([
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
    "ecr:BatchGetImage",
  ])("allows %s on the organization's repositories and no others", (action) => {
    expect(decide(action)).toBe("Allow");
    expect(decide(action, foreign)).toBeUndefined();
  });

  test("allows to log in", () => {
    expect(decide("ecr:GetAuthorizationToken", "*")).toBe("Allow");
  });

  test.each([
    "ecr:BatchDeleteImage",
    "ecr:CreateRepository",
    "ecr:DeleteRepository",
    "ecr:PutLifecyclePolicy",
    "ecr:SetRepositoryPolicy",
    "ecr:PutImageTagMutability",
    "ecr:GetDownloadUrlForLayer",
  ])("does not allow %s", (action) => {
    expect(decide(action)).toBeUndefined();
  });
});

describe("pull policy", () => {
  const policyWith = (cachedRepositoryArns: string[]) =>
    onlyResource(
      synthConstruct((scope) => {
        new ImagePullPolicy(scope, "pull", {
          name: "acme-image-pull",
          repositoryArns: [`${registry}/acme/*`],
          cachedRepositoryArns,
        });
      }),
      "aws_iam_policy",
    ).policy;

  test.each(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"])(
    "allows %s on the organization's repositories and no others",
    (action) => {
      expect(decision(policyWith([]), { action, resource: own })).toBe("Allow");
      expect(decision(policyWith([]), { action, resource: foreign })).toBeUndefined();
    },
  );

  test("allows to log in, and not to push", () => {
    const policy = policyWith([]);
    expect(decision(policy, { action: "ecr:GetAuthorizationToken", resource: "*" })).toBe("Allow");
    expect(decision(policy, { action: "ecr:PutImage", resource: own })).toBeUndefined();
  });

  test("lets caches be filled, where there are some, and nothing else", () => {
    const policy = policyWith([`${registry}/ecr-public/*`]);
    for (const action of ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"]) {
      expect(decision(policy, { action, resource: cached })).toBe("Allow");
      expect(decision(policy, { action, resource: own })).toBeUndefined();
      expect(decision(policyWith([]), { action, resource: cached })).toBeUndefined();
    }
    expect(decision(policy, { action: "ecr:BatchGetImage", resource: cached })).toBe("Allow");
  });
});

describe("push role", () => {
  const synthRole = (overrides: Partial<ImagePushRoleProps> = {}) =>
    synthConstruct((scope) => {
      new ImagePushRole(scope, "push-role", {
        name: "acme-image-push",
        trusted: [{ role: "arn:aws:iam::111111111111:role/builds" }],
        policyArn: "arn:aws:iam::111111111111:policy/acme-image-push",
        ...overrides,
      });
    });

  test("is a role with the policy attached", () => {
    expect(resourceAddresses(synthRole())).toEqual([
      "aws_iam_role.push-role_CF777F17",
      "aws_iam_role_policy_attachment.push-role_push_D3EDFEAE",
    ]);
    expect(onlyResource(synthRole(), "aws_iam_role_policy_attachment")).toMatchObject({
      role: "${aws_iam_role.push-role_CF777F17.name}",
      policy_arn: "arn:aws:iam::111111111111:policy/acme-image-push",
    });
  });

  test("is taken on by those named, who need not exist yet", () => {
    const { assume_role_policy } = onlyResource(synthRole(), "aws_iam_role");
    expect(JSON.parse(assume_role_policy).Statement).toEqual([
      {
        Sid: "AssumeByRolesAndUsers",
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::111111111111:root"] },
        Action: "sts:AssumeRole",
        Condition: { ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/builds"] } },
      },
    ]);
  });

  test.each<[string, Partial<ImagePushRoleProps>, string]>([
    ["a role that nobody may take on", { trusted: [] }, "push-role.trusted: got [], expected"],
    ["a name too long", { name: "a".repeat(65) }, "expected at most 64 characters"],
  ])("fails on %s", (_, overrides, message) => {
    expect(() => synthRole(overrides)).toThrow(message);
  });
});
