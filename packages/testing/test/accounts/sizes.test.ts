import { configuration, github, pipeline } from "../../src/configuration";
import { everything, everythingInRegistry } from "../../src/everything";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const OF_PROD = "222222222222";

/** Everything there is, in an account of its own; a cache is filled for the organization's alone. */
const full = (name: string) => {
  const input = everything(name);
  const services = input.services!.map((service) => ({ ...service, sidecars: [], uses: [] }));
  return { ...input, accountId: OF_PROD, places: [], services };
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
test("with every option in use and the longest names, policies and boundaries fit", () => {
  const organization = "o".repeat(20);
  const stacks = stacksOf(
    configuration(
      { name: organization, registry: everythingInRegistry, delivery: { github, pipeline } },
      [full("e".repeat(11)), full("prod")],
    ),
  );
  const { aws_iam_policy: policies, aws_iam_role: roles } = synthStack(
    stacks(`${"e".repeat(11)}-account-stack`),
  ).resource;
  const long = Object.values(policies!).filter(({ policy }) => policy.length > 6144);
  expect(long.map(({ name }) => name)).toEqual([]);
  expect(Object.values(roles!).filter(({ name }) => name.length > 64)).toEqual([]);
  const boundaries = Object.values(policies!).filter(({ name }) => name.includes("-boundary-"));
  expect(boundaries).toHaveLength(3);
});
