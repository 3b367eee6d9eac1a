import type { Environment, EnvironmentInput } from "../src";
import { checkConfiguration } from "../src/check";
import {
  environmentStacks,
  ownerOfStack,
  ownersOfStates,
  planFolders,
  stackKey,
  stateKeys,
} from "../src/place-names";
import { environmentInput } from "@groundwork/testing/configuration";
import { organization, problems } from "./problems";

const places = [{ region: "eu-west-1" }, { region: "us-east-1" }];

const prod = (changes: Partial<EnvironmentInput> = {}) =>
  environmentInput("prod", { places, ...changes });

const configured = (...environments: EnvironmentInput[]) =>
  checkConfiguration(organization, environments);

const check = (...environments: EnvironmentInput[]) => configured(...environments).environments;

const cidrs = (environment: Environment) =>
  environmentStacks(environment).map(
    ({ environment: { network } }) => "cidr" in network && network.cidr,
  );

test("an environment has a stack in its own place, and one in each of its places, in their order", () => {
  const [environment] = check(prod());
  expect(
    environmentStacks(environment!).map(({ id, key, place }) => [id, key, place.region]),
  ).toEqual([
    ["prod-stack", "prod/terraform.tfstate", "ap-northeast-2"],
    ["prod-eu-west-1-stack", "prod/eu-west-1/terraform.tfstate", "eu-west-1"],
    ["prod-us-east-1-stack", "prod/us-east-1/terraform.tfstate", "us-east-1"],
  ]);
});

test("a place that names an account has it in the names of its stack and state", () => {
  const [environment] = check(
    prod({ places: [{ accountId: "111111111111", region: "eu-west-1" }] }),
  );
  expect(environmentStacks(environment!)[1]).toMatchObject({
    id: "prod-111111111111-eu-west-1-stack",
    key: "prod/111111111111/eu-west-1/terraform.tfstate",
  });
});

test("an environment without places has one stack, as it always had", () => {
  const [environment] = check(environmentInput("prod"));
  expect(environment).not.toHaveProperty("elsewhere");
  expect(environmentStacks(environment!)).toHaveLength(1);
});

test("differences stand in place of the environment's own options, in its other places alone", () => {
  const [environment] = check(
    prod({
      differences: ({ index, region, accountId }, own) => ({
        network: { ...own.network, cidr: `10.${100 + index}.0.0/16` },
        tags: { region, accountId },
      }),
    }),
  );
  const stacks = environmentStacks(environment!).map((stack) => stack.environment);
  expect(cidrs(environment!)).toEqual(["10.10.0.0/16", "10.101.0.0/16", "10.102.0.0/16"]);
  expect(stacks.map(({ tags }) => tags["region"])).toEqual([undefined, "eu-west-1", "us-east-1"]);
  expect(stacks.every(({ services }) => services[0]!.name === "web")).toBe(true);
});

test("addresses of a place are told beside its region", () => {
  const [environment] = check(
    prod({
      places: [{ region: "eu-west-1", cidr: "10.101.0.0/16" }],
      network: { cidr: "10.100.0.0/16", zones: ["a", "c"] },
    }),
  );
  expect(cidrs(environment!)).toEqual(["10.100.0.0/16", "10.101.0.0/16"]);
});

test.each<[string, Partial<EnvironmentInput>, string]>([
  [
    "a place twice",
    { places: [{ region: "eu-west-1" }, { region: "eu-west-1" }] },
    'prod.places: got [{"region":"eu-west-1"},{"region":"eu-west-1"}], expected each place once, its own as well, and eu-west-1 of 111111111111 is there twice',
  ],
  [
    "its own place",
    { places: [{ region: "ap-northeast-2" }] },
    'prod.places: got [{"region":"ap-northeast-2"}], expected each place once, its own as well, and ap-northeast-2 of 111111111111 is there twice',
  ],
  [
    "another name in a place",
    { differences: () => ({ name: "other" }) as object },
    "prod.differences: got name for eu-west-1 of 111111111111, expected nothing of name, accountId, region, delivery, credentials, places, differences, waves, which are the same in all places",
  ],
  [
    "differences that are none",
    { differences: (() => 3) as never },
    "prod.differences: got 3 for eu-west-1 of 111111111111, expected an object with options",
  ],
  [
    "differences that throw",
    {
      differences: () => {
        throw new Error("no cidr left");
      },
    },
    'prod.differences: got the error "no cidr left" for eu-west-1 of 111111111111, expected options',
  ],
  [
    "a share that is none",
    { waves: { sizes: ["120%"] } },
    'prod.waves.sizes[0]: got 120%, expected a percentage such as "20%"',
  ],
])("refuses %s", (_, changes, expected) => {
  expect(problems([prod(changes)])).toContain(expected);
});

test("what is wrong in a place is told of its stack, and what is wrong in all of them once", () => {
  const found = problems([
    prod({
      services: [{ name: "web", cpuUnits: 3 as never }],
      differences: ({ region }, own) => ({
        services: own.services!,
        ...(region === "us-east-1" && { logRetentionDays: 2 }),
      }),
    }),
  ]);
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(/^prod\.services\[0\]\.cpuUnits: got 3/);
  expect(found[1]).toMatch(/^prod-us-east-1\.logRetentionDays: got 2/);
});

test("networks of places must differ as those of environments do", () => {
  const network = { cidr: "10.20.0.0/16", zones: ["a", "c"] };
  expect(problems([prod({ network, places: [{ region: "eu-west-1" }] })])).toEqual([
    expect.stringMatching(
      /^prod-eu-west-1\.network\.cidr: got 10\.20\.0\.0\/16, expected addresses of its own, as prod has/,
    ),
  ]);
});

test("an environment with the name of a place, or one that looks like any, would share its plans", () => {
  const found = problems([
    prod(),
    environmentInput("prod-eu-west-1"),
    environmentInput("prod-ab-x-1"),
    environmentInput("prod-ab-cd-e"),
    environmentInput("prod-blue"),
  ]);
  expect(found).toEqual([
    "prod.places[0]: got the stack prod-eu-west-1-stack, expected no environment of that name: prod-eu-west-1 has that stack already",
    "prod-ab-x-1.name: got prod-ab-x-1, expected another name, as it looks like a place of prod, which has places",
    "prod-ab-cd-e.name: got prod-ab-cd-e, expected another name, as it looks like a place of prod, which has places",
  ]);
});

test("a stack of a place is its environment's, and one called alike without places is its own", () => {
  const environments = check(prod(), environmentInput("dev-eu-west-1"));
  expect(ownerOfStack(environments, "prod-eu-west-1-stack")).toBe("prod");
  expect(ownerOfStack(environments, "dev-eu-west-1-stack")).toBe("dev-eu-west-1");
  expect(ownerOfStack(environments, "registry-stack")).toBe("registry");
  expect(stackKey(environments, "dev-eu-west-1-stack")).toBe("dev-eu-west-1/terraform.tfstate");
});

test("roles of an environment reach the states and plans of all its places, and of no other", () => {
  const environments = check(prod(), environmentInput("dev"));
  expect(stateKeys(environments, "prod")).toEqual([
    "prod/terraform.tfstate",
    "prod/*/terraform.tfstate",
  ]);
  expect(planFolders(environments, "dev")).toEqual(["dev"]);
  const patterns = planFolders(environments, "prod").map(
    (folder) => new RegExp(`^${folder.replaceAll("?", ".").replaceAll("*", ".*")}$`),
  );
  const isOwn = (folder: string) => patterns.some((pattern) => pattern.test(folder));
  expect(["prod", "prod-eu-west-1", "prod-111111111111-ap-northeast-2"].every(isOwn)).toBe(true);
  expect(["dev", "prod-blue", "prod2", "registry"].some(isOwn)).toBe(false);
});

test("the state bucket keeps a state for each stack, and policies for each environment", () => {
  const owners = ownersOfStates(configured(prod()));
  expect(owners.map(({ name }) => name)).toEqual(["registry", "delivery", "prod"]);
  expect(owners[2]!.stacks.map(({ key }) => key)).toEqual([
    "prod/terraform.tfstate",
    "prod/eu-west-1/terraform.tfstate",
    "prod/us-east-1/terraform.tfstate",
  ]);
});

test("what is taken over in the environment's own place is in no other, where differences name others", () => {
  const imports = { "network/vpc": "vpc-1" };
  const taken = (changes: Partial<EnvironmentInput>) =>
    environmentStacks(check(prod({ imports, ...changes }))[0]!).map(
      ({ environment }) => environment.imports,
    );
  expect(taken({})).toEqual([imports, {}, {}]);
  const differences = ({ index }: { index: number }) =>
    index === 1 ? { imports: { "network/vpc": "vpc-2" } } : {};
  expect(taken({ differences })).toEqual([imports, { "network/vpc": "vpc-2" }, {}]);
});
