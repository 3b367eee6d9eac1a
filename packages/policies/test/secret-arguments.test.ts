import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SECRET_ARGUMENTS, WRITE_ONLY } from "../src/secret-arguments";
import { KEY_READERS, OWN_KEYS, SECRET_MAKERS, SECRET_READERS } from "../src/secret-makers";

const lib = path.join(require.resolve("@cdktf/provider-aws/lib/vpc"), "../..");

/** The declarations of a type's module, as one text. */
function declared(module: string): string {
  const folder = path.join(lib, module);
  const files = readdirSync(folder).filter((file) => file.endsWith(".d.ts"));
  return files.map((file) => readFileSync(path.join(folder, file), "utf8")).join("\n");
}

const moduleOf = (type: string) => type.replace(/^aws_/, "").replaceAll("_", "-");
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

test.each(Object.entries(SECRET_ARGUMENTS))("%s has such arguments", (type, paths) => {
  const text = declared(moduleOf(type));
  // Keys of maps no type names.
  const names = paths.flatMap((one) =>
    one.split(/\.[A-Z]+$|(?<=^provider_details)\..*/)[0]!.split("."),
  );
  const unknown = names.filter((name) => !new RegExp(`\\b${camel(name)}\\??:`).test(text));
  expect(unknown).toEqual([]);
});

test("write-only arguments are there, beside arguments that are known", () => {
  for (const [type, pairs] of Object.entries(WRITE_ONLY)) {
    for (const [kept, writeOnly] of Object.entries(pairs)) {
      expect(SECRET_ARGUMENTS[type]).toContain(kept);
      expect(declared(moduleOf(type))).toContain(`${camel(writeOnly)}?:`);
    }
  }
});

test("what makes or reads a secret is there, with the argument that says otherwise", () => {
  const ofAws = (makers: typeof SECRET_MAKERS) =>
    Object.entries(makers).filter(([type]) => type.startsWith("aws_"));
  for (const [type, { unless = "", when = unless }] of ofAws({ ...SECRET_MAKERS, ...OWN_KEYS })) {
    expect(declared(moduleOf(type))).toContain(when === "" ? type : `${camel(when)}?:`);
  }
  for (const [type] of ofAws({ ...SECRET_READERS, ...KEY_READERS })) {
    expect(declared(`data-${type.replaceAll("_", "-")}`)).toContain(type);
  }
});

test("each says what to use instead, in words that fit behind `expected`", () => {
  for (const makers of [SECRET_MAKERS, SECRET_READERS, OWN_KEYS, KEY_READERS]) {
    for (const { instead } of Object.values(makers)) expect(instead).toMatch(/^[a-z].*[^.]$/);
  }
});
