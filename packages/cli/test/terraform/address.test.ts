import { formatAddress, formatKey, parseAddress, resourceOf } from "../../src/terraform/address";

/** As `terraform state list` and the plan of Terraform 1.11.4 write these keys of `for_each`. */
const KEYS: [string, string][] = [
  ["plain", '["plain"]'],
  ["", '[""]'],
  ["0", '["0"]'],
  ["logs[0].archive", '["logs[0].archive"]'],
  ["a]b.c", '["a]b.c"]'],
  ['q"uote', String.raw`["q\"uote"]`],
  ['a\\"]', String.raw`["a\\\"]"]`],
  [String.raw`back\slash`, String.raw`["back\\slash"]`],
  [String.raw`\u00e9`, String.raw`["\\u00e9"]`],
  ["${x}", '["$${x}"]'],
  ["$${x}", '["$$${x}"]'],
  ["$$${x}", '["$$$${x}"]'],
  ["%{if}", '["%%{if}"]'],
  ["%%{y}", '["%%%{y}"]'],
  ["$${", '["$$${"]'],
  ["100%", '["100%"]'],
  ["a\nb\rc\td", String.raw`["a\nb\rc\td"]`],
  ["\u0001x\u007f", String.raw`["\u0001x\u007f"]`],
  ["\u00e9\uac00", '["\u00e9\uac00"]'],
  ["\u00a0\u200b\u2028\ufeff", String.raw`["\u00a0\u200b\u2028\ufeff"]`],
  ["\u{1f600}", '["\u{1f600}"]'],
  ["\u{e0001}", String.raw`["\U000e0001"]`],
  ["<&>'", `["<&>'"]`],
  [" (deposed object 0a1b2c3d)", '[" (deposed object 0a1b2c3d)"]'],
  ["aws_vpc.x.input", '["aws_vpc.x.input"]'],
];

test.each(KEYS)("the key %j is written and read as Terraform does", (key, written) => {
  expect(formatKey(key)).toBe(written);
  for (const address of [
    `aws_s3_bucket.data${written}`,
    `aws_s3_bucket.data${written} (deposed object 0a1b2c3d)`,
    `module.m${written}.module.n[3].data.aws_s3_bucket.data${written}`,
  ]) {
    const parsed = parseAddress(address)!;
    expect(parsed).toMatchObject({ type: "aws_s3_bucket", name: "data", key });
    expect(formatAddress(parsed)).toBe(address);
  }
  const [module] = parseAddress(`module.m${written}.aws_vpc.a`)!.modules;
  expect(module).toEqual({ name: "m", key });
});

test("an address is taken apart", () => {
  expect(parseAddress("aws_vpc.main")).toEqual({
    modules: [],
    mode: "managed",
    type: "aws_vpc",
    name: "main",
    key: undefined,
    deposed: undefined,
  });
  expect(parseAddress('module.a["x.y"].module.b.data.aws_ami.c[12]')).toMatchObject({
    modules: [{ name: "a", key: "x.y" }, { name: "b" }],
    mode: "data",
    type: "aws_ami",
    name: "c",
    key: 12,
  });
  expect(parseAddress("ephemeral.aws_secretsmanager_secret_version.s")?.mode).toBe("ephemeral");
  expect(parseAddress("action.aws_lambda_invoke.migrate")).toMatchObject({
    mode: "action",
    type: "aws_lambda_invoke",
  });
  expect(parseAddress("module.data.aws_vpc.data")).toMatchObject({ mode: "managed", name: "data" });
  expect(parseAddress("aws_vpc.ünïcode-1")?.name).toBe("ünïcode-1");
  expect(parseAddress("aws_vpc.a (deposed object 0a1b2c3d)")?.deposed).toBe("0a1b2c3d");
});

test("instances and objects of a resource have its address", () => {
  for (const written of [
    'module.a["x"].aws_vpc.b',
    'module.a["x"].aws_vpc.b["]."]',
    'module.a["x"].aws_vpc.b[0] (deposed object 0a1b2c3d)',
  ]) {
    expect(resourceOf(parseAddress(written)!)).toBe('module.a["x"].aws_vpc.b');
  }
});

test.each([
  "",
  "aws_vpc",
  "module.a",
  'module.a["x"]',
  "aws_vpc.a.id",
  "aws_vpc.a[",
  'aws_vpc.a["x]',
  'aws_vpc.a["x"y"]',
  "aws_vpc.a[*]",
  "aws_vpc.a[each.key]",
  "aws_vpc.a (tainted)",
  "1.2",
  "a b.c",
  "\u0000",
  '["',
])("what is no address of a resource is none: %j", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});
