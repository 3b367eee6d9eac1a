import type { Block } from "../../src/stand-ins/json";
import { standIn } from "../../src/stand-ins/stand-ins";

type Resources = Record<string, Record<string, Block>>;
const translate = (resource: Resources, rest: object = {}) =>
  standIn("dev-stack", { resource, ...rest });
/** The stand-ins by name. */
const standIns = (resource: Resources, rest: object = {}): any =>
  translate(resource, rest).configuration.resource?.["terraform_data"];
/** The stand-in of `aws_a.x`, which others may refer to. */
const standInOf = (x: Block, rest: object = {}) =>
  standIns({ aws_a: { x }, aws_ref: { y: {} } }, rest)["aws_a__x"];
/** What an expression in another resource becomes, and what is made up for it in `aws_a.x`. */
const reading = (text: string, x: Block = {}) => {
  const made = standIns({ aws_a: { x }, aws_b: { y: { text } } });
  return { text: made["aws_b__y"].input.text, input: made["aws_a__x"].input };
};

describe("each resource becomes a terraform_data", () => {
  test("named after type and name, with its configuration as input", () => {
    const { configuration, problems } = translate(
      { aws_s3_bucket: { state: { bucket: "b", n: 1, on: true, none: null, list: [{ a: "b" }] } } },
      { data: { aws_region: { here: {} } } },
    );
    expect(problems).toEqual([]);
    expect(configuration).toEqual({
      resource: {
        terraform_data: {
          aws_s3_bucket__state: {
            input: { bucket: "b", n: 1, on: true, none: null, list: [{ a: "b" }] },
          },
          data__aws_region__here: { input: {} },
        },
      },
    });
  });

  test("without what chooses a provider, logs in, runs or is a note of CDKTF", () => {
    const notes = { "//": { metadata: {} }, provider: "aws.other", timeouts: { create: "1m" } };
    const runs = { connection: { host: "h" }, provisioner: [{ "local-exec": { command: "rm" } }] };
    expect(standInOf({ ...notes, ...runs })).toEqual({ input: { timeouts: { create: "1m" } } });
  });

  test("but a terraform_data and a remote state are part of Terraform and stay", () => {
    const { configuration } = translate(
      {
        terraform_data: {
          own: {
            input: "${aws_a.x.arn}",
            provisioner: [],
            lifecycle: { ignore_changes: ["input"] },
          },
          own__too: { input: "${self.id}" },
        },
        aws_a: {
          x: {
            own: "${terraform_data.own.output}",
            too: "${terraform_data.own__too.id}",
            remote: "${data.terraform_remote_state.r.outputs.o}",
          },
        },
      },
      { data: { terraform_remote_state: { r: { backend: "local" } } } },
    );
    expect(configuration).toMatchObject({
      data: { terraform_remote_state: { r: { backend: "local" } } },
      resource: {
        terraform_data: {
          own: {
            input: "${terraform_data.aws_a__x.output.arn}",
            lifecycle: { ignore_changes: ["input"] },
          },
          // Its name could be taken for a stand-in's.
          terraform_data__own__too: { input: "${self.id}" },
          aws_a__x: {
            input: {
              own: "${terraform_data.own.output}",
              too: "${terraform_data.terraform_data__own__too.id}",
              remote: "${data.terraform_remote_state.r.outputs.o}",
            },
          },
        },
      },
    });
  });

  test("with other names for everything that Terraform tells apart", () => {
    const names = Object.keys(
      standIns(
        {
          aws_a: { b: {}, b__c: {}, _b: {} },
          aws_a_b: { c: {} },
          terraform_data: { aws_a__b: {} },
        },
        { data: { aws_a: { b: {} } } },
      ),
    );
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(name).toMatch(/^[a-z_][\w-]*$/);
  });
});

describe("references", () => {
  test("what Terraform knows when it plans is read from the input, the rest from the output", () => {
    expect(reading("${aws_a.x.name}", { name: "n" }).text).toBe(
      "${terraform_data.aws_a__x.input.name}",
    );
    expect(reading("${aws_a.x.arn}", { name: "n" }).text).toBe(
      "${terraform_data.aws_a__x.output.arn}",
    );
    expect(reading("${aws_a.x.m.a}", { m: "${var.m}" }).text).toMatch(/input/);
    expect(reading("${aws_a.x.b[0].c}", { b: { c: 1 } }).text).toMatch(/input/);
    expect(reading("${aws_a.x.b[0].d}", { b: { c: 1 } }).text).toMatch(/output/);
    expect(reading("${aws_a.x.name}", { name: null }).text).toMatch(/output/);
    // What decides how many there are must be known.
    const each = { aws_a: { x: {} }, aws_b: { y: { for_each: "${aws_a.x.list}" } } };
    expect(standIns(each)["aws_b__y"].for_each).toBe("${terraform_data.aws_a__x.input.list}");
    const data = { data: { aws_region: { r: {} } } };
    expect(standInOf({ t: "${data.aws_region.r.name}" }, data).input).toEqual({
      t: "${terraform_data.data__aws_region__r.input.name}",
    });
  });

  test.each([
    [{ count: 2 }, "aws_a.x[0].arn", "terraform_data.aws_a__x[0].output.arn"],
    [{ count: 2 }, "aws_a.x[*].arn", "terraform_data.aws_a__x[*].output.arn"],
    [{ count: 2 }, "aws_a.x.*.arn", "terraform_data.aws_a__x.*.output.arn"],
    [{ for_each: {} }, 'aws_a.x["k"].arn', 'terraform_data.aws_a__x["k"].output.arn'],
    [{ for_each: {} }, "aws_a.x[each.key].arn", "terraform_data.aws_a__x[each.key].output.arn"],
    [{}, "aws_a.x", "terraform_data.aws_a__x.output"],
    [{ count: 2 }, "aws_a.x", "terraform_data.aws_a__x[*].output"],
    [
      { for_each: {} },
      "values(aws_a.x)[*].arn",
      "values({ for k, v in terraform_data.aws_a__x : k => v.output })[*].arn",
    ],
  ])("with %j: %s", (x, text, expected) => {
    const { text: got } = reading(`\${${text}}`, x as Block);
    expect(got).toBe(`\${${expected}}`);
  });

  test("in the keys of objects, but not in text", () => {
    const policy = '{"Resource": "aws_ref.y.arn $${aws_ref.y.arn}"}';
    expect(standInOf({ m: { "${aws_ref.y.arn}": policy } }).input).toEqual({
      m: { "${terraform_data.aws_ref__y.output.arn}": policy },
    });
  });

  test("where a bare address stands", () => {
    const x = standInOf({
      depends_on: ["aws_ref.y"],
      lifecycle: { replace_triggered_by: ["aws_ref.y", "aws_ref.y.arn", "aws_ref.y[0].arn"] },
    });
    expect(x.depends_on).toEqual(["terraform_data.aws_ref__y"]);
    // A made-up value never changes, but the id of a stand-in does when it is replaced.
    expect(x.lifecycle.replace_triggered_by).toEqual([
      "terraform_data.aws_ref__y",
      "terraform_data.aws_ref__y.id",
      "terraform_data.aws_ref__y[0].id",
    ]);
    const given = {
      aws_a: { x: { n: 1 }, z: { lifecycle: { replace_triggered_by: ["aws_a.x.n"] } } },
    };
    expect(standIns(given)["aws_a__z"].lifecycle.replace_triggered_by).toEqual([
      "terraform_data.aws_a__x.input.n",
    ]);
  });

  test("in outputs, locals, variables, checks and moves", () => {
    const arn = "${aws_a.x.arn}";
    const standInArn = "${terraform_data.aws_a__x.output.arn}";
    const rest = {
      output: { o: { value: [arn], depends_on: ["aws_a.x"], sensitive: true } },
      locals: { l: { depends_on: arn } },
      variable: { v: { default: "aws_a.x", validation: [{ condition: arn }] } },
      check: {
        c: { data: { http: { h: {} } }, assert: [{ condition: "${data.http.h.body == 1}" }] },
      },
      moved: [{ from: "aws_a.old", to: "aws_a.x" }],
      removed: [{ from: "aws_b.gone[0]", lifecycle: { destroy: false } }],
      import: [{ to: "aws_a.x", id: "i" }],
      provider: { aws: [{ region: "eu-west-1" }] },
      terraform: {
        backend: { s3: { bucket: "b" } },
        required_version: ">= 1.11",
        required_providers: { aws: {} },
      },
      "//": { metadata: {} },
    };
    const { configuration, problems } = translate({ aws_a: { x: {} } }, rest);
    expect(problems).toEqual([]);
    const { resource, ...others } = configuration;
    expect(Object.keys(resource?.["terraform_data"] ?? {})).toEqual(["aws_a__x", "data__http__h"]);
    expect(others).toEqual({
      output: {
        o: { value: [standInArn], depends_on: ["terraform_data.aws_a__x"], sensitive: true },
      },
      locals: { l: { depends_on: standInArn } },
      variable: { v: { default: "aws_a.x", validation: [{ condition: standInArn }] } },
      check: { c: { assert: [{ condition: "${terraform_data.data__http__h.input.body == 1}" }] } },
      moved: [{ from: "terraform_data.aws_a__old", to: "terraform_data.aws_a__x" }],
      removed: [{ from: "terraform_data.aws_b__gone[0]", lifecycle: { destroy: false } }],
      terraform: { backend: { s3: { bucket: "b" } }, required_version: ">= 1.11" },
    });
  });
});

describe("lifecycle", () => {
  test("stays, with ignored attributes as paths below the input", () => {
    const lifecycle = { prevent_destroy: true, create_before_destroy: true };
    const ignored = { ignore_changes: ["given", "block[0].image", 'tags["k"]', "absent"] };
    const x = standInOf({
      given: 1,
      block: { image: "i" },
      tags: { k: "v" },
      lifecycle: { ...lifecycle, ...ignored },
    });
    expect(x.lifecycle).toEqual({
      ...lifecycle,
      ignore_changes: ["input.given", "input.block[0].image", 'input.tags["k"]', "input.absent"],
    });
    expect(x.input).toEqual({ given: 1, block: [{ image: "i" }], tags: { k: "v" }, absent: null });
    expect(standInOf({ lifecycle: { ignore_changes: "all" } })).toEqual({
      input: {},
      lifecycle: { ignore_changes: "all" },
    });
  });

  test("conditions read self from the stand-in, and count as reading", () => {
    const condition = '${self.arn != "" && self.name != aws_ref.y.name}';
    const x = standInOf({ name: "n", lifecycle: { postcondition: [{ condition }] } });
    expect(x.lifecycle.postcondition[0].condition).toBe(
      '${self.output.arn != "" && self.input.name != terraform_data.aws_ref__y.output.name}',
    );
    expect(x.input.arn).toMatch(/^arn:aws:/);
  });

  test("a dynamic block keeps what it goes over and what its content depends on", () => {
    const content = { port: "${ingress.value.port}", from: "${aws_ref.y.id}" };
    const x = standInOf({ dynamic: { ingress: { for_each: "${aws_ref.y.ports}", content } } });
    expect(x).toEqual({
      input: { dynamic: { ingress: { for_each: "${terraform_data.aws_ref__y.output.ports}" } } },
      depends_on: ["terraform_data.aws_ref__y"],
    });
    // CDKTF's iterators name the variable.
    const named = { for_each: [], iterator: "each", content: { a: "${each.value.x}" } };
    expect(translate({ aws_a: { x: { dynamic: { rule: named } } } }).problems).toEqual([]);
    expect(standInOf({ dynamic: { a: "b", c: null } }).input.dynamic).toEqual({ a: "b", c: null });
  });
});
