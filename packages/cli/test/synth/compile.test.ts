import { execFileSync } from "node:child_process";

const { compiler, shortTypes, unwritten } = jest.requireActual<{
  compiler(): string[];
  shortTypes(said: string): string;
  unwritten(said: string): string | undefined;
}>("../../compile.js");

const line = (what: string) => `environments/dev.ts(3,7): error TS2322: ${what}\n`;

test.each([
  ["Type 'string' is not assignable to type 'number'."],
  [
    `Type '"sinlge"' is not assignable to type '"none" | "per-zone" | "single" | undefined'. Did you mean '"single"'?`,
  ],
  [`Type '"it's"' is not assignable to type '"a" | "b"'.`],
])("what is short stays as it is: %s", (what) => {
  expect(shortTypes(line(what))).toBe(line(what));
});

test("an object's type is shown by its first keys, a long union by its first values", () => {
  const object = `{ command?: string[] | undefined; ${"more: string; ".repeat(20)}}`;
  const union = Array.from({ length: 50 }, (_, index) => `"v${index}"`).join(" | ");
  const said = line(`'x' does not exist in type '${object}'. Or '${union}'. Did you mean 'y'?`);
  const short = shortTypes(said);
  expect(short).toMatch(
    /'x' does not exist in type '\{ command\?: string\[\] .{0,30} \.\.\.'\. Or '"v0" \| "v1" .* \.\.\.'\. Did you mean 'y'\?\n$/,
  );
  expect(short.length).toBeLessThan(300);
});

test("of what leads to a mistake only the mistake is told", () => {
  const said =
    line("Type 'A' is not assignable to type 'B'.") +
    "  Types of property 'network' are incompatible.\n" +
    "    Type 'string' is not assignable to type 'number'.\n" +
    line("Cannot find name 'x'.");
  expect(shortTypes(said)).toBe(
    line(
      "Type 'A' is not assignable to type 'B'. Type 'string' is not assignable to type 'number'.",
    ) + line("Cannot find name 'x'."),
  );
});

test("where it may not write, that is said, and no mistake of the code", () => {
  const file = "/srv/shop/dist/tsconfig.tsbuildinfo";
  const said = `error TS5033: Could not write file '${file}': open ${file}: permission denied.\n`;
  expect(unwritten(said)).toContain(`could not write ${file}. Run this as whoever`);
  expect(unwritten(line("Cannot find name 'x'."))).toBeUndefined();
});

test("the compiler is its own program, without a second Node before it", () => {
  const [file, ...args] = compiler();
  expect(args).toEqual([]);
  const { version } = jest.requireActual<{ version: string }>("typescript/package.json");
  expect(String(execFileSync(file!, ["--version"]))).toBe(`Version ${version}\n`);
});
