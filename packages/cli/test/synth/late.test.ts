import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packages } from "@groundwork/testing/roots";

jest.setTimeout(60_000);

const late = JSON.stringify(path.join(packages, "cli/late.js"));

/** What a program prints that has loaded cdktf and knows what else is loaded. */
function said(program: string): unknown {
  const script = `
    require(${late}).loadLate();
    const cdktf = require("cdktf");
    const loaded = () => ["archiver", "semver"].filter((name) =>
      Object.keys(require.cache).some((file) => file.includes("node_modules/" + name + "/")));
    ${program}`;
  return JSON.parse(String(execFileSync(process.execPath, ["-e", script], { cwd: packages })));
}

test("what makes archives is not loaded, and cdktf makes them", () => {
  const outDir = mkdtempSync(path.join(tmpdir(), "late-"));
  try {
    const isLoaded = said(`
      const app = new cdktf.App({ outdir: ${JSON.stringify(outDir)} });
      const stack = new cdktf.TerraformStack(app, "one");
      const folder = ${JSON.stringify(path.join(packages, "cli/bin"))};
      new cdktf.TerraformAsset(stack, "asset", { path: folder, type: cdktf.AssetType.ARCHIVE });
      app.synth();
      console.log(JSON.stringify(loaded()));`);
    expect(isLoaded).toEqual([]);
    const files = readdirSync(outDir, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => file.endsWith("archive.zip"))).toHaveLength(1);
  } finally {
    rmSync(outDir, { recursive: true });
  }
});

test("zod has its words in other languages once they are asked for", () => {
  const [before, message] = said(`
    const zod = require("zod");
    const languages = () =>
      Object.keys(require.cache).filter((file) => /zod.*locales.*index/.test(file)).length;
    const before = languages();
    zod.config(zod.locales.de());
    const { error } = zod.string().safeParse(1);
    console.log(JSON.stringify([before, error.issues[0].message]));`) as unknown[];
  expect([before, message]).toEqual([0, expect.stringContaining("Ungültige Eingabe")]);
});

test("what is late is loaded at its first use, and only for cdktf's own files", () => {
  const [before, is, after, type] = said(`
    const file = Object.keys(require.cache).find((one) => one.endsWith("validate-binary-version.js"));
    const semver = require.cache[file].require("semver");
    const before = loaded();
    const is = semver.satisfies("1.2.3", ">=1") && new semver.SemVer("2.0.0").major === 2;
    console.log(JSON.stringify([before, is, loaded(), typeof require("semver")]));`) as unknown[];
  expect([before, is, after]).toEqual([[], true, ["semver"]]);
  expect(type).toBe("object");
});
