import { DeliveryAccess } from "../../src/delivery/delivery-access";
import type { DeliveryOwner } from "../../src/delivery/delivery-owner";
import type { PolicyStatement } from "../../src/policy-document";
import { synthConstruct } from "@groundwork/testing/synth";

// Who may do what in full: delivery-roles-*.test.ts. Here, that plain props are all it takes.

const account = "111111111111";
const region = "eu-west-1";
const topic = (environment: string) => `arn:aws:sns:${region}:${account}:${environment}`;
const state = {
  bucket: "states",
  logBucket: "states-logs",
  lockTable: "locks",
  kmsAlias: "alias/states",
  accountId: account,
  region,
};

const owner = (name: string, told: string[] = [name]): DeliveryOwner => ({
  name,
  stateKeys: [`${name}/terraform.tfstate`],
  planFolders: [name],
  topicArns: Object.fromEntries(told.map((environment) => [environment, topic(environment)])),
});

const applied = (name: string): DeliveryOwner => ({
  ...owner(name),
  applied: {
    type: "registry",
    prefix: `acme-${name}`,
    accountId: account,
    region,
    organizationTag: "acme",
    environmentTag: name,
    sharedTags: ["bootstrap"],
    others: [],
    approval: true,
    roleName: `acme-apply-${name}`,
    boundaryName: `acme-boundary-${name}`,
    boundaryArn: `arn:aws:iam::${account}:policy/acme-boundary-${name}`,
    applyBoundaryName: `acme-boundary-apply-${name}`,
    statePolicyArn: `arn:aws:iam::${account}:policy/acme-${name}-state`,
    roleArns: [`arn:aws:iam::${account}:role/acme-image-push`],
    policyArns: [],
  },
});

function accessOf(
  owners: DeliveryOwner[],
  changes: Partial<ConstructorParameters<typeof DeliveryAccess>[2]> = {},
) {
  let access: DeliveryAccess | undefined;
  const json = synthConstruct((scope) => {
    access = new DeliveryAccess(scope, "access", {
      organization: "acme",
      owners,
      state,
      store: { bucket: "plans", kmsKeyArn: "key", accountId: account, region },
      sharedBuckets: [],
      topicKmsKeyArn: "topic-key",
      repositoryArn: `arn:aws:ecr:${region}:${account}:repository/acme/*`,
      cachedRepositoryArns: [],
      enhancedScanning: false,
      pipeline: false,
      ...changes,
    });
  });
  return { access: access!, json };
}

const resources = (statements: readonly PolicyStatement[], sid: string) =>
  statements.find(({ Sid }) => Sid === sid)?.Resource;

test("policies and boundaries for each owner that is applied, and what all read", () => {
  const { json, access } = accessOf([owner("bootstrap"), applied("registry")]);
  const names = Object.values(json.resource["aws_iam_policy"]!).map(({ name }) => name);
  expect(names.toSorted()).toEqual([
    "acme-apply-registry-registry",
    "acme-boundary-apply-registry",
    "acme-boundary-registry",
    "acme-delivery-read",
  ]);
  expect(Object.keys(access.applyOf("registry").policyArns)).toEqual(["read", "state", "registry"]);
});

test("a plan reads the states of its owners and tells their people, each once", () => {
  const { access } = accessOf([owner("shared", ["prod", "dev-a"]), owner("dev", ["dev", "prod"])]);
  const { statements } = access.plan();
  expect(resources(statements, "ReadStates")).toEqual(
    ["shared", "dev"].map((name) => `arn:aws:s3:::states/${name}/terraform.tfstate`),
  );
  expect(resources(statements, "TellPeople")).toEqual(["dev", "dev-a", "prod"].map(topic));
  expect(resources(access.plan(["dev"]).statements, "TellPeople")).toEqual(
    ["dev", "prod"].map(topic),
  );
});

test("where states lie elsewhere than in S3 nothing is said of them", () => {
  const { access } = accessOf([owner("dev")], { state: undefined });
  const sids = access.plan().statements.map(({ Sid }) => Sid);
  expect(sids.filter((sid) => /State|Lock|Digest/.test(sid!))).toEqual([]);
});

test("each role reads the credentials that are named for what it does, of its owners", () => {
  const at = (...names: string[]) => ({
    accountId: account,
    region,
    sources: names.map((parameter) => ({ parameter })),
  });
  const { access } = accessOf([
    {
      ...applied("dev"),
      credentials: { plan: at("/dev-read"), apply: at("/dev-write"), review: at("/dev-open") },
    },
    {
      ...applied("prod"),
      credentials: { plan: at("/prod-read"), apply: at("/prod-write"), review: at() },
    },
  ]);
  const parameters = (...names: string[]) =>
    names.map((name) => `arn:aws:ssm:${region}:${account}:parameter/${name}`);
  const readBy = ({ statements }: { statements: readonly PolicyStatement[] }) =>
    resources(statements, "ReadCredentials");
  expect(readBy(access.plan())).toEqual(parameters("dev-read", "prod-read"));
  expect(readBy(access.drift())).toEqual(parameters("dev-read", "prod-read"));
  expect(readBy(access.plan(["prod"]))).toEqual(parameters("prod-read"));
  expect(readBy(access.applyOf("prod"))).toEqual(parameters("prod-write"));
  expect(readBy(access.planOfPullRequest(["dev", "prod"]))).toEqual(parameters("dev-open"));
});
