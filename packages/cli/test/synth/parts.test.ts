import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "@groundwork/testing/project";

const { runInParts } = jest.requireActual<{
  runInParts(
    root: string,
    current: Pick<NodeJS.Process, "env" | "execArgv" | "execPath">,
    cores?: number,
  ): Promise<boolean>;
}>("../../parts.js");

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "groundwork-parts-"));
  mkdirSync(path.join(root, "dist/environments"), { recursive: true });
  writeFileSync(path.join(root, "cdktf.json"), "{}");
  symlinkSync(path.join(checkoutRoot, "node_modules"), path.join(root, "node_modules"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LOCAL = { name: "acme", backend: { type: "local" } };

/** An app that writes what cdktf would of the stacks it is asked for, `each` before each of them. */
function makeApp(environments: number, each = "", organization: object = LOCAL, first = {}) {
  const names = Array.from({ length: environments }, (_, index) => `e${index}`);
  const configuration = {
    organization,
    environments: names.map((name, index) => ({ name, ...(index === 0 && first) })),
  };
  writeFileSync(
    path.join(root, "dist/environments/index.js"),
    `exports.loadConfiguration = () => (${JSON.stringify(configuration)});`,
  );
  writeFileSync(
    path.join(root, "dist/main.js"),
    `const fs = require("node:fs");
    const { CDKTF_OUTDIR: out, STACKS } = process.env;
    fs.mkdirSync(out + "/stacks", { recursive: true });
    const stacks = {};
    const write = (name, text) => {
      fs.mkdirSync(out + "/stacks/" + name, { recursive: true });
      fs.writeFileSync(out + "/stacks/" + name + "/cdk.tf.json", text);
      stacks[name] = { synthesizedStackPath: "stacks/" + name + "/cdk.tf.json", annotations: [] };
    };
    const asked = STACKS ? STACKS.replaceAll("-stack", "").split(" ") : ${JSON.stringify(names)};
    for (const name of asked) {
      ${each}
      write(name, name);
    }
    fs.writeFileSync(out + "/manifest.json", JSON.stringify({ stacks, version: "1" }));`,
  );
}

const out = () => path.join(root, "out");
/** Whether it was done in parts, by two processes at most. */
const inParts = (env: Record<string, string> = {}, cores = 2, execArgv: string[] = []) => {
  const { execPath } = process;
  const current = { env: { CDKTF_OUTDIR: out(), ...env }, execArgv, execPath };
  return runInParts(root, current, cores);
};
const written = () => JSON.parse(readFileSync(path.join(out(), "manifest.json"), "utf8"));

test("many stacks are built by two processes, each of them once", async () => {
  const log = path.join(root, "log");
  makeApp(60, `fs.appendFileSync(${JSON.stringify(log)}, process.pid + " " + name + "\\n");`);
  expect(await inParts()).toBe(true);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(new Set(lines.map((line) => line.split(" ")[0])).size).toBe(2);
  const built = lines.map((line) => line.split(" ")[1]!).toSorted();
  expect(built).toEqual(["registry", "delivery", ...names(60)].toSorted());
  expect(Object.keys(written().stacks)).toEqual(built);
  expect(readFileSync(path.join(out(), "stacks/e59/cdk.tf.json"), "utf8")).toBe("e59");
  expect(readdirSync(out()).toSorted()).toEqual(["manifest.json", "stacks"]);
});

test("the roles of an account of its own and further places are built as well", async () => {
  const place = { stack: "e0-us-east-1", folder: "e0/us-east-1", suffix: "use1" };
  const accountId = "222222222222";
  const backend = { type: "s3", lock: "both" };
  const organization = { name: "acme", accountId: "111111111111", region: "eu-west-1", backend };
  const elsewhere = [{ name: "e0", accountId, region: "us-east-1", place }];
  makeApp(60, "", organization, { accountId, elsewhere });
  expect(await inParts()).toBe(true);
  expect(Object.keys(written().stacks)).toEqual(
    ["bootstrap", "registry", "delivery", "e0-account", "e0-us-east-1", ...names(60)].toSorted(),
  );
});

test("who builds what knows all environments builds fewer of them", async () => {
  const log = path.join(root, "log");
  makeApp(96, `fs.appendFileSync(${JSON.stringify(log)}, process.pid + " " + name + "\\n");`);
  expect(await inParts()).toBe(true);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const first = lines.find((line) => line.endsWith(" registry"))!.split(" ")[0]!;
  expect(lines.filter((line) => line.startsWith(`${first} `))).toHaveLength(2 + 44);
});

test("their modules are kept, as those of a synth by one process", async () => {
  const log = path.join(root, "log");
  const loads = 'String(require("node:module")._extensions[".js"]).includes("codeOf")';
  makeApp(60, `fs.appendFileSync(${JSON.stringify(log)}, ${loads} + "\\n");`);
  expect(await inParts()).toBe(true);
  expect(new Set(readFileSync(log, "utf8").trim().split("\n"))).toEqual(new Set(["true"]));
});

const names = (count: number) => Array.from({ length: count }, (_, index) => `e${index}`);

test.each([
  ["there are few", 40, {}, 2, []],
  ["the machine runs one at a time", 60, {}, 1, []],
  ["some are named", 60, { STACKS: "e1" }, 2, []],
  ["somebody debugs it", 60, {}, 2, ["--inspect-brk"]],
  ["somebody counts its lines", 60, { NODE_V8_COVERAGE: "here" }, 2, []],
])("one process is left to build them where %s", async (_, count, env, cores, options) => {
  makeApp(count);
  expect(await inParts(env, cores, options)).toBe(false);
  expect(existsSync(out())).toBe(false);
});

test.each([
  ["prints something", 'if (name === "e50") console.log("a line");'],
  ["warns", 'if (name === "e50") process.emitWarning("old");'],
  ["is refused", 'if (name === "e50") { console.error("Error: no"); process.exitCode = 1; }'],
  ["fails in silence", 'if (name === "e50") process.exit(1);'],
  ["is killed", 'if (name === "e50") process.kill(process.pid, "SIGKILL");'],
  ["has another outcome for a stack of both", 'write("own-stack", String(asked.length));'],
])("it changes nothing where one of them %s", async (_, each) => {
  makeApp(61, each);
  mkdirSync(path.join(out(), "stacks/e1"), { recursive: true });
  writeFileSync(path.join(out(), "stacks/e1/cdk.tf.json"), "before");
  expect(await inParts()).toBe(false);
  expect(readdirSync(out())).toEqual(["stacks"]);
  expect(readdirSync(path.join(out(), "stacks"))).toEqual(["e1"]);
  expect(readFileSync(path.join(out(), "stacks/e1/cdk.tf.json"), "utf8")).toBe("before");
});

test("a stack that both build alike is there once", async () => {
  makeApp(60, 'write("own-stack", "the same");');
  expect(await inParts()).toBe(true);
  expect(readFileSync(path.join(out(), "stacks/own-stack/cdk.tf.json"), "utf8")).toBe("the same");
  expect(written().stacks["own-stack"]).toBeDefined();
});

test("what Terraform keeps beside a stack's JSON stays", async () => {
  makeApp(60);
  const folder = path.join(out(), "stacks/e7");
  mkdirSync(path.join(folder, ".terraform"), { recursive: true });
  writeFileSync(path.join(folder, ".terraform/kept"), "kept");
  writeFileSync(path.join(folder, "cdk.tf.json"), "before");
  expect(await inParts()).toBe(true);
  expect(readFileSync(path.join(folder, ".terraform/kept"), "utf8")).toBe("kept");
  expect(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")).toBe("e7");
});

test("what a killed one has left goes after an hour, and that of another at work stays", async () => {
  makeApp(60);
  const [left, atWork] = ["parts-left", "parts-at-work"].map((name) => path.join(out(), name));
  for (const folder of [left!, atWork!]) mkdirSync(folder, { recursive: true });
  const long = Date.now() / 1000 - 3700;
  utimesSync(left!, long, long);
  expect(await inParts()).toBe(true);
  expect([existsSync(left!), existsSync(atWork!)]).toEqual([false, true]);
});

test("a configuration that cannot be read is left to the app", async () => {
  makeApp(60);
  writeFileSync(path.join(root, "dist/environments/index.js"), "throw new Error('no')");
  expect(await inParts()).toBe(false);
});
