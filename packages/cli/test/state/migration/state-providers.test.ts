import {
  fitProviders,
  providersIn,
  providersOf,
} from "../../../src/state/migration/state-providers";
import { resourceOf, stateOfProviders, stateText } from "@groundwork/testing/states";

const AWS = "registry.terraform.io/hashicorp/aws";

const named = (...providers: string[]) =>
  providersIn(stateOfProviders(...providers)).map(({ name }) => name);

test.each([
  ['provider["registry.terraform.io/hashicorp/aws"]', AWS],
  ['provider["registry.terraform.io/hashicorp/aws"].east', AWS],
  ['module.a.module.b.provider["registry.terraform.io/hashicorp/aws"].east', AWS],
  ['provider["hashicorp/aws"]', AWS],
  ['provider["aws"]', AWS],
  ['provider["Registry.Example.com/Acme/Thing"]', "registry.example.com/acme/thing"],
  ['provider["terraform"]', "terraform.io/builtin/terraform"],
  // Of Terraform 0.12 and before, which Terraform 1.11 reads so.
  ["provider.aws", "registry.terraform.io/-/aws"],
  ["provider.aws.east", "registry.terraform.io/-/aws"],
  ["module.a.provider.google-beta.x", "registry.terraform.io/-/google-beta"],
  ["provider.terraform", "terraform.io/builtin/terraform"],
  // What Terraform does not read.
  [
    'module.a[0].provider["registry.terraform.io/hashicorp/aws"]',
    'module.a[0].provider["registry.terraform.io/hashicorp/aws"]',
  ],
  ["aws", "aws"],
  [
    'provider["registry.opentofu.org/hashicorp/aws"].by_region["eu-west-1"]',
    'provider["registry.opentofu.org/hashicorp/aws"].by_region["eu-west-1"]',
  ],
])("%s is %s", (provider, name) => {
  expect(named(provider)).toEqual([name]);
});

test.each([
  ['provider["aws"]', "registry.opentofu.org/hashicorp/aws"],
  ["provider.aws", "registry.opentofu.org/-/aws"],
  ['provider["registry.terraform.io/hashicorp/aws"].east', AWS],
  [
    'provider["registry.opentofu.org/hashicorp/aws"].by_region["eu-west-1"]',
    "registry.opentofu.org/hashicorp/aws",
  ],
])("as OpenTofu reads it, %s is %s", (provider, name) => {
  expect(providersIn(stateOfProviders(provider), "OpenTofu")).toMatchObject([{ name }]);
});

test("OpenTofu has its own registry in place of Terraform's", () => {
  const declared = providersOf({ terraform: { required_providers: { aws: {} } } }, "OpenTofu");
  const names = ["registry.opentofu.org/hashicorp/aws", AWS, "registry.terraform.io/acme/thing"];
  const providers = names.map((name) => ({ name, addresses: [] }));
  expect(fitProviders(providers, declared, "OpenTofu").misfits).toMatchObject([
    { name: AWS, instead: "registry.opentofu.org/hashicorp/aws", declared: true },
    { instead: "registry.opentofu.org/acme/thing", declared: false },
  ]);
});

test("each is there once, with all that is of it, data sources too", () => {
  const text = stateText({
    resources: [
      resourceOf("provider.aws", { name: "a" }),
      resourceOf("provider.aws.east", { mode: "data", module: "module.m", name: "b" }),
      resourceOf('provider["tls"]', { name: "c" }),
    ],
  });
  expect(providersIn(text)).toEqual([
    {
      name: "registry.terraform.io/-/aws",
      addresses: ["terraform_data.a", "module.m.data.terraform_data.b"],
    },
    { name: "registry.terraform.io/hashicorp/tls", addresses: ["terraform_data.c"] },
  ]);
  expect(providersIn(stateText({ resources: null }))).toEqual([]);
});

test("a stack has the providers that it names, and those of its resources", () => {
  const stack = {
    terraform: { required_providers: { aws: { source: "aws" }, thing: { source: "acme/thing" } } },
    provider: { aws: [{}], tls: [{}] },
    resource: { aws_vpc: {}, thing_x: {}, terraform_data: {} },
    data: { archive_file: {} },
  };
  expect([...providersOf(stack)].toSorted()).toEqual([
    "registry.terraform.io/acme/thing",
    "registry.terraform.io/hashicorp/archive",
    AWS,
    "registry.terraform.io/hashicorp/tls",
    "terraform.io/builtin/terraform",
  ]);
  expect([...providersOf({})]).toEqual(["terraform.io/builtin/terraform"]);
});

describe("against a stack that has hashicorp/aws alone", () => {
  const declared = new Set([AWS, "terraform.io/builtin/terraform"]);
  const fit = (...names: string[]) =>
    fitProviders(
      names.map((name) => ({ name, addresses: [] })),
      declared,
    );

  test.each([
    ["registry.terraform.io/-/aws", AWS, true],
    ["registry.opentofu.org/hashicorp/aws", AWS, true],
    ["registry.terraform.io/acme/aws", AWS, true],
    ["mirror.example.com/hashicorp/aws", AWS, true],
    ["registry.terraform.io/-/random", "registry.terraform.io/hashicorp/random", false],
    ["registry.opentofu.org/acme/thing", "registry.terraform.io/acme/thing", false],
    ["nonsense", undefined, false],
    ['module.a["k"].provider["registry.terraform.io/hashicorp/aws"]', undefined, false],
  ])("%s has to become %s", (name, instead, isDeclared) => {
    expect(fit(AWS, name)).toEqual({
      misfits: [{ name, addresses: [], instead, declared: isDeclared }],
      extra: [],
    });
  });

  test("one that it has is fine; of another only Terraform knows whether it can be had", () => {
    expect(
      fit(AWS, "terraform.io/builtin/terraform", "registry.terraform.io/hashicorp/random"),
    ).toEqual({
      misfits: [],
      extra: [{ name: "registry.terraform.io/hashicorp/random", addresses: [] }],
    });
  });
});
