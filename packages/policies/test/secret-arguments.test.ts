import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SECRET_ARGUMENTS, SECRET_MAKERS, SECRET_READERS } from "../src/secret-arguments";

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
  // Keys of maps, which no type names, are in capitals.
  const names = paths.flatMap((one) => one.split(".")).filter((name) => !/^[A-Z]+$/.test(name));
  const unknown = names.filter((name) => !new RegExp(`\\b${camel(name)}\\??:`).test(text));
  expect(unknown).toEqual([]);
});

test("what makes or reads a secret is there, with the argument that says otherwise", () => {
  const makers = Object.entries(SECRET_MAKERS).filter(([type]) => type.startsWith("aws_"));
  for (const [type, { unless = "", when = unless }] of makers) {
    expect(declared(moduleOf(type))).toContain(when === "" ? type : `${camel(when)}?:`);
  }
  for (const type of SECRET_READERS.filter((one) => one.startsWith("aws_"))) {
    expect(declared(`data-${type.replaceAll("_", "-")}`)).toContain(type);
  }
});
