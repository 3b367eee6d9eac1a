import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  checkConfiguration,
  type EnvironmentInput,
  type OrganizationInput,
} from "@groundwork/configuration";
import type { TerraformStack } from "cdktf";
import * as shippedDev from "../project/environments/dev";
import * as shippedOrganization from "../project/environments/organization";
import * as shippedProd from "../project/environments/prod";
import { addStacks } from "../project/stacks";
import { checkoutRoot } from "../src/project";
import { annotations, synthStack, testApp } from "../src/synth";

const folder = path.join(checkoutRoot, "packages/examples");
/** Constructs to copy, in place of values: a test of the review builds them. */
const PROVIDERS = "providers";
const examples = readdirSync(path.join(folder, "src"))
  .filter((name) => name !== PROVIDERS)
  .toSorted();
const filesOf = (example: string): string[] => readdirSync(path.join(folder, "src", example));

/** What a file of values exports, by its name. */
const valuesOf = (example: string, file: string): Record<string, unknown> =>
  require(path.join(folder, "src", example, file));

test("are those that the page names, and all of them", () => {
  const page = readFileSync(path.join(folder, "README.md"), "utf8");
  expect([...page.matchAll(/\]\(src\/([\w-]+)\)/g)].map(([, name]) => name).toSorted()).toEqual(
    examples,
  );
});

test("so are the constructs of other providers", () => {
  const page = readFileSync(path.join(folder, "README.md"), "utf8");
  const named = [...page.matchAll(/\]\(src\/providers\/([\w.-]+)\)/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(filesOf(PROVIDERS).toSorted());
});

/** The stacks of an example in a project that is otherwise as shipped. */
function built(example: string): TerraformStack[] {
  const values = Object.assign(
    {},
    shippedOrganization,
    shippedDev,
    shippedProd,
    ...filesOf(example).map((file) => valuesOf(example, file)),
  ) as {
    organization: OrganizationInput;
    dev: EnvironmentInput;
    staging?: EnvironmentInput;
    prod: EnvironmentInput;
  };
  const { organization, dev, staging, prod } = values;
  const app = testApp();
  addStacks(app, checkConfiguration(organization, [dev, ...(staging ? [staging] : []), prod]));
  return app.node.children as TerraformStack[];
}

describe.each(examples)("%s", (example) => {
  test.each(filesOf(example))("%s takes the place of the one that is shipped", (file) => {
    const name = path.basename(file, ".ts");
    expect(["organization", "dev", "staging", "prod"]).toContain(name);
    expect(valuesOf(example, file)).toEqual({
      [name]: expect.objectContaining(name === "organization" ? {} : { name }),
    });
  });

  test("copied, its stacks are built and pass the policies", () => {
    const stacks = built(example);
    for (const stack of stacks) synthStack(stack);
    expect(stacks.map(({ node }) => node.id)).toEqual(expect.arrayContaining(["prod-stack"]));
    const found = stacks.flatMap((stack) => annotations(stack));
    expect(found.filter((text) => /^error|is stale/.test(text))).toEqual([]);
  });
});

test("commit-to-production goes from the code by images and staging to what somebody approves", () => {
  const stack = built("commit-to-production").find(({ node }) => node.id === "delivery-stack");
  const pipelines: any[] = Object.values(synthStack(stack!).resource["aws_codepipeline"]!);
  const { stage } = pipelines.find(({ name }) => name === "groundwork-delivery");
  expect(
    stage.map(({ name, action }: any) => [name, ...action.map((one: any) => one.name)]),
  ).toEqual([
    ["Source", "Source"],
    ["Test", "Test"],
    ["Plan-registry", "Plan"],
    ["Apply-registry", "Approve", "Apply"],
    ["Image", "web", "Propose"],
    ["Plan-dev", "Plan"],
    ["Apply-dev", "Apply"],
    ["Plan-staging", "Plan"],
    ["Apply-staging", "Apply"],
    ["LoadTest-staging", "LoadTest"],
    ["Plan-prod", "Plan"],
    ["Apply-prod", "Approve", "Apply"],
  ]);
  // The second and the third source of images.
  expect(pipelines.map(({ name }) => name)).toContain("groundwork-pipeline-orders");
  const rules: any[] = Object.values(
    synthStack(stack!).resource["aws_cloudwatch_event_rule"]!,
  ).flatMap(({ event_pattern: pattern }) => JSON.parse(pattern).detail["repository-name"] ?? []);
  expect(rules.toSorted()).toEqual(["groundwork/api", "groundwork/search"]);
});

describe("each is what it is there for", () => {
  const prod = (example: string) => {
    const stack = built(example).find(({ node }) => node.id === "prod-stack");
    return synthStack(stack!).resource;
  };
  const services = (example: string): any[] => Object.values(prod(example)["aws_ecs_service"]!);

  test("one-service", () => {
    expect(services("one-service").map(({ name }) => name)).toEqual(["web"]);
  });

  test("ec2", () => {
    const providers = services("ec2").map(({ name, capacity_provider_strategy: [share] }) => [
      name,
      share.capacity_provider.startsWith("FARGATE"),
    ]);
    expect(Object.fromEntries(providers)).toEqual({ web: false, worker: false, report: true });
  });

  test("private-without-nat", () => {
    const resources = prod("private-without-nat");
    expect(resources).not.toHaveProperty("aws_nat_gateway");
    for (const { network_configuration: network } of services("private-without-nat")) {
      expect(network.assign_public_ip).toBe(false);
      expect(network.subnets.join()).toMatch(/private-association-a.*private-association-c/);
    }
  });
});
