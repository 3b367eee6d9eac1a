import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { takeForeign } from "../../../src/delivery/review/take-foreign";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { trusted } from "./trusted-stack";

/** A stack with one more provider, as CDKTF writes it. */
const random = {
  ...trusted,
  terraform: {
    ...trusted.terraform,
    required_providers: {
      ...trusted.terraform.required_providers,
      random: { source: "hashicorp/random", version: "3.7.2" },
    },
  },
  provider: { ...trusted.provider, random: [{}] },
  resource: {
    ...trusted.resource,
    random_id: { a: { byte_length: 4 } },
    random_pet: { a: { provider: "random" } },
  },
};
const withModule = {
  ...trusted,
  module: { db: { source: "terraform-aws-modules/rds/aws", version: "6.1.0" } },
};
const additions = (providers: string[] = [], modules: string[] = []) => ({ providers, modules });
const problems = (foreign: object, may = additions(), base: object = trusted) =>
  foreignProblems({ ...foreign }, { ...base }, may);

const NEW =
  "it has the provider random (hashicorp/random 3.7.2), which is new in this change; organization.delivery.github.pullRequestsAdd.providers may let it pass";

test("a provider that is new is one line, with all its resources", () => {
  expect(problems(random)).toEqual([NEW]);
});

test("once it is merged, it is none, and neither is one more resource of a type", () => {
  const again = { ...random.resource, random_id: { a: {}, b: {} } };
  expect(problems({ ...random, resource: again }, additions(), random)).toEqual([]);
});

describe("what the base branch lets a pull request add", () => {
  test.each(["hashicorp/random", "registry.terraform.io/hashicorp/random", "HashiCorp/Random"])(
    "the provider %s is planned, with its resources",
    (source) => {
      expect(problems(random, additions([source]))).toEqual([]);
    },
  );

  test("so are new types of a provider that is there, by whichever name", () => {
    const resource = { ...random.resource, random_string: { a: {} } };
    const type = "it has the resource random_string, a type which is new in this change";
    expect(problems({ ...random, resource }, additions(), random)).toEqual([type]);
    expect(problems({ ...random, resource }, additions(["hashicorp/random"]), random)).toEqual([]);
    const beta = {
      ...trusted,
      terraform: {
        ...trusted.terraform,
        required_providers: {
          ...trusted.terraform.required_providers,
          "google-beta": { source: "hashicorp/google-beta" },
        },
      },
      resource: { google_sql_database: { a: { provider: "google-beta" } } },
    };
    expect(problems(beta, additions(["hashicorp/google-beta"]))).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["another provider", additions(["integrations/github"]), "it has the provider random"],
    ["of another namespace", additions(["evil/random"]), "it has the provider random"],
  ])("not %s", (_, may, problem) => {
    expect(problems(random, may as ReturnType<typeof additions>).join()).toContain(problem);
  });

  test("not what tells a provider where to go, nor what reads, nor another release", () => {
    const may = additions(["hashicorp/random", "hashicorp/aws"]);
    const told = { ...random, provider: { ...random.provider, random: [{ url: "https://evil" }] } };
    expect(problems(told, may)).toEqual([
      "it configures the provider random, which is new in this change",
    ]);
    expect(problems({ ...random, data: { random_file: { a: {} } } }, may).join()).toContain(
      "data source random_file.a",
    );
    const required_providers = {
      ...random.terraform.required_providers,
      random: { source: "hashicorp/random", version: "3.8.0" },
    };
    const newer = { ...random, terraform: { ...random.terraform, required_providers } };
    expect(problems(newer, may, random)).toEqual([
      "it demands of the provider random hashicorp/random 3.8.0, where the base branch has hashicorp/random 3.7.2",
    ]);
  });

  test("not a provider that nothing demands, whose source Terraform would guess", () => {
    const resource = { random_id: { a: {} } };
    expect(problems({ ...trusted, resource }, additions(["hashicorp/random"]))).toEqual([
      "it has the resource random_id, a type which is new in this change",
    ]);
  });

  test.each([
    ["terraform-aws-modules/rds/aws", "terraform-aws-modules/rds/aws"],
    ["terraform-aws-modules/*/aws", "terraform-aws-modules/rds/aws"],
    ["terraform-aws-modules/*/*", "terraform-aws-modules/iam/aws//modules/iam-role"],
    ["app.terraform.io/acme/*/aws", "app.terraform.io/acme/rds/aws"],
  ])("a module by %s: %s", (allowed, source) => {
    const foreign = { ...trusted, module: { db: { source, version: "6.2.0" } } };
    expect(problems(foreign, additions([], [allowed]))).toEqual([]);
  });

  test.each([
    ["terraform-aws-modules/*/aws", "evil/rds/aws"],
    ["terraform-aws-modules/rds/aws", "terraform-aws-modules/rds/aws/x"],
    ["terraform-aws-modules/*/aws", "app.terraform.io/terraform-aws-modules/rds/aws"],
    ["terraform-aws-modules/*/*", "github.com/terraform-aws-modules/rds"],
    ["terraform-aws-modules/*/*", "terraform-aws-modules/rds/aws?ref=x"],
    ["terraform-aws-modules/*/aws", "git::https://example.com/terraform-aws-modules/rds/aws"],
  ])("no other module by %s: %s", (allowed, source) => {
    const foreign = { ...trusted, module: { db: { source } } };
    const found = problems(foreign, additions([], [allowed]));
    expect(found).toEqual([expect.stringContaining(`the block module.db from "${source}"`)]);
  });

  test("a module's line says how to let it pass", () => {
    expect(problems(withModule)).toEqual([
      'it has the block module.db from "terraform-aws-modules/rds/aws" "6.1.0", which is new in this change; organization.delivery.github.pullRequestsAdd.modules may let it pass',
    ]);
  });
});

test("stacks that add a provider or a module may have more than their lock file has", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "groundwork-additions-"));
  const put = async (folder: string, name: string, json: object) => {
    const dir = path.join(root, folder, "stacks", name);
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify(json));
    return { name, dir };
  };
  try {
    const names = ["same-stack", "provider-stack", "module-stack"];
    const own = await Promise.all(names.map((name) => put("own", name, trusted)));
    await put("foreign", "same-stack", { ...trusted, output: {} });
    await put("foreign", "provider-stack", random);
    await put("foreign", "module-stack", withModule);
    const may = additions(["hashicorp/random"], ["terraform-aws-modules/rds/aws"]);
    const target = path.join(root, "target");
    const taken = await takeForeign(path.join(root, "foreign"), own, [], target, may);
    expect(taken.refused).toEqual([]);
    expect(taken.adding).toEqual(new Set(["provider-stack", "module-stack"]));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
