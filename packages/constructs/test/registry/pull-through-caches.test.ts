import {
  PullThroughCaches,
  type PullThroughCachesProps,
} from "../../src/registry/pull-through-caches";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const key = "arn:aws:kms:ap-northeast-2:111111111111:key/1";
const secret =
  "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:ecr-pullthroughcache/hub-a1b2c3";
const open = { upstream: "ecr-public" } as const;
const closed = { upstream: "docker-hub", prefix: "hub", credentialArn: secret } as const;

const synthCaches = (overrides: Partial<PullThroughCachesProps> = {}) =>
  synthConstruct((scope) => {
    new PullThroughCaches(scope, "caches", {
      roleName: "acme-image-caches",
      accountId: "111111111111",
      region: "ap-northeast-2",
      pullThroughCaches: [open],
      resourceTags: { Organization: "acme" },
      ...overrides,
    });
  });

test("a rule and a template each, and one role", () => {
  expect(resourceAddresses(synthCaches({ pullThroughCaches: [open, closed] }))).toEqual([
    "aws_ecr_pull_through_cache_rule.caches_rule-ecr-public_762A0608",
    "aws_ecr_pull_through_cache_rule.caches_rule-hub_19CDB98B",
    "aws_ecr_repository_creation_template.caches_template-ecr-public_6559A699",
    "aws_ecr_repository_creation_template.caches_template-hub_57799A95",
    "aws_iam_role.caches_role_C9D8DE62",
    "aws_iam_role_policy.caches_make-repositories_330D34B6",
  ]);
});

test.each([
  ["ecr-public", "public.ecr.aws"],
  ["quay", "quay.io"],
  ["k8s", "registry.k8s.io"],
] as const)("%s is %s, without credentials", (upstream, url) => {
  const json = synthCaches({ pullThroughCaches: [{ ...open, upstream, prefix: "cache" }] });
  const rule = onlyResource(json, "aws_ecr_pull_through_cache_rule");
  expect(rule).toMatchObject({ ecr_repository_prefix: "cache", upstream_registry_url: url });
  expect(rule).not.toHaveProperty("credential_arn");
});

test.each([
  ["docker-hub", "registry-1.docker.io"],
  ["github-container-registry", "ghcr.io"],
  ["gitlab-container-registry", "registry.gitlab.com"],
] as const)("%s is %s, with credentials", (upstream, url) => {
  const json = synthCaches({ pullThroughCaches: [{ ...closed, upstream, prefix: "cache" }] });
  expect(onlyResource(json, "aws_ecr_pull_through_cache_rule")).toMatchObject({
    upstream_registry_url: url,
    credential_arn: secret,
  });
});

test("repositories are made by the template: encrypted, tagged, tags movable, leftovers expiring", () => {
  const template = onlyResource(
    synthCaches({ kmsKeyArn: key }),
    "aws_ecr_repository_creation_template",
  );
  expect(template).toMatchObject({
    prefix: "ecr-public",
    applied_for: ["PULL_THROUGH_CACHE"],
    image_tag_mutability: "MUTABLE", // or ECR could not follow a tag that moves upstream
    encryption_configuration: [{ encryption_type: "KMS", kms_key: key }],
    resource_tags: { Organization: "acme" },
    custom_role_arn: "${aws_iam_role.caches_role_C9D8DE62.arn}",
  });
  expect(JSON.parse(template.lifecycle_policy).rules).toHaveLength(1);
});

test("tags stay where they are if so wanted", () => {
  const json = synthCaches({ pullThroughCaches: [{ ...open, imageTagMutability: "IMMUTABLE" }] });
  const template = onlyResource(json, "aws_ecr_repository_creation_template");
  expect(template.image_tag_mutability).toBe("IMMUTABLE");
});

test("the template is there before the first pull, and its role before the template", () => {
  const json = synthCaches();
  expect(onlyResource(json, "aws_ecr_pull_through_cache_rule").depends_on).toEqual([
    "aws_ecr_repository_creation_template.caches_template-ecr-public_6559A699",
  ]);
  expect(onlyResource(json, "aws_ecr_repository_creation_template").depends_on).toEqual([
    "aws_iam_role_policy.caches_make-repositories_330D34B6",
  ]);
});

test("ECR's role makes cached repositories and no others, with the key if there is one", () => {
  const policyWith = (kmsKeyArn?: string) =>
    onlyResource(synthCaches({ kmsKeyArn }), "aws_iam_role_policy").policy;
  const repository = "arn:aws:ecr:ap-northeast-2:111111111111:repository";
  const make = { action: "ecr:CreateRepository", resource: `${repository}/ecr-public/nginx/nginx` };
  const grant = { action: "kms:CreateGrant", resource: key };
  expect(decision(policyWith(), make)).toBe("Allow");
  expect(decision(policyWith(), { ...make, resource: `${repository}/acme/web` })).toBeUndefined();
  expect(decision(policyWith(key), grant)).toBe("Allow");
  expect(decision(policyWith(), grant)).toBeUndefined();
  const { assume_role_policy } = onlyResource(synthCaches(), "aws_iam_role");
  expect(JSON.parse(assume_role_policy).Statement[0].Principal).toEqual({
    Service: "ecr.amazonaws.com",
  });
});

test("tells who pulls which repositories are cached", () => {
  const arns: string[] = [];
  synthConstruct((scope) => {
    const caches = new PullThroughCaches(scope, "caches", {
      roleName: "r",
      accountId: "111111111111",
      region: "ap-northeast-2",
      pullThroughCaches: [open],
      resourceTags: {},
    });
    arns.push(...caches.repositoryArns);
  });
  expect(arns).toEqual(["arn:aws:ecr:ap-northeast-2:111111111111:repository/ecr-public/*"]);
});

test("fails on a secret of another region", () => {
  const credentialArn = secret.replace("ap-northeast-2", "us-east-1");
  expect(() => synthCaches({ pullThroughCaches: [{ ...closed, credentialArn }] })).toThrow(
    "caches.pullThroughCaches: got a list of 1, expected each credentialArn to begin with arn:aws:secretsmanager:ap-northeast-2:111111111111:, and that of [0] does not",
  );
});
