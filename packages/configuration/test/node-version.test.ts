import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nodeVersion } from "../src/node-version";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-nvmrc-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const said = (text: string): string => {
  writeFileSync(path.join(folder, ".nvmrc"), text);
  const within = path.join(folder, "packages/cli");
  mkdirSync(within, { recursive: true });
  return nodeVersion(within);
};

test.each(["24.21.0\n", "v24.21.0", "24", "24.21"])("%j is major version 24", (text) => {
  expect(said(text)).toBe("24");
});

test.each(["lts/*", "", "24.x", "lts/krypton"])("%j is no version of CodeBuild's", (text) => {
  expect(() => said(text)).toThrow(
    /\.nvmrc: got .+, expected a version of Node\.js, such as 24\.21\.0/,
  );
});

test("without the file it is said what is missing", () => {
  expect(() => nodeVersion(path.parse(folder).root)).toThrow(".nvmrc: got no such file");
});
