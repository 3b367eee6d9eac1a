import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unlistedEnvironments } from "../../src/core/unlisted-environments";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "environments-"));
  mkdirSync(path.join(root, "environments"));
  write("index", 'import { dev } from "./dev";\nconst environments = [dev];');
  write("organization", 'export const organization = { name: "acme" };');
  write(
    "dev",
    'const web = { name: "web" };\nexport const dev = { name: "dev", services: [web] };',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (name: string, text: string) =>
  writeFileSync(path.join(root, "environments", `${name}.ts`), text);

const unlisted = () => unlistedEnvironments([{ name: "dev" }], root);

test("what is listed, is no environment, or is a part of others is no finding", () => {
  write("small", 'export const worker = { name: "worker" };');
  write("dev", 'import { worker } from "./small";\nexport const dev = { name: "dev" };');
  write("drift-ignore", 'export const ignored = [{ name: "x" }];');
  write("sizes", "export const sizes = [256];");
  expect(unlisted()).toEqual([]);
});

test.each([
  ["imported by nobody", ""],
  ["imported, and in no list", 'import { staging } from "./staging";\n'],
])("a copy that is %s is named", (_, line) => {
  write("index", `${line}import { dev } from "./dev";\nconst environments = [dev];`);
  write("staging", 'export const staging = { name: "staging" };');
  expect(unlisted()).toEqual([
    "environments/staging.ts is not in the list of environments/index.ts, so it has no stack.",
  ]);
});

test("a copy that has kept the name of the other is named as well", () => {
  write("staging", 'export const dev = { name: "dev" };');
  expect(unlisted()).toHaveLength(1);
});

test("a project without the folder has no such file", () => {
  rmSync(path.join(root, "environments"), { recursive: true });
  expect(unlisted()).toEqual([]);
});
