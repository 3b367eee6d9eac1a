import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const { asMissing, localModules, sayLocalModules } = jest.requireActual<{
  asMissing(error: Error): string | undefined;
  localModules(root: string): string[];
  sayLocalModules(root: string, env: Record<string, string | undefined>): void;
}>("../../local-modules.js");

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "groundwork-local-modules-"));
  writeFileSync(path.join(root, "cdktf.json"), "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const make = (...names: string[]) =>
  names.forEach((name) => mkdirSync(path.join(root, "modules", name), { recursive: true }));
/** What cdktf is told, of what it was told before. */
const said = (before?: object) => {
  const env: Record<string, string | undefined> =
    before === undefined ? {} : { CDKTF_CONTEXT_JSON: JSON.stringify(before) };
  sayLocalModules(root, env);
  const after = env["CDKTF_CONTEXT_JSON"];
  return after === undefined ? undefined : JSON.parse(after);
};

test("folders of modules/ are modules, in order", () => {
  make("vpc", "queue/inner");
  writeFileSync(path.join(root, "modules/README.md"), "");
  expect(localModules(root)).toEqual(["./modules/queue", "./modules/vpc"]);
  expect(said()).toEqual({ cdktfRelativeModules: ["./modules/queue", "./modules/vpc"] });
});

test("unless cdktf.json names some", () => {
  make("vpc");
  const terraformModules = ["./a", { name: "b", source: "../b" }, "terraform-aws-modules/vpc/aws"];
  writeFileSync(path.join(root, "cdktf.json"), JSON.stringify({ terraformModules }));
  expect(localModules(root)).toEqual(["./a", "../b"]);
});

test("what cdktf's own command line says stays, unless that is none", () => {
  make("vpc");
  const own = { cdktfRelativeModules: ["./a"], other: 1 };
  expect(said(own)).toEqual(own);
  const none = { cdktfRelativeModules: [], other: 1 };
  expect(said(none)).toEqual({ cdktfRelativeModules: ["./modules/vpc"], other: 1 });
});

test("where there are none, nothing is said, and cdktf's complaint becomes a line", () => {
  expect(said()).toBeUndefined();
  expect(asMissing(new Error("... the cdktfRelativeModules context is not set ..."))).toBe(
    'a module is called by a path, and modules/ has none: put its folder there, and call it as "./modules/<name>"',
  );
  expect(asMissing(new Error("anything else"))).toBeUndefined();
});
