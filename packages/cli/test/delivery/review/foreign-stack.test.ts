import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { at } from "../../../src/delivery/review/places";

const trusted = {
  "//": { metadata: {} },
  terraform: {
    backend: { s3: { bucket: "states", key: "dev/terraform.tfstate" } },
    required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } },
  },
  provider: {
    aws: [
      { region: "ap-northeast-2", allowed_account_ids: ["1"], skip_metadata_api_check: "true" },
    ],
  },
  data: { aws_caller_identity: { me: {} } },
  resource: { aws_vpc: { main: { cidr_block: '${cidrsubnet("10.0.0.0/8", 8, 1)}' } } },
};

const problems = (change: object) =>
  foreignProblems(Array.isArray(change) ? { ...change } : { ...trusted, ...change }, trusted);
const output = (value: unknown) => ({ output: { x: { value } } });

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
      { terraform: { backend: { s3: { bucket: "mine" } } } },
      "Terraform, backend or providers differ",
    ],
    [
      "a provider from elsewhere",
      { terraform: { ...trusted.terraform, required_providers: { aws: { source: "evil/aws" } } } },
      "Terraform, backend or providers differ",
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

describe("what the base branch has may be said again", () => {
  const base = {
    ...trusted,
    terraform: {
      required_providers: {
        aws: { source: "hashicorp/aws", version: "6.25.0" },
        random: { source: "hashicorp/random", version: "3.7.2" },
        github: { source: "integrations/github", version: "6.6.0" },
      },
    },
    provider: {
      aws: [{ assume_role: [{ role_arn: "${local.role}" }] }],
      random: [{}],
      github: [
        { owner: "acme" },
        { alias: "own", base_url: "https://git.example.com", token: "${local.token}" },
      ],
    },
    locals: { token: "a", role: "b", path: "a.txt", text: "${file(local.path)}" },
    data: {
      aws_s3_object: { a: { key: "${local.path}" } },
      external: { x: { program: ["sh", "-c", "${local.path}"] } },
    },
    ephemeral: { aws_secretsmanager_secret_version: { a: { secret_id: "${local.path}" } } },
    resource: {
      aws_vpc: { main: { tags: { a: '${file("a.txt")}' } } },
      random_id: { a: { byte_length: 4 } },
      aws_lb: {
        a: {
          dynamic: { subnet: { for_each: ["a"], content: { id: "${file(subnet.value)}" } } },
          name: "${[for a in [local.path] : file(a)][0]}",
        },
      },
    },
    module: {
      db: {
        source: "terraform-aws-modules/rds/aws",
        version: "6.1.0",
        providers: { aws: "aws" },
        size: 1,
      },
    },
    check: { a: { assert: [{ condition: '${can(regex("^a", aws_vpc.main.id))}' }] } },
    output: { x: { value: '${try(aws_vpc.main.id, "none")}' } },
  };
  const changed = (change: object) => foreignProblems({ ...base, ...change }, base);
  const resource = (change: object) => changed({ resource: { ...base.resource, ...change } });

  test("all of it, and beside it what is new and harmless", () => {
    expect(changed({})).toEqual([]);
    expect(changed({ output: { ...base.output, y: { value: 1 } } })).toEqual([]);
    expect(resource({ random_id: { a: { byte_length: 8 }, b: {} } })).toEqual([]);
    expect(resource({ aws_vpc: { main: { ...base.resource.aws_vpc.main, b: 1 } } })).toEqual([]);
    expect(changed({ output: { z: base.output.x } })).toEqual([]);
  });

  test("a module of the same source and version, under any name and with other values", () => {
    const { db } = base.module;
    expect(changed({ module: { db: { ...db, size: 2 }, other: db } })).toEqual([]);
    for (const change of [{ version: "6.2.0" }, { source: "evil/rds/aws" }]) {
      expect(changed({ module: { db: { ...db, ...change } } }).join()).toContain("module.db from");
    }
    expect(changed({ module: { db: { ...db, size: "${file(1)}" } } }).join()).toContain("file");
    expect(changed({ module: { db: { ...db, providers: { aws: "http" } } } }).join()).toContain(
      "the provider http for module.db",
    );
  });

  test.each<[string, object, string]>([
    [
      "a type of the same provider",
      { resource: { random_password: { a: {} } } },
      "random_password",
    ],
    [
      "another program",
      { data: { external: { x: { program: ["sh"] } } } },
      "data source external.x, which this change alters",
    ],
    [
      "the same under a name of its own",
      { data: { external: { y: base.data.external.x } } },
      "external.y",
    ],
    [
      "a part of one provider's block in another",
      { provider: { ...base.provider, github: [{ owner: "acme", token: "${local.token}" }] } },
      "the provider github, which this change configures otherwise",
    ],
    [
      "the same call elsewhere, where it is shown",
      { output: { x: { value: '${file("a.txt")}' } } },
      "file in output.x.value",
    ],
    [
      "the same ephemeral resource of something else",
      { ephemeral: { aws_secretsmanager_secret_version: { a: { secret_id: "b" } } } },
      "ephemeral.aws_secretsmanager_secret_version.a",
    ],
    [
      "the same check of something else",
      { check: { a: { assert: [{ condition: "${aws_vpc.main.id == 1}" }] } } },
      "check.a, which this change alters",
    ],
  ])("not %s", (_, change, problem) => {
    expect(changed(change).join("\n")).toContain(problem);
  });

  test("a check of its own data source only with all that it refers to", () => {
    const check = (body: object) => ({ check: { a: [body] } });
    const own = { ...base, ...check({ data: { http: { a: { url: "${local.path}" } } } }) };
    expect(foreignProblems({ ...own, output: {} }, own)).toEqual([]);
    const locals = { ...base.locals, path: "https://evil" };
    expect(foreignProblems({ ...own, locals }, own).join()).toContain("the block check.a");
  });

  test("nothing of it whose meaning has changed, as it refers to something that has", () => {
    const found = changed({ locals: { ...base.locals, path: "/proc/self/environ", role: "c" } });
    expect(found.join("\n")).toMatch(
      /block ephemeral\.\S+, which this change alters, itself or by/,
    );
    expect(found.join("\n")).toMatch(/the argument assume_role/);
    expect(found.join("\n")).toMatch(/data source aws_s3_object\.a/);
    expect(found.join("\n")).toMatch(/data source external\.x/);
    expect(found.join("\n")).toMatch(/file in locals\.text/);
    expect(found.join("\n")).toMatch(/file in resource\.aws_lb\.a\.name/);
    expect(changed({ locals: { ...base.locals, token: "b" } }).join()).toContain("github");
  });

  test("not what a name in it stands for, when the block around it has changed", () => {
    const { a } = base.resource.aws_lb;
    const { content } = a.dynamic.subnet;
    const dynamic = { subnet: { for_each: ["/proc/self/environ"], content } };
    expect(resource({ aws_lb: { a: { ...a, dynamic } } }).join()).toContain(
      "file in resource.aws_lb.a.dynamic.subnet.content.id",
    );
    // Nor when that name is the address of something else.
    const named = (paths: string[]) => {
      const of = { for_each: paths, content: { id: "${file(aws_vpc.main)}" } };
      return {
        ...base,
        resource: { ...base.resource, aws_lb: { a: { dynamic: { aws_vpc: of } } } },
      };
    };
    expect(foreignProblems(named(["/proc/self/environ"]), named(["a"])).join()).toContain(
      "file in",
    );
    expect(foreignProblems({ ...named(["a"]), output: {} }, named(["a"]))).toEqual([]);
  });
});

test("a body in lists of lists chooses a provider as well", () => {
  const resource = { aws_vpc: { other: [[{ provider: "external.a" }]] } };
  expect(problems({ resource })).toEqual([
    "it has the provider external for resource.aws_vpc.other, which is new",
  ]);
});
