import { checkConfiguration } from "@groundwork/configuration";
import { DeployedVariable, GithubProvider } from "@groundwork/examples/providers/github";
import { QueueModule } from "@groundwork/examples/providers/queue-module";
import { UniqueName } from "@groundwork/examples/providers/unique-name";
import type { TerraformStack } from "cdktf";
import { annotations, synthStack, testApp } from "@groundwork/testing/synth";
import { dev } from "../../../../testing/project/environments/dev";
import { organization } from "../../../../testing/project/environments/organization";
import { prod } from "../../../../testing/project/environments/prod";
import { addStacks } from "../../../../testing/project/stacks";
import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { standIn } from "../../../src/stand-ins/stand-ins";

/** Production, with the constructs to copy composed in it. */
function extended(): TerraformStack {
  const app = testApp();
  addStacks(app, checkConfiguration(organization, [dev, prod]));
  const stack = app.node.findChild("prod-stack") as TerraformStack;
  const { name } = new UniqueName(stack, "site", { prefix: "acme-site" });
  const queue = new QueueModule(stack, "jobs", { name: `${name}-jobs` });
  const github = new GithubProvider(stack, "github", { owner: "acme" });
  const variable = { provider: github, repository: "shop", name: "QUEUE_URL", value: queue.url };
  new DeployedVariable(stack, "variable", variable);
  return stack;
}

const stack = extended();
const json: any = synthStack(stack);

test("a stack demands each of its providers, at a version", () => {
  expect(json.terraform.required_providers).toEqual({
    aws: { source: expect.stringMatching(/^(hashicorp\/)?aws$/), version: expect.any(String) },
    random: { source: "hashicorp/random", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    github: { source: "integrations/github", version: "6.6.0" },
  });
  expect(json.provider.github).toEqual([{ owner: "acme" }]);
  expect(json.resource.github_actions_variable).toEqual({
    variable: expect.objectContaining({
      provider: "github",
      value: "${module.jobs_queue_1C1A0084.queue_url}",
    }),
  });
  expect(Object.values(json.module)).toEqual([
    expect.objectContaining({ source: "terraform-aws-modules/sqs/aws", version: "5.1.0" }),
  ]);
});

test("the policies look at it, and find nothing", () => {
  expect(annotations(stack).filter((text) => /^error|is stale/.test(text))).toEqual([]);
});

test("a pull request that brings it says so in a line each, and once merged it may go on", () => {
  const { provider, resource, module: _, ...others } = json;
  const { random_id: _id, github_actions_variable: _variable, ...ours } = resource;
  const terraform = {
    ...json.terraform,
    required_providers: { aws: json.terraform.required_providers.aws },
  };
  const base = { ...others, terraform, provider: { aws: provider.aws }, resource: ours };
  const allow = "which is new in this change; organization.delivery.github.pullRequestsAdd";
  expect(foreignProblems(json, base)).toEqual([
    expect.stringMatching(/^it has the provider github \(integrations\/github 6\.6\.0\), /),
    expect.stringMatching(/^it has the provider random \(hashicorp\/random [\d.]+\), /),
    "it configures the provider github, which is new in this change",
    `it has the block module.jobs_queue_1C1A0084 from "terraform-aws-modules/sqs/aws" "5.1.0", ${allow}.modules may let it pass`,
  ]);
  expect(foreignProblems({ ...json, output: {} }, json)).toEqual([]);
});

test("all of it has stand-ins, and none of the providers is needed for them", () => {
  const { configuration, problems } = standIn("prod-stack", json);
  expect(problems).toEqual([]);
  const types = Object.keys({ ...configuration.resource, ...configuration.data });
  expect(types).toEqual(["terraform_data"]);
  const made: any = configuration.resource?.["terraform_data"];
  expect(made["module__jobs_queue_1C1A0084"].input).toEqual({
    source: "terraform-aws-modules/sqs/aws",
    version: "5.1.0",
    inputs: {
      name: expect.stringContaining("terraform_data.random_id__site_suffix"),
      create_dlq: true,
      sqs_managed_sse_enabled: true,
    },
    outputs: { queue_url: expect.stringMatching(/^https:/) },
  });
});
