import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

type Write = (value: unknown, options?: object) => string;

const LIBRARY = "json-stable-stringify";
const ofCdktf = createRequire(require.resolve("cdktf"));
// cdktn writes with another, for which nothing stands in.
const hasLibrary = ofCdktf.resolve
  .paths(LIBRARY)!
  .some((dir) => existsSync(path.join(dir, LIBRARY)));
const byLibrary: Write = hasLibrary ? ofCdktf(LIBRARY) : JSON.stringify;
test("cdktf has the library; without it nothing would be held against the writer", () => {
  const { name } = JSON.parse(readFileSync(ofCdktf.resolve("../package.json"), "utf8"));
  expect(hasLibrary).toBe(name.endsWith("f"));
});

const describeWriter = hasLibrary ? describe : describe.skip;
const { stableJson } = jest.requireActual<{ stableJson: (byLibrary: Write) => Write }>(
  "../stable-json",
);

const byNobody = () => {
  throw new Error("the library was asked");
};

describeWriter("JSON that cdktf would write by its library", () => {
  test.each<[string, unknown]>([
    [
      "objects, their keys in order",
      { b: 1, a: { d: [1, { z: 0, y: "" }], c: true }, B: null, "": 2 },
    ],
    ["numbers for keys", { 10: 1, 9: 2, a: 3 }],
    ["what is empty", { a: {}, b: [], c: [[], {}] }],
    ["nothing", { a: undefined, b: [undefined, null], c: { d: undefined } }],
    ["functions and symbols", { a: () => 1, b: [() => 1, Symbol("a")], c: Symbol("b") }],
    ["numbers", [0, -0, 1e300, 1.5, Number.NaN, Number.POSITIVE_INFINITY]],
    ["signs", { 'a"\\\n\u2028': '\u0000\u001f\ud800 é \u{1f600} "\\/<>' }],
    ["what is no object", "a"],
  ])("it is what the library writes: %s", (_, value) => {
    const text = byLibrary(value, { space: 2 });
    expect(stableJson(byNobody)(value, { space: 2 })).toBe(text);
  });

  test.each<[string, unknown, object | undefined]>([
    ["what writes itself", { a: [new Date(0)] }, { space: 2 }],
    ["nothing at all", undefined, { space: 2 }],
    ["other spaces", { b: [1], a: 2 }, { space: 4 }],
    ["other options", { b: {}, a: 2 }, { space: 2, collapseEmpty: true }],
    ["no options", { b: 1, a: 2 }, undefined],
    ["deeper than anybody writes", deep(300), { space: 2 }],
  ])("the library is asked for more: %s", (_, value, options) => {
    const asked = jest.fn(byLibrary);
    expect(stableJson(asked)(value, options)).toBe(byLibrary(value, options));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("what ends in itself is refused in the library's words", () => {
    const value: Record<string, unknown> = { a: 1 };
    value["b"] = { value };
    expect(() => stableJson(byLibrary)(value, { space: 2 })).toThrow("circular");
  });

  test("a synth writes by it: the library is not even loaded", () => {
    const program = `
      require(${JSON.stringify(path.join(__dirname, "../late"))}).loadLate();
      const { App, TerraformStack } = require("cdktf");
      const app = new App({ outdir: process.argv[1] });
      new TerraformStack(app, "stack").synthesizer.synthesize({ outdir: app.outdir, manifest: app.manifest });
      const written = require("node:fs").readFileSync(app.outdir + "/stacks/stack/cdk.tf.json", "utf8");
      const loaded = require.cache[require("node:module").createRequire(require.resolve("cdktf")).resolve("json-stable-stringify")];
      console.log(JSON.stringify({ written, byCdktf: loaded?.parent?.filename ?? "" }));`;
    const out = path.join(__dirname, "../../../.cache/tests/stable-json");
    const printed = execFileSync(process.execPath, ["-e", program, out], {
      cwd: __dirname,
      encoding: "utf8",
    });
    const { written, byCdktf } = JSON.parse(printed) as { written: string; byCdktf: string };
    expect(written).toBe(byLibrary(JSON.parse(written), { space: 2 }));
    expect(byCdktf).not.toContain("synthesizer");
  });
});

function deep(levels: number): object {
  return levels === 0 ? {} : { a: deep(levels - 1) };
}
