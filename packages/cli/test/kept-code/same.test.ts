import { existsSync } from "node:fs";
import { Program } from "./program";

// Each starts a few processes, which on a busy machine take seconds.
jest.setTimeout(60_000);

// A module that was kept is to its program what the file is.

let program: Program;
afterEach(() => program.remove());

const plain = { NODE_DISABLE_COMPILE_CACHE: "1" };

/** Without, when it is first compiled, and as it was kept. */
async function runs(files: Record<string, string>) {
  program = new Program(files);
  return [await program.run(plain), await program.run(), await program.run()] as const;
}

test("places in stack traces, names and what modules know of themselves are the same", async () => {
  const [without, first, kept] = await runs({
    "main.js": `#!/usr/bin/env node
      const { at } = require("./deep/thrower");
      const { resolve, cache, main } = require;
      console.log(at, __filename, __dirname, module.id, module.parent?.filename, this === exports);
      console.log(resolve("./deep/thrower"), resolve.paths("x")[0], Object.keys(cache).length, main?.filename);`,
    "deep/thrower.js": `const e = new Error("x"); exports.at = e.stack.split("\\n")[1];`,
  });
  expect(without.said).toMatch(/thrower\.js:1:11\)/);
  expect(first.said).toBe(without.said);
  expect(kept.said).toBe(without.said);
  expect(kept).toMatchObject({ kept: 1 });
});

test("import() and modules of the other kind work", async () => {
  const [without, first, kept] = await runs({
    "main.js": `console.log(require("./esm.mjs").m); require("./importer");`,
    "importer.js": `import("./other.mjs").then(({ o }) => console.log(o));`,
    "esm.mjs": `export const m = 1;`,
    "other.mjs": `export const o = 2;`,
  });
  expect(without.said).toBe("1\n2");
  expect(first.said).toBe(without.said);
  expect(kept).toMatchObject({ said: without.said, kept: 1, compiled: 0 });
  // Node warns of what imports in scripts.
  for (const { stderr } of [first, kept]) expect(stderr).not.toContain("Warning");
});

test("a syntax error is told as Node tells it", async () => {
  const [without, first, second] = await runs({ "main.js": `const a = ;` });
  expect(without.stderr).toContain("SyntaxError: Unexpected token ';'");
  const told = ({ stderr }: { stderr: string }) => stderr.split("\n").slice(0, 5);
  expect(told(first)).toEqual(told(without));
  expect(told(second)).toEqual(told(without));
});

test("libraries that were asked for can be loaded before they are asked for again", async () => {
  const files = {
    "main.js": `console.log("main"); require("lib");`,
    "node_modules/lib/index.js": `console.log("lib");`,
  };
  await runs(files);
  expect((await program.run({ FIRST: "1" })).said).toBe("lib\nmain");
  // One that is no longer what it was is left until then.
  program.write("node_modules/lib/index.js", `console.log("new lib");`);
  expect((await program.run({ FIRST: "1" })).said).toBe("main\nnew lib");
});

test.each([
  ["a debugger", { NODE_OPTIONS: "--enable-source-maps" }],
  ["another loader", { NODE_OPTIONS: "--require ./runner-too.cjs" }],
  ["one that counts lines", { NODE_V8_COVERAGE: "coverage" }],
  ["who wants none", plain],
])("nothing is kept for %s", async (_, env) => {
  program = new Program({ "main.js": "console.log(1);", "runner-too.cjs": "" });
  expect((await program.run(env)).said).toBe("1");
  expect(existsSync(program.folder)).toBe(false);
});

test("code is kept for each set of V8's options, and turns of both find it", async () => {
  await runs({ "main.js": "console.log(1);" });
  const other = { NODE_OPTIONS: "--max-old-space-size=512" };
  expect((await program.run(other)).said).toBe("1");
  for (const env of [{}, other, {}]) {
    expect(await program.run(env)).toMatchObject({ said: "1", kept: 1, compiled: 0 });
  }
});
