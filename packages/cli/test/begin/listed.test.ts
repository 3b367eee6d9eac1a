import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@groundwork/testing/project";
import { listed } from "../../src/begin/listed";
import { constantFor } from "../../src/begin/constant";
import { edited } from "../../src/sources/source-text";

const shipped = readFileSync(path.join(projectRoot, "environments/index.ts"), "utf8");

const add = (text: string, before?: string, name = "staging", constant = name) =>
  edited(text, listed(text, { name, constant, before }));

test("an environment is imported and listed before another one, and nothing else changes", () => {
  expect(add(shipped, "prod")).toBe(
    shipped
      .replace('from "./prod";\n', 'from "./prod";\nimport { staging } from "./staging";\n')
      .replace("[dev, prod]", "[dev, staging, prod]"),
  );
});

test.each([
  [undefined, "[dev, prod, staging]"],
  ["dev", "[staging, dev, prod]"],
])("before %s the list is %s", (before, list) => {
  expect(add(shipped, before)).toContain(`const environments = ${list};`);
});

test("imports keep the order of the alphabet, and names need not be those of the files", () => {
  const text = add(shipped, "dev", "a-lab", "aLab");
  expect(text).toContain('import { aLab } from "./a-lab";\nimport { dev } from "./dev";');
  expect(text).toContain("[aLab, dev, prod]");
});

test.each([
  [
    "lines of their own",
    "const environments = [\n  dev, // first\n  prod,\n];",
    "  dev, // first\n  staging,\n  prod,\n",
  ],
  [
    "calls",
    'const environments = [dev, placed(prod, "eu")];',
    '[dev, staging, placed(prod, "eu")]',
  ],
  [
    "a type",
    "const environments: readonly Input[] = [dev, prod] as const;",
    "[dev, staging, prod] as const",
  ],
])("a list with %s is edited as well", (_, list, expected) => {
  const text = shipped.replace("const environments = [dev, prod];", list);
  expect(add(text, "prod")).toContain(expected);
});

test("so is one that the checks are given as it is", () => {
  const text = shipped.replace("(organization, environments)", "(organization, [dev, prod])");
  expect(add(text, "prod")).toContain("(organization, [dev, staging, prod])");
});

test("a list that is made in another way is refused", () => {
  const text = shipped.replace("[dev, prod]", "all()");
  expect(() => add(text)).toThrow(
    "got no list of environments, expected const environments = [...]",
  );
  expect(() => add(shipped, "production")).toThrow(
    "--before: got production, expected one of the list: dev, prod. Did you mean prod?",
  );
});

test.each([
  ["staging", [], "staging"],
  ["prod-eu-2", [], "prodEu2"],
  ["default", [], "defaultEnvironment"],
  ["organization", ["organization"], "organizationEnvironment"],
  ["new", ["newEnvironment"], "newEnvironment2"],
])("%s, where %j are taken, is called %s in the source", (name, taken, expected) => {
  expect(constantFor(name, new Set(taken))).toBe(expected);
});
