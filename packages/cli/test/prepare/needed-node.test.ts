import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot, cliScript, run } from "@groundwork/testing/project";

const { neededNode } = jest.requireActual<{
  neededNode(version: string, range: string): string | undefined;
}>("../../prepare/needed-node.js");

test.each(["v20.19.0", "v20.20.2", "v22.1.0"])("%s is new enough for 20.19", (version) => {
  expect(neededNode(version, ">=20.19")).toBeUndefined();
});

test.each(["v20.9.0", "v18.20.1", "v0.12.18"])("%s is not", (version) => {
  expect(neededNode(version, ">=20.19")).toMatch(
    `Node.js: got ${version}, expected 20.19 or later. To get it: nvm install`,
  );
});

test.each(["bin/groundwork.js", "bin/prepare.js", "prepare/needed-node.js"])(
  "%s is in syntax that the oldest Node reads",
  (name) => {
    const text = readFileSync(path.join(checkoutRoot, "packages/cli", name), "utf8");
    const code = text.replace(/\/\*[^]*?\*\/|\/\/.*|"(?:[^"\\]|\\.)*"/g, "");
    expect(code).not.toMatch(/\b(const|let|class|async|import)\b|=>|`|\.\.\.|\?\.|\?\?|,\s*[)\]}]/);
  },
);

test("one that is too old is told in one line, and nothing else happens", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "old-node-"));
  const old = path.join(dir, "old.js");
  await writeFile(old, 'Object.defineProperty(process, "version", { value: "v14.21.3" });');
  const { NODE_OPTIONS = "" } = process.env;
  const env = { NODE_OPTIONS: `${NODE_OPTIONS} --require ${old}`, GROUNDWORK_PREPARED: undefined };
  for (const script of [cliScript, path.join(path.dirname(cliScript), "prepare.js")]) {
    const { code, stdout, stderr } = await run(process.execPath, [script, "doctor"], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^Error: Node\.js: got v14\.21\.3, expected .*\n$/);
  }
  await rm(dir, { recursive: true });
});
