import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { problems, trusted } from "./trusted-stack";

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
