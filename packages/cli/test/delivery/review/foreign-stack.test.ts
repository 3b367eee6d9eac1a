import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { at } from "../../../src/delivery/review/places";
import { output, problems, trusted } from "./trusted-stack";

describe("a stack of a pull request is planned", () => {
  test.each<[string, object]>([
    ["as it is", {}],
    [
      "with other resources",
      { resource: { aws_sqs_queue: { a: { name: "${aws_vpc.main.id}" } } } },
    ],
    [
      "with other tags",
      { provider: { aws: [{ region: "eu-west-1", default_tags: [{ tags: { a: "b" } }] }] } },
    ],
    ["with what the base branch has", { provider: { aws: { skip_metadata_api_check: "true" } } }],
    ["with a text that names a function", output("file(1)")],
    ["with a text beside an expression", output("/srv/templates file(1) ${aws_x.a.id}")],
    ["with a text that is escaped", output("$${file(1)} %%{ if file(1) }")],
    ["with an attribute named as a function", output("${aws_x.a.filename}${aws_y.template_body}")],
    ["with functions that compute", output('${join("-", tolist([lower("A"), jsonencode({})]))}')],
    ["with those of Terraform's namespace", output('${core::join("-", [])}')],
    ["with a look at settings of AWS", { data: { aws_secretsmanager_secret: { a: {} } } }],
    [
      "with a condition",
      output("%{ if (aws_x.a.b) }a%{ endif }${[for a in (local.b) : a if (a)]}"),
    ],
    ["with another region's provider", { resource: { aws_vpc: { a: { provider: "aws.west" } } } }],
    ["with an order", { resource: { aws_vpc: { a: { depends_on: ["aws_vpc.main"] } } } }],
    ["with a moved resource", { moved: [{ from: "aws_vpc.a", to: "aws_vpc.main" }] }],
  ])("%s", (_, change) => {
    expect(problems(change)).toEqual([]);
  });

  // Each carries the planner's credentials away, or has a program of its author's run with them.
  test.each<[string, object, string]>([
    [
      "another backend",
      { terraform: { ...trusted.terraform, backend: { s3: { bucket: "mine" } } } },
      "its backend differs from that of the base branch",
    ],
    [
      "another release of Terraform",
      { terraform: { ...trusted.terraform, required_version: "1.0.0" } },
      "its required_version differs",
    ],
    ["no settings of Terraform", { terraform: {} }, "its backend differs"],
    ["a list of settings", { terraform: [trusted.terraform] }, "block terraform is a list"],
    [
      "a list of providers that it demands",
      { terraform: { ...trusted.terraform, required_providers: [{ http: {} }] } },
      "block terraform is a list",
    ],
    [
      "a provider from elsewhere",
      { terraform: { ...trusted.terraform, required_providers: { aws: { source: "evil/aws" } } } },
      "it demands of the provider aws evil/aws, where the base branch has hashicorp/aws 6.25.0",
    ],
    [
      "a provider of whatever version",
      { terraform: { ...trusted.terraform, required_providers: {} } },
      "it demands of the provider aws nothing, where",
    ],
    [
      "nothing of a provider",
      { terraform: { ...trusted.terraform, required_providers: { aws: null } } },
      "it demands of the provider aws nothing, where",
    ],
    ["another provider", { provider: { http: {} } }, "the provider http"],
    [
      "another provider for a resource",
      { resource: { aws_vpc: { a: { provider: "${http.x}" } } } },
      "the provider http for resource.aws_vpc.a",
    ],
    [
      "another provider by an expression",
      { resource: { aws_vpc: { a: { provider: { a: 1 } } } } },
      'the provider {"a":1}',
    ],
    [
      "endpoints",
      { provider: { aws: [{ endpoints: [{ sts: "https://evil" }] }] } },
      "the argument endpoints",
    ],
    [
      "credential_process by a file",
      { provider: { aws: { shared_config_files: ["x"] } } },
      "shared_config_files",
    ],
    [
      "the same argument with another value",
      { provider: { aws: [{ skip_metadata_api_check: "false" }] } },
      "skip_metadata_api_check",
    ],
    ["a program", { data: { external: { x: { program: ["sh"] } } } }, "data source external.x"],
    [
      "another state",
      { data: { terraform_remote_state: { x: {} } } },
      "data source terraform_remote_state",
    ],
    [
      "a function of AWS",
      { data: { aws_lambda_invocation: { x: {} } } },
      "aws_lambda_invocation.x",
    ],
    ["an object of AWS", { data: { aws_s3_object: { x: {} } } }, "aws_s3_object.x"],
    ["a secret", { data: { aws_secretsmanager_secret_version: { x: {} } } }, "secret_version.x"],
    ["a type named as one of JavaScript's", { data: { constructor: { x: {} } } }, "constructor.x"],
    ["a local file", { resource: { local_file: { x: {} } } }, "resource local_file"],
    ["a module", { module: { x: { source: "evil" } } }, 'the block module.x from "evil"'],
    ["an ephemeral resource", { ephemeral: { aws_x: {} } }, "the block ephemeral"],
    ["a check", { check: { a: { data: { http: { x: {} } } } } }, "the block check"],
    ["what a later Terraform brings", { action: { aws_lambda_invoke: { a: {} } } }, "block action"],
    ["a list of roots", [{ data: { external: {} } }], "the block 0"],
    ["a list of blocks", { data: [{ external: { x: {} } }] }, "a list in data"],
    ["a list of names", { data: { external: [{ x: {} }] } }, "a list in data"],
    ["a list of providers", { provider: [{ aws: { endpoints: [] } }] }, "provider 0"],
    ["a list in a list", { provider: { aws: [[{ endpoints: [] }]] } }, "the argument 0"],
    [
      "a list of bodies",
      { resource: { aws_vpc: { a: [{ provider: "http" }] } } },
      "the provider http",
    ],
    ["a provider's function", output("${provider::evil::x()}"), "provider::evil"],
    ["one that is named as Terraform's", output("${provider::evil::join()}"), "provider::evil"],
    ["a file in a key", { locals: { x: { '${file("/x")}': 1 } } }, "file in locals.x"],
    ["a file deep in a list", { resource: { aws_x: { a: [{ b: ['${file("/x")}'] }] } } }, "file"],
    ["a file in a version", { "//": { x: '${file("/x")}' } }, "file"],
    [
      "a file in an address",
      { import: [{ to: 'aws_vpc.main[file("/x")]', id: "a" }] },
      "file in import.0.to",
    ],
    [
      "a file in what has it replaced",
      { resource: { aws_vpc: { a: { lifecycle: { replace_triggered_by: ["a.b[file(1)]"] } } } } },
      "file",
    ],
    ["a text of several lines", output("${<<E\n${file(1)}\nE\n}"), "several lines"],
    ["an expression that is not closed", output('${"${file(1)}'), "without an end"],
  ])("not with %s", (_, change, problem) => {
    expect(problems(change).join("\n")).toContain(problem);
  });

  test.each([
    'file("/proc/self/environ")',
    'file/**/("/proc/self/environ")',
    'core::file("/proc/self/environ")',
    'filebase64sha256("/x")',
    'fileset(".", "*")',
    'templatefile("/x", {})',
    "templatestring(local.x, {})",
    'abspath(".")',
    "nonsensitive(aws_x.a.password)",
    "0-nonsensitive(parseint(aws_x.a.password, 62))",
    "ephemeralasnull(aws_x.a.password)",
    "issensitive(aws_x.a.password)",
    'can(regex("^.{i}c", aws_x.a.password))',
    'try({ a = 1 }[aws_x.a.password], "no")',
    'regexall("^a", aws_x.a.password)[0]',
    'sensitive("destroy")',
  ])("not with %s, be it in an output or a directive", (call) => {
    const name = /([\w:]+)(\/\*\*\/)?\(/.exec(call)![1]!;
    for (const text of [`\${${call}}`, `a\${"b\${${call}}"}`, `%{~ if ${call} == "" }%{ endif }`]) {
      expect(problems(output(text)).join("\n")).toContain(`an expression with ${name} in output.x`);
    }
  });

  test("not when it is new: it has no state to plan with", () => {
    expect(foreignProblems(trusted, undefined)).toHaveLength(1);
  });

  test("not when it is nested 20,000 deep, which Terraform need not try", () => {
    const nested = JSON.parse(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`);
    expect(problems({ locals: nested })).toEqual([
      expect.stringContaining("nested more than 100 levels deep"),
    ]);
  });
});

test("nothing that JavaScript gives every object counts as the base branch's", () => {
  expect(at({ data: {} }, ["data", "constructor"])).toBeUndefined();
});
