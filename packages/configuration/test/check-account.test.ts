import { checkConfiguration } from "../src/check";
import { dev, organization, problems, web } from "./problems";

const member = { ...dev, accountId: "222222222222" };
const CACHE = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/quay/envoy:1";

test("no environment has the name of the stack with the roles in another's account", () => {
  const other = { ...dev, name: "dev-account" };
  expect(problems([dev, other])).toEqual([]);
  expect(problems([member, other])).toEqual([
    "dev-account.name: got dev-account, expected another name: dev-account-stack has the roles in the account of dev",
  ]);
});

test("a cache is filled for the account alone that it lies in", () => {
  const services = [{ ...web, sidecars: [{ name: "envoy", image: CACHE }] }];
  const caches = { registry: { pullThroughCaches: [{ upstream: "quay" }] } };
  expect(problems([{ ...dev, services }], caches)).toEqual([]);
  expect(problems([{ ...member, services }], caches)).toEqual([
    expect.stringMatching(
      /^dev.services\[0\].sidecars\[0\].image: got .*, expected an image of another registry/,
    ),
  ]);
  expect(problems([{ ...member, services }])).toEqual([]);
});

test("accounts of environments pull from the repositories, each named once", () => {
  const prod = { ...member, name: "prod" };
  const readers = (environments: (typeof dev)[]) =>
    checkConfiguration(
      { ...organization, registry: { readers: [{ account: "444444444444" }] } },
      environments,
    ).organization.registry.readers;
  expect(readers([dev])).toEqual([{ account: "444444444444" }]);
  expect(readers([member, prod])).toEqual([
    { account: "444444444444" },
    { account: "222222222222" },
  ]);
});
