import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newestVersions, withVersions } from "../../src/engine/providers";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-npm-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is asked of an npm that does as a script says. */
function newest(script: string, ...manifests: string[]) {
  const file = path.join(folder, "npm");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  const env = { PATH: `${folder}:${process.env["PATH"]}` };
  const { signal } = new AbortController();
  return newestVersions(manifests, "cdktn", { root: folder, env, signal });
}

test("packages that go together have their versions, others those that are told", () => {
  const text = `{
  "dependencies": { "@cdktn/provider-aws": "21.22.1", "@cdktn/provider-random": "12.0.1" },
  "devDependencies": { "@cdktn/provider-google": "16.12.1" },
  "peerDependencies": { "@cdktn/provider-aws": ">=21.22.1" }
}`;
  expect(withVersions(text, "cdktn", { "@cdktn/provider-google": "20.1.0" })).toBe(`{
  "dependencies": { "@cdktn/provider-aws": "25.7.0", "@cdktn/provider-random": "15.0.1" },
  "devDependencies": { "@cdktn/provider-google": "20.1.0" },
  "peerDependencies": { "@cdktn/provider-aws": ">=21.22.1" }
}`);
});

test("npm is asked once for the newest of each that nobody knows", async () => {
  const manifest = '{"@cdktn/provider-google": "16.12.1", "@cdktn/provider-random": "12.0.1"}';
  const script = 'echo "$*" >> asked; echo "20.1.0"';
  expect(await newest(script, manifest, manifest)).toEqual({ "@cdktn/provider-google": "20.1.0" });
});

test.each([
  [
    "echo 'npm error code E404\nnpm error 404 Not Found' >&2; exit 1",
    "got no such package, expected",
  ],
  ["echo 'npm error network' >&2; exit 1", "got npm error network, expected one for cdktn"],
])("one that there is not is told before anything is changed: %j", async (script, message) => {
  const asked = newest(script, '{"@cdktn/provider-github": "15.3.1"}');
  await expect(asked).rejects.toThrow(`@cdktn/provider-github: ${message}`);
});
