import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { engineIn, ENGINES } from "../../src/engine/engines";
import { withVersions } from "../../src/engine/providers";
import {
  inWordsOf,
  isRewritten,
  manifestFor,
  namesNode,
  nodeFor,
  onNode,
} from "../../src/engine/rewrite";

const root = path.join(__dirname, "../../../..");
const manifest = readFileSync(path.join(root, "package.json"), "utf8");

describe("in the words of cdktn", () => {
  test.each([
    ['import { App } from "cdktf";', 'import { App } from "cdktn";'],
    ['require("cdktf/lib/app")', 'require("cdktn/lib/app")'],
    ['from "@cdktf/provider-aws/lib/vpc"', 'from "@cdktn/provider-aws/lib/vpc"'],
    ['"@cdktf/provider-random": "12.0.1"', '"@cdktn/provider-random": "12.0.1"'],
    ["/@cdktf\\/provider-aws/", "/@cdktn\\/provider-aws/"],
    ["`npx cdktf diff ${stack}`", "`npx cdktn diff ${stack}`"],
    ["Every command and `npx cdktf` read it", "Every command and `npx cdktn` read it"],
    ['"synth": "cdktf synth"', '"synth": "cdktn synth"'],
    [
      "node_modules/cdktf-cli/bundle/bin/cdktf.js, node_modules/.bin/cdktf",
      "node_modules/cdktn-cli/bundle/bin/cdktn.js, node_modules/.bin/cdktn",
    ],
    ["vi.mock('cdktf')", "vi.mock('cdktn')"],
  ])("%s", (text, expected) => {
    expect(inWordsOf(text, "cdktf", "cdktn")).toBe(expected);
    expect(inWordsOf(expected, "cdktn", "cdktf")).toBe(text);
  });

  test.each([
    "cdktf.json",
    '"cdktf.out"',
    '"@cdktf/warn"',
    "/^@cdktf\\/(warn|error)$/",
    "CDKTF_OUTDIR",
    "cdktf was archived in 2025.",
    "https://developer.hashicorp.com/terraform/cdktf",
    "my-cdktf-helpers",
  ])("%s is as before", (text) => {
    expect(inWordsOf(text, "cdktf", "cdktn")).toBe(text);
  });
});

const here = engineIn(JSON.parse(manifest).dependencies)!;
const other = here === "cdktf" ? "cdktn" : "cdktf";

test("there and back again, every file of this checkout is as it was", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
  const changed = files.filter(isRewritten).filter((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    const there = inWordsOf(text, here, other);
    expect({ file, text: inWordsOf(there, other, here) }).toEqual({ file, text });
    return there !== text;
  });
  expect(changed).toContain("main.ts");
  expect(changed.length).toBeGreaterThan(100);
  const back = manifestFor(manifestFor(manifest, here, other), other, here);
  expect(back).toBe(manifest);
  for (const file of files.filter((one) => /^packages\/[\w-]+\/package\.json$/.test(one))) {
    const text = readFileSync(path.join(root, file), "utf8");
    const there = withVersions(inWordsOf(text, here, other), other);
    expect(withVersions(inWordsOf(there, other, here), here)).toBe(text);
  }
});

test("package.json names the versions and the Node of the engine", () => {
  const { dependencies, devDependencies, engines } = JSON.parse(manifestFor(manifest, here, other));
  expect({ ...dependencies, ...devDependencies }).toMatchObject(ENGINES[other].packages);
  expect(engineIn(dependencies)).toBe(other);
  expect(engines).toEqual({ node: ENGINES[other].node });
});

test.each([
  ["20.20.2", "24.21.0"],
  ["v20.20.2", "24.21.0"],
  ["20", "24.21.0"],
  ["22.18.0", "24.21.0"],
  // Its newest one will do.
  ["22", "22"],
  ["22.19.0", "22.19.0"],
  ["24", "24"],
  ["lts/*", "lts/*"],
  ["node", "node"],
])("where .nvmrc names %s, cdktn leaves %s", (named, expected) => {
  expect(nodeFor(named, "cdktn", "24.21.0")).toBe(expected);
});

test("the container names the same, and nothing else becomes it", () => {
  expect(onNode("20\n", "20", "24.21.0")).toBe("24.21.0\n");
  const container = (node: string) =>
    JSON.stringify({ image: "ubuntu-20.04", node: { version: node }, python: "2.20" });
  expect(onNode(container("20"), "20", "24.21.0")).toBe(container("24.21.0"));
});

test("nothing of that is too new for cdktf", () => {
  expect(["24", "22.19.0"].map((named) => nodeFor(named, "cdktf", "20.20.2"))).toEqual([
    "24",
    "22.19.0",
  ]);
});

test("Node.js is named by .nvmrc and the container, and by their copies", () => {
  const files = [".nvmrc", ".devcontainer/devcontainer.json"];
  const copies = files.map((file) => `packages/testing/project/${file}`);
  expect([...files, ...copies, "package.json", "docs/nvmrc"].filter(namesNode)).toEqual([
    ...files,
    ...copies,
  ]);
});

test("what is shipped is what is known of its engine", () => {
  const { dependencies, devDependencies, engines } = JSON.parse(manifest);
  expect({ ...dependencies, ...devDependencies }).toMatchObject(ENGINES[here].packages);
  expect(engines).toEqual({ node: ENGINES[here].node });
});
