import { readExpression } from "../../../src/delivery/review/expression";

const calls = (text: string) => readExpression(text).calls;

describe("a call of a function is found", () => {
  test.each<[string, string[]]>([
    ['${file("x")}', ["file"]],
    ['${file ("x")}', ["file"]],
    ['${file\n("x")}', ["file"]],
    ['${file/**/("x")}', ["file"]],
    ['${file # of a person\n("x")}', ["file"]],
    ['${file//("y")\n("x")}', ["file"]],
    ['${0-file("x")}', ["file"]],
    ["${-file(1)}", ["file"]],
    ["${!file(1)}", ["file"]],
    ["${1file(1)}", ["file"]],
    ["${a.b-file(1)}", ["b-file"]],
    ["${FILE(1)}", ["FILE"]],
    ["${core::file(1)}", ["core::file"]],
    ["${ core /**/ :: file (1)}", ["core::file"]],
    ["${provider::aws::arn_parse(local.a).account_id}", ["provider::aws::arn_parse"]],
    ['${{a = file("x")}.a}', ["file"]],
    ['${{(file("x")) = 1}}', ["file"]],
    ['${[for s in [1] : file("x")][0]}', ["file"]],
    ['${[for s in (fileset(".", "*")) : s if (can(s))]}', ["fileset", "can"]],
    ['"${"${file("x")}"}"', ["file"]],
    ['${"a${"b${file("x")}"}"}', ["file"]],
    ['${"a\\"}${file("x")}"}', ["file"]],
    ['${"\\" # "}${file("x")}', ["file"]],
    ['${"$${"}${file("x")}', ["file"]],
    ['${"\\\\$${ # "}${file("x")}', ["file"]],
    ['${"\\\\"}${file("x")}', ["file"]],
    ['a } b ${file("x")}', ["file"]],
    ['it\'s "quoted ${file("x")}', ["file"]],
    ['\\${file("x")}', ["file"]],
    ['%${file("x")}', ["file"]],
    ['${~ file("x") ~}', ["file"]],
    ['%{ if file("x") == "" }a%{ else }${can(1)}%{ endif }', ["file", "can"]],
    ['%{~ for x in fileset(".", "*") ~}${x}%{ endfor }', ["fileset"]],
    ["${aws_a.b[file(1)].c}", ["file"]],
    ["${f(g(1), h(2)...)}", ["f", "g", "h"]],
    ["${a.b(1)}", ["b"]],
    ["${één(1)}", ["één"]],
  ])("%j", (text, expected) => {
    expect(calls(text)).toEqual(expected);
  });
});

describe("what only looks like a call is none", () => {
  test.each([
    'file("x")',
    '$${file("x")}',
    '$$${file("x")}',
    '%%{ if file("x") }',
    '%%%{ if file("x") }',
    "100% file(1) $file(2) $ {file(3)}",
    "/srv/templates ${aws_a.b.c} filebeat (x) nonsensitive(1)",
    '${"file("}',
    '${"a $${file(1)} b"}',
    "${/* file(1) */ 1}",
    "${1 # file(1)\n}",
    "${1 // file(1)\n}",
    "${aws_a.file.template_body}",
    "${[for a in (local.b) : a if (a != 1)]}",
    "%{ if (local.a) }file(1)%{ endif }",
    "${file.a (1)}",
  ])("%j", (text) => {
    const { calls: found, unclear } = readExpression(text);
    expect(found.filter((name) => name !== "a")).toEqual([]);
    expect(unclear).toBeUndefined();
  });
});

test.each([
  ["${<<EOT\n${file(1)}\nEOT\n}", "several lines"],
  ["${file", "without an end"],
  ['${"a', "without an end"],
  ["${ /* file(1) }", "a comment without an end"],
  ["${ # file(1) }", "without an end"],
])("what is evaluated of %j cannot be told", (text, why) => {
  expect(readExpression(text).unclear).toContain(why);
});

describe("a reference", () => {
  test.each<[string, string[], boolean]>([
    ["${local.a}", ["local", "a"], false],
    ["${aws_a.b.c.d}", ["aws_a", "b", "c", "d"], false],
    ["${data.aws_a.b[0].c}", ["data", "aws_a", "b", "c"], false],
    ["${aws_a.b[each.key].c}", ["aws_a", "b", "c"], false],
    ["${aws_a.b[*].c}", ["aws_a", "b", "c"], false],
    ["${aws_a.b.*.c}", ["aws_a", "b", "c"], false],
    ["${aws_a.b.0.c}", ["aws_a", "b", "c"], false],
    ['${aws_a.b["c"]}', ["aws_a", "b", "c"], false],
    ["${aws_a /**/ . b\n. c}", ["aws_a", "b", "c"], false],
    ["${aws_a.b}", ["aws_a", "b"], false],
    // An escape could spell the name of any attribute.
    ['${aws_a.b["\\u0063"]}', ["aws_a", "b"], true],
    ["${aws_a.b[local.c].d}", ["aws_a", "b"], true],
  ])("%j", (text, names, open) => {
    expect(readExpression(text).references[0]).toEqual({ names, open });
  });

  test("in a key of another is found as well", () => {
    const { references } = readExpression("${aws_a.b[local.c].d}");
    expect(references).toContainEqual({ names: ["local", "c"], open: false });
  });

  test("may stand where no template does, as in depends_on", () => {
    const { calls: found, references } = readExpression("aws_a.b[file(1)]", "expression");
    expect(found).toEqual(["file"]);
    expect(references[0]!.names).toEqual(["aws_a", "b"]);
  });
});

test("templates that are nested 100,000 deep, or long, are read at once", () => {
  const nested = `${'${"'.repeat(100_000)}\${file(1)}${'"}'.repeat(100_000)}`;
  expect(calls(nested)).toEqual(["file"]);
  const start = process.cpuUsage();
  for (const piece of ["$a%b", "${a}", "$", "${[", '${"$${"}', "${ /* */ a.b.c }"]) {
    readExpression(piece.repeat(20_000));
  }
  const { user, system } = process.cpuUsage(start);
  // In seconds of the processor, which others may be using as well.
  expect((user + system) / 1e6).toBeLessThan(5);
});
