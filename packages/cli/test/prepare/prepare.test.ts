import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot, type Ended } from "@groundwork/testing/project";

/** A checkout with nothing in it but what comes before the commands, an npm and a compiler. */
let checkout: string;
let log: string;

const COMPILER = `exports.compile = async (root) => {
  const fs = require("node:fs");
  fs.appendFileSync(process.env.LOG, "compile\\n");
  fs.mkdirSync(root + "/dist", { recursive: true });
  fs.writeFileSync(root + "/dist/tsconfig.tsbuildinfo", "{}");
  return process.env.MISTAKE === undefined;
};`;

const NPM = `#!/usr/bin/env node
const fs = require("node:fs");
fs.appendFileSync(process.env.LOG, "npm " + process.argv.slice(2).join(" ") + "\\n");
console.log("as npm says on standard output");
setTimeout(() => {
  if (process.env.REFUSE) {
    console.error("npm error code ENOTFOUND\\nnpm error request to https://r/a failed");
    process.exit(1);
  }
  fs.mkdirSync("node_modules", { recursive: true });
  fs.writeFileSync("node_modules/.package-lock.json", '{"packages":{}}');
}, Number(process.env.TAKES ?? 0));`;

beforeEach(() => {
  checkout = path.join(mkdtempSync(path.join(tmpdir(), "prepare-")), "our infra");
  log = path.join(checkout, "../log");
  const folders = ["bin", "kept-code", "prepare"].map((name) => `packages/cli/${name}`);
  for (const name of ["package.json", ...folders]) {
    cpSync(path.join(checkoutRoot, name), path.join(checkout, name), { recursive: true });
  }
  write("cdktf.json", "{}");
  write("package-lock.json", '{"packages":{}}');
  write("packages/cli/compile.js", COMPILER);
  write("packages/cli/tsconfig.json", "{}");
  write("packages/cli/dist/cli.js", 'console.log("ran", ...process.argv.slice(2));');
  write("../bin/npm", NPM);
  chmodSync(path.join(checkout, "../bin/npm"), 0o755);
  writeFileSync(log, "");
});
afterEach(() => rmSync(path.dirname(checkout), { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  writeFileSync(path.join(checkout, file), text);
}

function start(env: NodeJS.ProcessEnv = {}, args = ["groundwork.js", "plan", "x y"]) {
  const child = spawn(process.execPath, args, {
    cwd: path.join(checkout, "packages/cli/bin"),
    env: {
      ...process.env,
      PATH: `${path.dirname(checkout)}/bin:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      LOG: log,
      npm_execpath: "",
      GROUNDWORK_PREPARED: "",
      ...env,
    },
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => void (said[name] += text));
  }
  const ended = once(child, "close").then(([code]): Ended => ({ code: code as number, ...said }));
  return { child, ended };
}

const done = () => readFileSync(log, "utf8").trim().split("\n");
const INSTALLED = expect.stringMatching(/^npm ci --include=dev --no-dry-run /);

test("nothing is there: it is installed and compiled, which is said apart from what the command says", async () => {
  expect(await start().ended).toEqual({
    code: 0,
    stdout: "ran plan x y\n",
    stderr:
      "Installing packages, as node_modules is missing or not whole: npm ci\n" +
      "Compiling, as packages/cli is not compiled yet\n",
  });
  expect(done()).toEqual([INSTALLED, "compile"]);
  expect(await start().ended).toEqual({ code: 0, stdout: "ran plan x y\n", stderr: "" });
  expect(done()).toHaveLength(2);
});

test("two at once, such as npm run rehearse and npm test: one does it, the other waits and says so", async () => {
  const both = [start({ TAKES: "500" }), start({ TAKES: "500" }, ["prepare.js"])];
  const ended = await Promise.all(both.map((one) => one.ended));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(ended.filter(({ stderr }) => /^Waiting for process \d+,/m.test(stderr))).toHaveLength(1);
  expect(done()).toEqual([INSTALLED, "compile"]);
});

test("one that is killed while npm works for it: the next waits for that npm, and goes on from there", async () => {
  const { child, ended } = start({ TAKES: "1500" });
  await once(child.stderr, "data");
  while (done()[0] === "") await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = await start().ended;
  await ended;
  expect(next).toMatchObject({ code: 0, stdout: "ran plan x y\n" });
  expect(next.stderr).toMatch(`Waiting for process ${child.pid}, which installs or compiles here`);
  expect(done()).toEqual([INSTALLED, "compile"]);
});

test("a folder that is gone is told in one line", () => {
  const file = path.join(checkout, "packages/cli/bin/groundwork.js");
  write("gone/there", "");
  const line = `cd '${checkout}/gone' && rm -r ../gone && '${process.execPath}' '${file}' plans`;
  const { status, stderr } = spawnSync("sh", ["-c", line], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "Error: the folder in which this runs is gone. Go to one that is there (cd)\n",
  });
});

test("what cannot be had ends it with one line, and the command does nothing", async () => {
  expect(await start({ REFUSE: "1" }).ended).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(
      /^Installing .*\nError: the packages could not be installed: the registry cannot be reached \(request to https:\/\/r\/a failed\)\. Connect to the network.*\n$/,
    ),
  });
  expect(await start({ MISTAKE: "1" }).ended).toMatchObject({ code: 1, stdout: "" });
  expect(await start().ended).toMatchObject({ code: 0 });
});
