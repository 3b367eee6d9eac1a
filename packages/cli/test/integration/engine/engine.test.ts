import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ProjectCopy } from "@groundwork/testing/project";
import { commitAll, git } from "../../support/committed";
import { engine } from "../../../src/engine/engine";

jest.setTimeout(120_000);

let copy: ProjectCopy;
const before = process.env["PATH"];

beforeAll(async () => {
  copy = await ProjectCopy.create();
  const dependencies = { cdktf: "0.21.0", "@cdktf/provider-aws": "21.22.1", constructs: "10.8.1" };
  await copy.write("package.json", `${JSON.stringify({ dependencies }, null, 2)}\n`);
  await copy.write("package-lock.json", "{}\n");
  await copy.write(".nvmrc", "20.20.2\n");
  await commitAll(copy, "as shipped");
});
afterEach(async () => {
  process.env["PATH"] = before;
  await git(copy, "checkout", "-q", ".");
});
afterAll(() => copy?.remove());

/** Puts a program in npm's place. @param script of a shell */
async function npmThat(script: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-npm-"));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "npm"), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(folder, "npm"), 0o755);
  process.env["PATH"] = `${folder}:${before}`;
}

const toCdktn = (node = "24.0.0") =>
  engine({
    engine: "cdktn",
    root: copy.root,
    node,
    env: process.env,
    signal: new AbortController().signal,
  });

const changed = () => git(copy, "status", "--porcelain");

test("before anything is changed it refuses a Node that is too old, and files that git could not take back", async () => {
  await expect(toCdktn("20.19.0")).rejects.toThrow("got Node.js 20.19.0, expected >=22.19");
  await copy.edit("main.ts", "import {", "// mine\nimport {");
  await expect(toCdktn()).rejects.toThrow(/got 1 file not committed, such as main\.ts/);
  await git(copy, "checkout", "-q", ".");
  expect(await changed()).toBe("");
});

test("where npm fails, the sources are as they were", async () => {
  await npmThat("echo half > package-lock.json; echo 'npm error ETARGET' >&2; exit 1");
  await expect(toCdktn()).rejects.toThrow(
    /npm install failed, and the sources are as they were: npm error ETARGET/,
  );
  expect(await changed()).toBe("");
});

test("what does not compile then is left rewritten, with how it is taken back", async () => {
  // Installs nothing, so there is no cdktn.
  await npmThat("exit 0");
  const said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const code = await toCdktn();
  const text = said.mock.calls.join("");
  said.mockRestore();
  expect(code).toBe(4);
  expect(text).toContain("They do not compile or synthesize yet: ");
  expect(text).toContain("git checkout . && npm install takes all back");
  expect(await copy.read("main.ts")).toContain('from "cdktn"');
  expect(JSON.parse(await copy.read("package.json")).dependencies).toEqual({
    cdktn: "0.24.0",
    "@cdktn/provider-aws": "25.7.0",
    constructs: "10.7.2",
  });
  // The one that ran this, in place of one that is too old.
  expect(await copy.read(".nvmrc")).toBe("24.0.0\n");
});
