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
])("what the organization has wrong, %j, is told once", (change, message) => {
  const certificateArn = "arn:aws:acm:ap-northeast-2:111111111111:certificate/x";
  expect(problems([{ ...dev, loadBalancer: { certificateArn } }], change)).toEqual([
    expect.stringContaining(message),
  ]);
});

test.each(["accountId", "region"])("null as its %s is no way to leave it out", (option) => {
  expect(problems([{ ...dev, [option]: null }])).toEqual([
    expect.stringContaining(`dev.${option}: got null, expected`),
  ]);
});
