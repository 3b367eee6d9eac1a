import { checkConfiguration } from "../src/check";
import { dev, organization, problems } from "./problems";

const elsewhere = { ...organization, accountId: "222222222222", region: "eu-central-1" };
const gcs = { backend: { type: "gcs", bucket: "states" } } as const;

test("an environment lies in its organization's account and region", () => {
  const { environments } = checkConfiguration(elsewhere, [dev, { ...dev, name: "prod" }]);
  expect(environments.map(({ accountId, region }) => [accountId, region])).toEqual([
    ["222222222222", "eu-central-1"],
    ["222222222222", "eu-central-1"],
  ]);
});

test("or where it says itself", () => {
  const { environments } = checkConfiguration({ ...elsewhere, ...gcs }, [
    { ...dev, accountId: "333333333333" },
    { ...dev, name: "prod", region: "us-east-1" },
  ]);
  expect(environments.map(({ accountId, region }) => [accountId, region])).toEqual([
    ["333333333333", "eu-central-1"],
    ["222222222222", "us-east-1"],
  ]);
});

test("an environment takes the provider of its organization, or tries another", () => {
  const { environments } = checkConfiguration({ ...organization, awsProviderVersion: "6.40.0" }, [
    { ...dev, awsProviderVersion: "6.66.0" },
    { ...dev, name: "prod" },
  ]);
  expect(environments.map((one) => one.awsProviderVersion)).toEqual(["6.66.0", "6.40.0"]);
  expect(checkConfiguration(organization, [dev]).environments[0]!.awsProviderVersion).toBe(
    undefined,
  );
});

test("its certificate is one of the region that it has of its organization", () => {
  const certificate = (region: string) => ({
    ...dev,
    loadBalancer: { certificateArn: `arn:aws:acm:${region}:111111111111:certificate/x` },
  });
  expect(problems([certificate("eu-central-1")], { region: "eu-central-1" })).toEqual([]);
  expect(problems([certificate("ap-northeast-2")], { region: "eu-central-1" })).toEqual([
    expect.stringContaining("expected a certificate in eu-central-1, the environment's region"),
  ]);
});

test.each([
  [{ region: "seoul" }, "organization.region: got seoul"],
  [{ accountId: 111111111111 }, "organization.accountId: got 111111111111"],
  [{ awsProviderVersion: "~> 6.0" }, "organization.awsProviderVersion: got ~> 6.0"],
])("what the organization has wrong, %j, is told once", (change, message) => {
  const certificateArn = "arn:aws:acm:ap-northeast-2:111111111111:certificate/x";
  expect(problems([{ ...dev, loadBalancer: { certificateArn } }], change)).toEqual([
    expect.stringContaining(message),
  ]);
});

test.each(["accountId", "region", "awsProviderVersion"])(
  "null as its %s is no way to leave it out",
  (option) => {
    expect(problems([{ ...dev, [option]: null }])).toEqual([
      expect.stringContaining(`dev.${option}: got null, expected`),
    ]);
  },
);
