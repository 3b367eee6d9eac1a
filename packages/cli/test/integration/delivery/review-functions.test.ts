import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readExpression } from "../../../src/delivery/review/expression";
import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { isAllowed } from "../../../src/delivery/review/functions";
import { run } from "@groundwork/testing/project";

/** What the scanner and the list of functions take for granted, asked of Terraform itself. */
jest.setTimeout(120_000);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-functions-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const terraform = async (...args: string[]) =>
  (await run("terraform", args, { cwd: dir, env: { CHECKPOINT_DISABLE: "1" } })).stdout;

const configure = (json: object, file = "a.tf.json") =>
  writeFile(path.join(dir, file), JSON.stringify(json));

const functionsOfTerraform = async (): Promise<string[]> =>
  Object.keys(JSON.parse(await terraform("metadata", "functions", "-json")).function_signatures);

test("each function of Terraform's is allowed or refused, however it is spelled", async () => {
  const names = await functionsOfTerraform();
  expect(names.length).toBeGreaterThan(200);
  const refused = names.filter((name) => !isAllowed(name));
  expect(refused.filter((name) => !name.startsWith("core::"))).toEqual(
    (
      "abspath bcrypt can ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 " +
      "fileexists filemd5 fileset filesha1 filesha256 filesha512 issensitive nonsensitive pathexpand " +
      "plantimestamp regex regexall rsadecrypt sensitive templatefile templatestring timestamp try uuid"
    ).split(" "),
  );
  const spelled = (name: string) => [
    `\${${name}(1)}`,
    `\${0-${name} /**/ (1)}`,
    `%{ if ${name}\n(1) }%{ endif }`,
    `\${"a\${[for a in [1] : ${name.replace("::", " :: ")}(1)][0]}"}`,
  ];
  const value = (text: string) => ({ output: { a: { value: text } } });
  const passed = refused.flatMap(spelled).filter((text) => {
    return foreignProblems(value(text), {}).length === 0;
  });
  expect(passed).toEqual([]);
});

/** A call of each function that is allowed, its arguments apart. */
const CALLS = `
abs(-1) ceil(1.5) floor(1.5) log(16; 2) max(1; 2) min(1; 2) parseint("ff"; 16) pow(2; 3) signum(-1)
sum([1, 2]) chomp("a") endswith("ab"; "b") format("%s"; "a") formatlist("%s"; ["a"]) indent(2; "a")
join("-"; ["a"]) lower("A") replace("a"; "a"; "b") split("-"; "a-b") startswith("ab"; "a")
strcontains("ab"; "a") strrev("ab") substr("abc"; 0; 1) title("a") trim("a-"; "-")
trimprefix("ab"; "a") trimspace("a") trimsuffix("ab"; "b") upper("a") alltrue([true]) anytrue([true])
chunklist(["a", "b"]; 1) coalesce("a"; "b") coalescelist(["a"]; ["b"]) compact(["a"])
concat(["a"]; ["b"]) contains(["a"]; "a") distinct(["a"]) element(["a", "b"]; 1) flatten([["a"]])
index(["a"]; "a") keys({ a = 1 }) length("a") lookup({ a = "b" }; "c"; "d")
matchkeys(["a"]; ["b"]; ["b"]) merge({ a = 1 }; { b = 2 }) one(["a"]) range(0; 3; 1) reverse(["a"])
setintersection(["a"]; ["a"]) setproduct(["a"]; ["b"]) setsubtract(["a"]; ["b"]) setunion(["a"]; ["b"])
slice(["a", "b"]; 0; 1) sort(["a"]) transpose({ a = ["b"] }) values({ a = 1 }) zipmap(["a"]; ["b"])
base64decode("YQ==") base64encode("a") base64gzip("a") csvdecode("a,b") jsondecode("{}")
jsonencode({ a = 1 }) textdecodebase64("YQA="; "UTF-16LE") textencodebase64("a"; "UTF-16LE")
urlencode("a") yamldecode("a: 1") yamlencode({ a = 1 }) base64sha256("a") base64sha512("a") md5("a")
sha1("a") sha256("a") sha512("a") uuidv5("dns"; "a") basename("a/b") dirname("a/b")
formatdate("YYYY"; "2026-01-01T00:00:00Z") timeadd("2026-01-01T00:00:00Z"; "1h")
timecmp("2026-01-01T00:00:00Z"; "2026-01-01T00:00:00Z") cidrhost("10.0.0.0/8"; 1)
cidrnetmask("10.0.0.0/8") cidrsubnet("10.0.0.0/8"; 8; 1) cidrsubnets("10.0.0.0/8"; 8; 8)
tobool("true") tolist(["a"]) tomap({ a = 1 }) tonumber("1") toset(["a"]) tostring(1)`;

test("what an allowed function gives of a sensitive value is sensitive", async () => {
  const calls = [...CALLS.matchAll(/(\w+)\(((?:"[^"]*"|[^()"])*)\)/g)];
  const names = calls.map(([, name]) => name!);
  const allowed = (await functionsOfTerraform()).filter((name) => isAllowed(name));
  expect(names.toSorted()).toEqual(allowed.filter((name) => !name.startsWith("core::")));

  const output: Record<string, { value: string }> = {};
  for (const [, name, list] of calls) {
    const all = list!.split(";");
    for (const index of all.keys()) {
      const given = all.map((one, at) => (at === index ? `sensitive(${one})` : one)).join();
      output[`${name}-${index}`] = { value: `\${issensitive(${name}(${given}))}` };
    }
  }
  await configure({ output });
  await terraform("init", "-no-color");
  await terraform("plan", "-no-color", "-out=plan");
  const plan = JSON.parse(await terraform("show", "-json", "plan"));
  const outputs = Object.entries(plan.planned_values.outputs as Record<string, { value: boolean }>);
  expect(outputs.length).toBe(Object.keys(output).length);
  expect(outputs.filter(([, { value }]) => !value).map(([name]) => name)).toEqual([]);
});

/** Numbers between 0 and 1, the same for a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...'${|%{|$${|%%{|$$${|${~|~}|}|}|}|{|(|)|[|]|"|"|\\|\\"|\\$|$|%|#|//|/*|*/|\n|::|.|-|<<E\n|\nE\n'.split(
    "|",
  ),
  ..." |a|1|0-|1.5e3|for a in [1] : |if (true) |true ? 1 : |core::|local.a|, | = |=> |...|\\u0041|\u00a0|é".split(
    "|",
  ),
  ...'FUN(|FUN(|FUN (|FUN/**/(|FUN#\n(|FUN(1)|FUN(1)|${FUN(1)}|${FUN(1)}|${"|"}|x-FUN(1)|FUN'.split(
    "|",
  ),
];

test("every call that Terraform sees in a random text, the scanner sees", async () => {
  const next = random(20261129);
  const texts = Array.from({ length: 3_000 }, (_, number) => {
    let calls = 0;
    const pick = () => PIECES[Math.floor(next() * PIECES.length)]!;
    const text = Array.from({ length: 1 + Math.floor(next() * 9) }, pick).join("");
    // Half of them in an expression that is closed, as few random texts are.
    const whole = number % 2 === 0 ? text : `\${"${text}"}`;
    return whole.replaceAll("FUN", () => `f${number}x${calls++}`);
  });
  // In several files, as Terraform shows what stands around each error.
  for (let from = 0; from < texts.length; from += 50) {
    const some = texts.slice(from, from + 50).map((text, at) => [`l${from + at}`, text]);
    await configure({ locals: Object.fromEntries(some) }, `${from}.tf.json`);
  }
  const { diagnostics } = JSON.parse(await terraform("validate", "-json"));
  const missed: string[] = [];
  const seen = new Set<string>();
  for (const { detail } of diagnostics as { detail: string }[]) {
    const [, name, number] = /no function named "((?:[^"]*::|x-)?f(\d+)x\d+)"/.exec(detail) ?? [];
    if (name === undefined) continue;
    const text = texts[Number(number)]!;
    const { calls, unclear } = readExpression(text);
    seen.add(text);
    if (unclear === undefined && !calls.includes(name)) missed.push(text);
  }
  expect(seen.size).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});
