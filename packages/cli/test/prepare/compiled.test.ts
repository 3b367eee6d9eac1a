import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packages } from "@groundwork/testing/roots";

const { compileAll, whyCompile } = jest.requireActual<{
  compileAll(projects: string[], why: string, tellChild: (pid: number) => void): Promise<void>;
  whyCompile(projects: string[]): string | undefined;
}>("../../prepare/compiled.js");

let dir: string;
let top: string;
let said: string;
let before: string | undefined;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "compiled-"));
  top = path.join(dir, "top");
  project("top", { references: [{ path: "../below" }] }, "export const a = 1;");
  project("below", {}, "export const b = 1;");
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  said = "";
  before = whyCompile([top]);
  await compile();
});
afterAll(() => rmSync(dir, { recursive: true }));

function project(name: string, more: object, source: string): void {
  mkdirSync(path.join(dir, name, "src"), { recursive: true });
  const base = path.join(packages, "tsconfig.base.json");
  const options = { rootDir: "src", outDir: "dist", types: [] };
  const config = { extends: base, compilerOptions: options, include: ["src"], ...more };
  const text = `// A comment.\n${JSON.stringify(config, null, 2).replace(/\n\}$/, ",\n} /* one more */")}`;
  write(name, "tsconfig.json", text);
  write(name, "src/x.ts", source);
}

function write(name: string, file: string, text: string): void {
  writeFileSync(path.join(dir, name, file), text);
}

const compile = () => compileAll([top], "of a test", () => {});
const made = (name: string) => readFileSync(path.join(dir, name, "dist/x.js"), "utf8");

test("what was never compiled is compiled, and not again", () => {
  expect(before).toMatch(/top is not compiled yet$/);
  expect(whyCompile([top])).toBeUndefined();
  expect(said).toBe("Compiling, as of a test\n");
});

test("nor is what has only a new time, as after a checkout there and back", () => {
  const now = new Date();
  utimesSync(path.join(top, "src/x.ts"), now, now);
  expect(whyCompile([top])).toBeUndefined();
});

test.each([["top"], ["below"]])("what is edited is: a source of %s", async (name) => {
  write(name, "src/x.ts", "export const c = 3;");
  expect(whyCompile([top])).toMatch(new RegExp(`^sources of .*${name} have changed$`));
  await compile();
  expect(whyCompile([top])).toBeUndefined();
  expect(made(name)).toContain("c = 3");
});

test("so is a new source, and one that is gone", async () => {
  write("below", "src/y.ts", "export const y = 1;");
  expect(whyCompile([top])).toMatch("below");
  await compile();
  rmSync(path.join(dir, "below/src/y.ts"));
  expect(whyCompile([top])).toMatch("below");
  await compile();
});

test("and what somebody else has compiled since, of sources that are gone again", async () => {
  const text = readFileSync(path.join(top, "src/x.ts"), "utf8");
  const { compile: byAnother } = jest.requireActual("../../compile.js");
  // The compiler itself goes by times alone, which files have by ticks of the clock.
  const later = new Date(Date.now() + 1000);
  write("top", "src/x.ts", "export const other = 4;");
  utimesSync(path.join(top, "src/x.ts"), later, later);
  await byAnother(top);
  write("top", "src/x.ts", text);
  expect(whyCompile([top])).toMatch("top");
  await compile();
  expect(made("top")).not.toContain("other");
});

test("what was made comes back where it is gone", async () => {
  rmSync(path.join(dir, "below/dist"), { recursive: true });
  expect(whyCompile([top])).toMatch(/below is not compiled yet$/);
  await compile();
  expect(made("below")).toContain("export");
  // One file of several, of which the compiler takes no note.
  const there = readdirSync(path.join(dir, "below/dist"), { recursive: true, encoding: "utf8" });
  const lost = there.find((file) => file.endsWith(".js"));
  rmSync(path.join(dir, "below/dist", lost!));
  expect(whyCompile([top])).toMatch(/^compiled parts of .*below are missing$/);
  await compile();
  expect(made("below")).toContain("export");
});

test("what only the compiler can read it is asked for each time", () => {
  write("below", "tsconfig.json", "{");
  expect(whyCompile([top])).toMatch(/below\/tsconfig\.json cannot be read here$/);
  project("below", {}, "export const b = 1;");
});

test("a mistake is told, and stays one", async () => {
  write("top", "src/x.ts", 'export const a: number = "x";');
  said = "";
  await expect(compile()).rejects.toThrow(/^$/);
  expect(said).toMatch(/src\/x\.ts\(1,14\): error TS2322/);
  expect(whyCompile([top])).toMatch("top");
});
