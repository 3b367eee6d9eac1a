import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Program } from "./program";

// Each starts a few processes, which on a busy machine take seconds.
jest.setTimeout(60_000);

// What a program prints is what its files say now, whatever was kept of it.

let program: Program;

beforeEach(async () => {
  program = new Program({
    "main.js": `console.log(require("./own"), require("lib"), require("./folder"));`,
    "own.js": `module.exports = "own 1";`,
    "folder/index.js": `module.exports = "folder";`,
    "node_modules/lib/package.json": `{ "main": "one" }`,
    "node_modules/lib/one.js": `module.exports = "lib 1 " + require("dep");`,
    "node_modules/lib/two.js": `module.exports = "lib 2";`,
    "node_modules/dep/index.js": `module.exports = "dep";`,
    "node_modules/dep/package.json": "{}",
  });
  await program.run();
});
afterEach(() => program.remove());

const said = async () => (await program.run()).said;
const BEFORE = "own 1 lib 1 dep folder";

test("with nothing changed all modules come as they were kept, and nothing is written", async () => {
  const times = () => program.files().map((file) => statSync(file).mtimeMs);
  const written = times();
  expect(await program.run()).toMatchObject({ said: BEFORE, kept: 5, compiled: 0 });
  expect(times()).toEqual(written);
  expect(written).toHaveLength(2);
});

test("an edited source is read anew, and then kept as it is", async () => {
  program.write("own.js", `module.exports = "own and more";`);
  const after = "own and more lib 1 dep folder";
  expect(await program.run()).toMatchObject({ said: after, kept: 4, compiled: 1 });
  expect(await program.run()).toMatchObject({ said: after, kept: 5, compiled: 0 });
});

test("an edit of the same length that keeps the time is seen", async () => {
  const keepTime = () => utimesSync(program.path("own.js"), 1000, 1000);
  keepTime();
  expect(await said()).toBe(BEFORE);
  program.write("own.js", `module.exports = "own 2";`);
  keepTime();
  expect(await said()).toBe("own 2 lib 1 dep folder");
});

test("an edit in the same tick of a disk's clock is seen", async () => {
  const still = { STILL: "1" };
  expect(await program.run(still)).toMatchObject({ said: BEFORE });
  expect(await program.run(still)).toMatchObject({ said: BEFORE, kept: 5 });
  program.write("own.js", `module.exports = "own 2";`);
  expect(await program.run(still)).toMatchObject({ said: "own 2 lib 1 dep folder", kept: 4 });
});

test("an edit while a program runs is seen by the next", async () => {
  const main = readFileSync(program.path("main.js"), "utf8");
  const edit = `require("fs").writeFileSync(__dirname + "/own.js", 'module.exports = "own 2";');`;
  program.write("main.js", `${main}${edit}`);
  expect(await said()).toBe(BEFORE);
  expect(await said()).toBe("own 2 lib 1 dep folder");
});

test("a file that comes before another while a long program runs is taken by the next", async () => {
  rmSync(program.folder, { recursive: true });
  const main = readFileSync(program.path("main.js"), "utf8");
  const added = `require("fs").writeFileSync(__dirname + "/folder.js", 'module.exports = "file";');`;
  program.write("main.js", `${main}${added} const { now } = Date; Date.now = () => now() + 10000;`);
  expect((await program.run({ AHEAD_MS: "0" })).said).toBe(BEFORE);
  expect(await said()).toBe("own 1 lib 1 dep file");
});

test("what was only touched, or copied with new times, is kept", async () => {
  for (const file of ["own.js", "node_modules/lib/one.js"]) {
    utimesSync(program.path(file), new Date(), new Date());
  }
  expect(await program.run()).toMatchObject({ said: BEFORE, kept: 5, compiled: 0 });
});

test("a library that was edited, or has another entry, is read anew", async () => {
  program.write("node_modules/lib/one.js", `module.exports = "lib by hand";`);
  expect(await said()).toBe("own 1 lib by hand folder");
  program.write("node_modules/lib/package.json", `{ "main": "two" }`);
  expect(await said()).toBe("own 1 lib 2 folder");
});

test("a package that npm puts nearer comes before the other", async () => {
  program.write("node_modules/lib/node_modules/dep/index.js", `module.exports = "nearer dep";`);
  expect(await said()).toBe("own 1 lib 1 nearer dep folder");
});

test("a package that is a link leads where it does now", async () => {
  renameSync(program.path("node_modules/dep"), program.path("dep-1"));
  const link = program.path("node_modules/dep");
  symlinkSync(program.path("dep-1"), link);
  expect(await said()).toBe(BEFORE);
  program.write("dep-2/index.js", `module.exports = "dep 2";`);
  rmSync(link);
  symlinkSync(program.path("dep-2"), link);
  expect(await said()).toBe("own 1 lib 1 dep 2 folder");
});

test("a file that comes before a folder of its name is taken", async () => {
  program.write("folder.js", `module.exports = "file";`);
  expect(await said()).toBe("own 1 lib 1 dep file");
});

test("what is gone is missed as Node misses it", async () => {
  rmSync(program.path("own.js"));
  const { stderr } = await program.run();
  expect(stderr).toContain("Cannot find module './own'");
  mkdirSync(program.path("own"));
  writeFileSync(path.join(program.path("own"), "index.js"), `module.exports = "own folder";`);
  expect(await said()).toBe("own folder lib 1 dep folder");
});
