import { rewrite } from "../../src/stand-ins/references";
import { scan } from "../../src/stand-ins/scanner";

/** Each reference of a template, with what is read of it. */
const reads = (text: string) =>
  scan(text, "template").references.map(({ address, paths }) => [
    address,
    ...new Set(paths.map((path) => path.join(""))),
  ]);
const addresses = (text: string) => reads(text).map(([address]) => address);
/** The text with every address in capitals and a mark where the path begins. */
const marked = (text: string, kind: "template" | "expression" = "template") =>
  rewrite(text, scan(text, kind).references, ({ address }) => [address.toUpperCase(), "!"]);

describe("finds references", () => {
  test.each([
    ["${aws_s3_bucket.b.arn}", "aws_s3_bucket.b"],
    ["a ${aws_s3_bucket.b.arn} b", "aws_s3_bucket.b"],
    ["${~ aws_s3_bucket . b . arn ~}", "aws_s3_bucket.b"],
    ["${data.aws_region.here.name}", "data.aws_region.here"],
    ["${resource.aws_s3_bucket.b.arn}", "aws_s3_bucket.b"],
    ["${self.arn}", "self"],
    ["${module.network.vpc_id}", "module.network"],
    ["${ephemeral.random_password.db.result}", "ephemeral.random_password.db"],
    ["${random.pet-1.id}", "random.pet-1"],
    ["${aws_s3_bucket.b}", "aws_s3_bucket.b"],
    ['${upper("${aws_s3_bucket.b.arn}")}', "aws_s3_bucket.b"],
    ['${upper("}\\"${lower("${aws_s3_bucket.b.arn}")}")}', "aws_s3_bucket.b"],
    ["${{ for k, v in local.m : k => aws_s3_bucket.b.arn if v.on }}", "aws_s3_bucket.b"],
    ["${{ bucket = aws_s3_bucket.b.arn }}", "aws_s3_bucket.b"],
    ["${var.on ? aws_s3_bucket.b.arn : null}", "aws_s3_bucket.b"],
    ["${var.map[aws_s3_bucket.b.arn]}", "aws_s3_bucket.b"],
    ["%{ if aws_s3_bucket.b.arn == var.x }y%{ endif }", "aws_s3_bucket.b"],
    ["${ /* } */ aws_s3_bucket.b.arn # }\n}", "aws_s3_bucket.b"],
    ["${1.5e3 + aws_s3_bucket.b.count}", "aws_s3_bucket.b"],
    ["${-aws_s3_bucket.b.count}", "aws_s3_bucket.b"],
  ])("%s", (text, address) => expect(addresses(text)).toEqual([address]));

  test("several in one string, in and outside of an index", () => {
    const text = "${aws_a.x[aws_b.y.n].arn}-${aws_c.z[0].id}";
    expect(addresses(text).toSorted()).toEqual(["aws_a.x", "aws_b.y", "aws_c.z"]);
    expect(marked(text)).toBe("${AWS_A.X[AWS_B.Y!.n]!.arn}-${AWS_C.Z[0]!.id}");
  });
});

describe("leaves alone what only looks like a reference", () => {
  test.each([
    "aws_s3_bucket.b.arn",
    '{"Resource":"aws_s3_bucket.b.arn","k":"{aws_s3_bucket.b}"}',
    "$${aws_s3_bucket.b.arn}",
    "$$${aws_s3_bucket.b.arn}",
    "%%{ if aws_s3_bucket.b.arn }",
    "$ {aws_s3_bucket.b.arn}",
    '${"aws_s3_bucket.b.arn"}',
    '${"$${aws_s3_bucket.b.arn}"}',
    '${"\\"aws_s3_bucket.b.arn"}',
    "${count.index}${each.key}${each.value.arn}${var.a.b}${local.a.b}${path.module}",
    "${terraform.workspace}${terraform.applying}",
    "${max(1, 2)}${true}${null}${provider::aws::arn_parse(var.x)}",
    "${[for bucket in var.buckets : bucket.arn]}",
    "${{ for k, v in var.m : k => v.arn if v.on }}",
    "%{ for a in var.l }%{ for b in a.l }${b.x}%{ endfor }${a.x}%{ endfor }",
    "${{ bucket = 1, name : 2 }}",
    "${ # aws_s3_bucket.b.arn\n1 }",
    "${unterminated",
    '${"unterminated ${',
    "${f(a,",
    "%{",
  ])("%s", (text) => expect(marked(text)).toBe(text));

  test("a loop's variable is a resource again behind the loop", () => {
    expect(addresses("%{ for a in var.l }${a.x}%{ endfor }${a.x}")).toEqual(["a.x"]);
    expect(addresses("${[[for a in var.l : a.x], a.y]}")).toEqual(["a.y"]);
  });
});

describe("tells what is read", () => {
  test.each([
    ["${aws_a.x}", ""],
    ["${aws_a.x.arn}", ".arn"],
    ["${aws_a.x[0].arn}", ".arn"],
    ['${aws_a.x["k"].arn}', ".arn"],
    ["${aws_a.x[each.key].arn}", ".arn"],
    ["${aws_a.x[*].arn}", ".arn"],
    ["${aws_a.x.*.arn}", ".arn"],
    ["${aws_a.x.list[2].name}", ".list[2].name"],
    ["${aws_a.x.list.2.name}", ".list[2].name"],
    ["${aws_a.x.list[*].name}", ".list[*].name"],
    ["${aws_a.x.list[count.index]}", ".list[*]"],
    ['${aws_a.x.tags["a b"]}', ".tags.a b"],
    ["${aws_a.x.tags[var.k]}", ".tags[?]"],
  ])("%s", (text, path) => expect(reads(text)).toEqual([["aws_a.x", path]]));

  test.each([
    ["${tolist(aws_a.x.set)[0].name}", ".set[0].name"],
    ["${tolist(aws_a.x.set).0.name}", ".set[0].name"],
    ["${one(aws_a.x.list).name}", ".list[0].name"],
    ["${element(aws_a.x.list, 1).name}", ".list[*].name"],
    ["${(aws_a.x.list)[0].name}", ".list[0].name"],
    ["${try(aws_a.x.list[0].name, null)}", ".list[0].name"],
    ["${slice(aws_a.x.list, 0, 2)}", ".list[*]"],
    ["${[for i in aws_a.x.list : i.name]}", ".list[?].name"],
    ["${[for i in [for j in aws_a.x.list : j.inner] : i.name]}", ".list[?].inner.name"],
    ["%{ for i in aws_a.x.list }${i.name}%{ endfor }", ".list[?].name"],
    ["${[for i in var.on ? var.list : aws_a.x.list : i.name]}", ".list[?].name"],
  ])("through %s", (text, path) => expect(reads(text)[0]).toContain(path));

  test("what decides, or is a key, is not what is read on", () => {
    expect(reads("${(aws_a.x.on ? var.a : var.b).name}")).toEqual([["aws_a.x", ".on"]]);
    const scope = scan("${{ for v in aws_a.x.l : v.key => v if v.on }}", "template");
    scan("${each.value.name}", "template", new Map([["each", scope.value]]));
    expect(scope.references[0]?.paths.map((path) => path.join(""))).toEqual([
      ".l",
      ".l[?]",
      ".l[?].key",
      ".l[?].on",
      ".l[?].name",
    ]);
  });
});

describe("rewrites", () => {
  test("the address, and puts a piece between instance and path", () => {
    expect(marked("${aws_a.x}")).toBe("${AWS_A.X!}");
    expect(marked("${aws_a.x[0].arn}")).toBe("${AWS_A.X[0]!.arn}");
    expect(marked('${aws_a.x["k]"].arn}')).toBe('${AWS_A.X["k]"]!.arn}');
    expect(marked("${aws_a.x.*.arn}")).toBe("${AWS_A.X.*!.arn}");
    expect(marked("${self.list[0]}")).toBe("${SELF!.list[0]}");
    expect(marked("aws_a.x[0].arn", "expression")).toBe("AWS_A.X[0]!.arn");
  });

  test("the path away, where asked to", () => {
    const text = "aws_a.x[0].list[1].arn";
    const { references } = scan(text, "expression");
    expect(rewrite(text, references, () => ["new.x", ".id", true])).toBe("new.x[0].id");
  });

  test("nothing else", () => {
    const text = '{"a":"%%{x}\\n ${ aws_a.x . arn } $${aws_a.x} \\" ${"\\"${aws_a.x.id}"}"}';
    expect(marked(text)).toBe(
      '{"a":"%%{x}\\n ${ AWS_A.X! . arn } $${aws_a.x} \\" ${"\\"${AWS_A.X!.id}"}"}',
    );
  });
});
