import { Comparison } from "../../../src/delivery/review/comparison";
import { secretProblems } from "../../../src/delivery/review/secret-reads";
import { secretsOfState } from "../../../src/delivery/review/state-secrets";

/** As `terraform show -json` gives it. */
const state = {
  format_version: "1.0",
  values: {
    root_module: {
      resources: [
        {
          address: "aws_db.a[0]",
          type: "aws_db",
          sensitive_values: { password: true, tags: {}, users: [{ name: false, key: true }] },
        },
        { address: "data.aws_secret.a", type: "aws_secret", sensitive_values: { value: true } },
        { address: "aws_vpc.a", type: "aws_vpc", sensitive_values: { tags_all: {} } },
        // A stand-in, and one of which all is secret.
        {
          address: "aws_key.a",
          type: "terraform_data",
          sensitive_values: { input: { material: true }, output: { material: true } },
        },
        { address: "aws_all.a", type: "terraform_data", sensitive_values: { input: true } },
        { address: "terraform_data.a", type: "terraform_data", sensitive_values: { input: true } },
        // Of modules, where stand-ins have taken their place.
        {
          address: 'module.vault["a.b"]',
          type: "terraform_data",
          sensitive_values: { input: { inputs: { password: true } } },
        },
        {
          address: "module.open",
          type: "terraform_data",
          sensitive_values: { input: { inputs: {} } },
        },
      ],
      child_modules: [
        {
          address: 'module.db["a.b"]',
          child_modules: [
            {
              address: "module.db.module.inner",
              resources: [{ address: "x", type: "y", sensitive_values: { a: true } }],
            },
          ],
        },
        { address: "module.net", resources: [{ address: "x", type: "y", sensitive_values: {} }] },
      ],
    },
  },
};
const base = {
  locals: { known: "${aws_db.a[0].password}", open: "${aws_db.a[0].id}" },
  resource: {
    aws_db: { a: { password: "${data.aws_secret.a.value}" } },
    aws_ssm: { a: { value: "${local.known}", name: "a" } },
    aws_loop: {
      a: { for_each: "${{ a = local.known }}", name: "a" },
      b: { dynamic: { one: { for_each: ["${local.known}"], content: { a: "${one.value}" } } } },
    },
    terraform_data: { a: { input: "${local.known}" } },
  },
};

const problems = (change: object, of: object = state) =>
  secretProblems(new Comparison({ ...base, ...change }, base), secretsOfState(JSON.stringify(of)));
const output = (value: unknown) => ({ output: { x: { value } } });

test.each([
  "${aws_db.a[0].password}",
  '${aws_db.a[0]["password"]}',
  '${aws_db.a[0]["p\\u0061ssword"]}',
  "${aws_db /* a */ . a[*]\n.password}",
  "${aws_db.a[local.open].password}",
  "${aws_db.another.password}",
  "${resource.aws_db.a[0].users[0].name}",
  "${values(aws_db.a[0])}",
  "${[for one in aws_db.a : one.password]}",
  "${(aws_db.a[0]).password}",
  '${{ s = "s" }[substr(aws_db.a[0].password, 0, 1)]}',
  '${join("-", split("", data.aws_secret.a.value))}',
  '%{ if aws_db.a[0].password == "a" }a%{ endif }',
  "${local.known}",
  "${module.db.password}",
  "${module.vault.endpoint}",
  "${aws_key.a.material}",
  "${aws_all.a.id}",
  "${terraform_data.a.input}",
  // By what it is given, before the state has it.
  "${aws_ssm.a.value}",
])("a secret is not read anew by %j", (text) => {
  expect(problems(output(text)).join()).toMatch(
    /reads \S+ in output\.x\.value, which is marked as sensitive/,
  );
});

test.each([
  "${aws_db.a[0].id}",
  "${aws_db.a[*].endpoint}",
  "${aws_vpc.a}",
  "${aws_ssm.a.name}",
  "${local.open}",
  "${module.net.id}",
  "${module.open.id}",
  "${data.aws_secret.a.arn}",
  "aws_db.a[0].password",
  "$${aws_db.a[0].password}",
])("what is no secret may be read: %j", (text) => {
  expect(problems(output(text))).toEqual([]);
});

test("not where it decides or is handed on either", () => {
  const secret = '${aws_db.a[0].password == "a" ? 1 : 0}';
  const resource = (type: string, body: object) =>
    problems({ resource: { ...base.resource, [type]: { b: body } } }).join();
  expect(resource("aws_vpc", { count: secret })).toContain("aws_vpc.b.count");
  expect(resource("aws_vpc", { tags: { [secret]: 1 } })).toContain("aws_vpc.b.tags");
  expect(resource("aws_vpc", { lifecycle: { precondition: [{ condition: secret }] } })).toContain(
    "precondition.0.condition",
  );
  expect(resource("aws_db", { tags: { a: "${self.password}" } })).toContain("self.password");
  const locals = { ...base.locals, b: "${local.known}", c: "${local.b}", d: "${local.c}" };
  expect(problems({ locals, ...output("${local.d}") })).toHaveLength(4);
  const module = { m: { source: "a", password: "${local.known}" } };
  expect(problems({ module, ...output("${module.m.any}") })).toHaveLength(2);
});

test("nor in a block that goes over secrets", () => {
  const { a, b } = base.resource.aws_loop;
  const changed = (loop: object) => problems({ resource: { ...base.resource, aws_loop: loop } });
  expect(changed({ a: { ...a, name: "${each.value}" }, b })).toHaveLength(1);
  const content = { a: "${one.value}", b: "${one.value}" };
  const dynamic = { one: { ...b.dynamic.one, content } };
  expect(changed({ a, b: { dynamic } }).join()).toContain("a block that goes over secrets");
});

test("the base branch's own expressions stay, and all is free where nothing is secret", () => {
  expect(problems({ ...output("${aws_vpc.a.id}") })).toEqual([]);
  expect(problems(output("${aws_key.a.material}"), { format_version: "1.0" })).toEqual([]);
  expect(() => secretsOfState("")).toThrow("got no JSON");
});

test("addresses in depends_on hand no value on", () => {
  const aws_vpc = { b: { depends_on: ["aws_db.a"], lifecycle: { ignore_changes: ["tags"] } } };
  expect(problems({ resource: { ...base.resource, aws_vpc } })).toEqual([]);
});

test("a value is none that only has its name", () => {
  const locals = { ...base.locals, a: { depends_on: "${local.known}" } };
  expect(problems({ locals })).toHaveLength(1);
});

test.each([
  '${aws_db.k["b"].password}',
  "${aws_db.k.b.password}",
  '${aws_db.k["b"]["password"]}',
  '${resource.aws_db.k["b"].password}',
  '${aws_db.k["b"]}',
  "${aws_db.k[local.open]}",
])("nor of an instance by its key: %j", (text) => {
  const resource = { ...base.resource, aws_db: { k: { for_each: { b: "c" } } } };
  expect(problems({ resource, ...output(text) })).toHaveLength(1);
  const open = output('${aws_db.k["b"].endpoint}');
  expect(problems({ resource, ...open })).toEqual([]);
});

test("nor what a provider made of it without the mark", () => {
  const one = (address: string, type: string, values: object, sensitive_values: object) => ({
    values: { root_module: { resources: [{ address, type, values, sensitive_values }] } },
  });
  const copy = one(
    "terraform_data.a",
    "terraform_data",
    { id: "1", input: "s3cret&Pass", output: "s3cret&Pass", triggers_replace: null },
    { input: true },
  );
  expect(problems(output("${terraform_data.a.output}"), copy)).toHaveLength(1);
  expect(problems(output("${terraform_data.a.id}"), copy)).toEqual([]);
  const tags = { Name: "s3cret&Pass" };
  const both = { tags, tags_all: { ...tags, Env: "dev" }, id: "i" };
  const marks = { tags: { Name: true }, tags_all: {} };
  const standIn = one("aws_vpc.a", "terraform_data", { input: both }, { input: marks });
  for (const state of [one("aws_vpc.a", "aws_vpc", both, marks), standIn]) {
    expect(problems(output("${aws_vpc.a.tags_all}"), state)).toHaveLength(1);
    expect(problems(output("${aws_vpc.a.id}"), state)).toEqual([]);
  }
});

test("nor a variable that the base branch marks, whatever the change says of it", () => {
  const own = { ...base, variable: { a: { sensitive: true }, b: {} } };
  const secrets = secretsOfState(JSON.stringify(state));
  const variable = { a: { sensitive: false }, b: {} };
  const read = (text: string) =>
    secretProblems(new Comparison({ ...own, variable, ...output(text) }, own), secrets);
  expect(read("${var.a}")).toHaveLength(1);
  expect(read("${var.b}")).toEqual([]);
});

test("nor contents that the base branch reads, which nothing marks", () => {
  const none = { format_version: "1.0" };
  const reads = ["aws_s3_object.a.body", "terraform_remote_state.a.outputs", "aws_s3_object.a"];
  for (const read of reads) expect(problems(output(`\${data.${read}}`), none)).toHaveLength(1);
  expect(problems(output("${data.aws_s3_object.a.arn}"), none)).toEqual([]);
  expect(problems(output("${data.aws_route53_zone.a.zone_id}"), none)).toEqual([]);
});

test("a body may be a list of one", () => {
  const own = { resource: { aws_list: { a: [{ tags: { a: "${local.known}" }, name: "a" }] } } };
  const resource = { ...base.resource, ...own.resource };
  const both = (output: object) =>
    new Comparison({ ...base, resource, output }, { ...base, resource });
  const secrets = secretsOfState(JSON.stringify(state));
  expect(secretProblems(both({ x: { value: "${aws_list.a.tags}" } }), secrets)).toHaveLength(1);
  expect(secretProblems(both({ x: { value: "${aws_list.a.name}" } }), secrets)).toEqual([]);
});

test("a chain of 5,000 values is not followed for hours", () => {
  const locals: Record<string, string> = { ...base.locals };
  for (let at = 0; at < 5_000; at++) locals[`a${at}`] = `\${local.a${at + 1}}`;
  locals["a5000"] = "${local.known}";
  const start = performance.now();
  expect(problems({ locals })).toEqual(["it hands a secret on more than 30 times"]);
  expect(performance.now() - start).toBeLessThan(10_000);
});
