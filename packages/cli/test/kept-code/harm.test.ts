import {
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { Program } from "./program";

// Each starts a few processes, which on a busy machine take seconds.
jest.setTimeout(60_000);

// Whatever becomes of the files in which code is kept, the program runs as without them.

const SAID = "one é two \u4E2D";
let program: Program;

beforeEach(async () => {
  program = new Program({
    "main.js": `console.log(require("./one"), require("lib"));`,
    "one.js": `module.exports = "one é";`,
    "node_modules/lib/index.js": `module.exports = "two \u4E2D";\n//# sourceMappingURL=data:x`,
  });
  await program.run();
});
afterEach(() => program.remove());

/** What a run says, and what the next takes as it was kept. */
async function rebuilt() {
  const { said } = await program.run();
  const { kept, compiled } = await program.run();
  return { said, kept, compiled };
}

const REBUILT = { said: SAID, kept: 3, compiled: 0 };

test.each([
  ["empty", () => ""],
  ["of something else", () => "1 2 3\n\0\0"],
  ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
  ["cut off in its index", (bytes: Buffer) => bytes.subarray(0, 60)],
])("files that are %s are made again", async (_, change) => {
  for (const file of program.files()) writeFileSync(file, change(readFileSync(file)));
  expect(await rebuilt()).toEqual(REBUILT);
});

test("a byte that has changed is noticed wherever it is", async () => {
  const sizes = program.files().map((file) => statSync(file).size);
  for (const part of [0.01, 0.2, 0.5, 0.8, 0.99]) {
    for (const [index, file] of program.files().entries()) {
      const bytes = readFileSync(file);
      bytes[Math.floor(sizes[index]! * part)]! ^= 255;
      writeFileSync(file, bytes);
    }
    expect(await rebuilt()).toEqual(REBUILT);
  }
});

test("a folder in the place of a file, or a file in that of the folder, is left alone", async () => {
  const [file] = program.files();
  rmSync(file!);
  mkdirSync(file!);
  expect((await program.run()).said).toBe(SAID);
  rmSync(program.folder, { recursive: true });
  writeFileSync(program.folder, "");
  expect((await program.run()).said).toBe(SAID);
});

test("a process that is killed while it writes leaves what was there, and what it left is swept up", async () => {
  const main = readFileSync(program.path("main.js"), "utf8");
  const kill = `require("fs").renameSync = () => process.kill(process.pid, "SIGKILL");`;
  program.write("main.js", `${kill}${main}`);
  expect(await program.run()).toMatchObject({ said: SAID, signal: "SIGKILL" });
  program.write("main.js", main);
  const left = program.files().filter((file) => /\.\d+$/.test(file));
  expect(left).toHaveLength(1);
  utimesSync(left[0]!, new Date(0), new Date(0));
  expect(await rebuilt()).toEqual(REBUILT);
  expect(program.files()).toHaveLength(2);
});

test("a full disk leaves nothing half-written", async () => {
  const main = readFileSync(program.path("main.js"), "utf8");
  program.write("main.js", `require("fs").writevSync = () => 3;${main}`);
  expect((await program.run()).said).toBe(SAID);
  expect(program.files()).toHaveLength(2);
});

test("many at once write whole files", async () => {
  for (const file of program.files()) truncateSync(file);
  const runs = await Promise.all(Array.from({ length: 6 }, () => program.run()));
  expect(new Set(runs.map(({ said }) => said))).toEqual(new Set([SAID]));
  expect(await program.run()).toMatchObject({ said: SAID, kept: 3, compiled: 0 });
  expect(program.files()).toHaveLength(2);
});
