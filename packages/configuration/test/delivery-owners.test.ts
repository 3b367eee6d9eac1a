import { deliveryOwners } from "../src/delivery-owners";
import { configuration, environmentInput } from "@groundwork/testing/configuration";

const domain = { hostedZone: "example.com", name: "www.example.com" };
const owners = deliveryOwners(
  configuration({}, [
    environmentInput("dev", {
      production: false,
      tags: { Environment: "development" },
      services: [{ name: "web", secrets: { KEY: { secret: "team/key" } } }],
    }),
    environmentInput("prod", { region: "eu-west-1", loadBalancer: { domain } }),
  ]),
);
const owner = (named: string) => owners.find(({ name }) => name === named)!;

test("are those of all states; people alone apply the first and the third", () => {
  expect(owners.map(({ name, stateKeys, applied }) => [name, ...stateKeys, applied?.type])).toEqual(
    [
      ["bootstrap", "bootstrap/terraform.tfstate", undefined],
      ["registry", "registry/terraform.tfstate", "registry"],
      ["delivery", "delivery/terraform.tfstate", undefined],
      ["dev", "dev/terraform.tfstate", "environment"],
      ["prod", "prod/terraform.tfstate", "environment"],
    ],
  );
});

test("tell their own people, or for all those of production", () => {
  const topic = (name: string) => `arn:aws:sns:ap-northeast-2:111111111111:acme-${name}-delivery`;
  expect(owner("dev").topicArns).toEqual({ dev: topic("dev") });
  expect(owner("registry").topicArns).toEqual({ prod: topic("prod") });
});

test("an environment is known by its names and tags, and what it must leave alone by others'", () => {
  expect(owner("dev").applied).toMatchObject({
    prefix: "acme-dev",
    environmentTag: "development",
    organizationTag: "acme",
    approval: false,
    roleName: "acme-apply-dev",
    boundaryArn: "arn:aws:iam::111111111111:policy/acme-boundary-dev",
    statePolicyArn: "arn:aws:iam::111111111111:policy/acme-dev-state",
    sharedTags: ["bootstrap", "registry", "delivery"],
    others: [{ prefix: "acme-prod", hosts: ["www.example.com"] }],
    hosts: [],
    // AWS ends their ARNs in six characters of its own.
    secretArns: [
      "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:acme/dev/*",
      "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:team/key-??????",
    ],
    instances: false,
  });
  expect(owner("prod").applied).toMatchObject({
    region: "eu-west-1",
    approval: true,
    hosts: ["www.example.com"],
    hostedZone: "example.com",
  });
});

test("the registry by the roles and policies that it makes; it is held to the strictest", () => {
  expect(owner("registry").applied).toMatchObject({
    approval: true,
    sharedTags: ["bootstrap", "delivery"],
    roleArns: ["caches", "push"].map((of) => `arn:aws:iam::111111111111:role/acme-image-${of}`),
    policyArns: ["pull", "push"].map((of) => `arn:aws:iam::111111111111:policy/acme-image-${of}`),
  });
});

test("no policy of a state where states do not lie in S3", () => {
  const [, registry] = deliveryOwners(configuration({ backend: { type: "local" } }));
  expect(registry!.applied).not.toHaveProperty("statePolicyArn");
});
