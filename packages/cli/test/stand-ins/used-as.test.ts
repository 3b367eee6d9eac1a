import type { Block } from "../../src/stand-ins/json";
import { standIn } from "../../src/stand-ins/stand-ins";

/** The outputs of a module of which a stack reads what a text, or an argument, says. */
const outputsOf = (text: string, reader: Block = {}): any => {
  const json = {
    module: { m: { source: "./m" } },
    resource: { aws_a: { x: { text, ...reader } } },
  };
  const { configuration } = standIn("dev-stack", json);
  return (configuration.resource as any)["terraform_data"]["module__m"].input.outputs;
};

describe("a value is made up as what it is used as", () => {
  test.each<[string, unknown]>([
    ["${module.m.v + 1}", expect.any(Number)],
    ["${2 * module.m.v}", expect.any(Number)],
    ["${-module.m.v}", expect.any(Number)],
    ["${module.m.v >= 3 ? 1 : 2}", expect.any(Number)],
    ["${3 < module.m.v && var.on}", expect.any(Number)],
    ["${var.on && module.m.v > 3}", expect.any(Number)],
    ["${max(1, module.m.v)}", expect.any(Number)],
    ['${cidrsubnet("10.0.0.0/8", 8, module.m.v)}', expect.any(Number)],
    ["${[for n in range(module.m.v) : n]}", expect.any(Number)],
    ["${module.m.v ? 1 : 2}", true],
    ["${!module.m.v}", true],
    ["${(module.m.v) && var.on}", true],
    ["${var.on || module.m.v}", true],
    ["${[for n in var.l : n if module.m.v]}", true],
    ["%{ if module.m.v }a%{ endif }", true],
    ["${cidrhost(module.m.v, 1)}", expect.stringMatching(/^10\.\d+\.0\.0\/16$/)],
    ["${jsondecode(module.m.v)}", "{}"],
    ["${base64decode(module.m.v)}", expect.stringMatching(/^[\w+/]+=*$/)],
    ['${timeadd(module.m.v, "1h")}', expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00Z$/)],
    [
      "${keys(module.m.v)[0]}",
      { a: expect.any(String), b: expect.any(String), c: expect.any(String) },
    ],
    ["${lookup(module.m.v, var.k)}", expect.objectContaining({ a: expect.any(String) })],
    ["${values(module.m.v)[*].id}", expect.objectContaining({ a: { id: expect.any(String) } })],
    // Not what it is compared with, chosen for, or beside.
    ['${module.m.v == "a" ? 1 : 2}', expect.any(String)],
    ["${var.a == module.m.v && var.b}", expect.any(String)],
    ["${var.on ? module.m.v : null}", expect.any(String)],
    ["${{ for k, v in var.m : k => module.m.v }}", expect.any(String)],
    ["${[1 + 2, module.m.v]}", expect.any(String)],
    ["${{ a = 1 > 2, b = module.m.v }}", expect.any(String)],
    ["a > ${module.m.v}", expect.any(String)],
    ['${"${module.m.v}" + 1}', expect.any(String)],
  ])("%s", (text, expected) => expect(outputsOf(text).v).toEqual(expected));

  test("also by what an argument takes", () => {
    expect(outputsOf("", { count: "${module.m.n}" }).n).toEqual(expect.any(Number));
    const made = outputsOf("${each.value.id}", { for_each: "${module.m.zones}" });
    expect(made.zones).toEqual({
      a: { id: expect.any(String) },
      b: { id: expect.any(String) },
      c: { id: expect.any(String) },
    });
    // A set is made of a list.
    expect(outputsOf("", { for_each: "${toset(module.m.zones)}" }).zones).toHaveLength(3);
    const precondition = [{ condition: "${module.m.ready}", error_message: "no" }];
    expect(outputsOf("", { lifecycle: { precondition } }).ready).toBe(true);
  });

  test("at any depth, and each of several", () => {
    const made = outputsOf("${module.m.a[0].n + length(module.m.list)}${module.m.b.k ? 1 : 2}");
    expect(made).toEqual({
      a: [{ n: expect.any(Number) }],
      list: expect.any(Array),
      b: { k: true },
    });
  });

  test("of a resource as well, of any provider", () => {
    const resource = {
      google_sql_database_instance: { db: {} },
      random_integer: { port: { min: 1, max: 9 } },
      aws_a: {
        x: { port: "${google_sql_database_instance.db.disk + random_integer.port.result}" },
      },
    };
    const { configuration } = standIn("dev-stack", { resource });
    expect((configuration.resource as any)["terraform_data"]).toMatchObject({
      google_sql_database_instance__db: { input: { disk: expect.any(Number) } },
      random_integer__port: { input: { result: expect.any(Number) } },
    });
  });
});

test("a function of a provider has no stand-in, and the message says so", () => {
  const output = { o: { value: '${provider::aws::arn_parse("x").account_id}' } };
  expect(standIn("dev-stack", { output }).problems).toEqual([
    "dev-stack: output.o calls provider::aws::arn_parse, which has no stand-in; rehearse with the true providers",
  ]);
});
