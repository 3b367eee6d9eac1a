import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const { shortenOthers } = jest.requireActual<{
  shortenOthers(outDir: string, args?: readonly string[]): void;
}>("../../other-warnings.js");

const warning = (where: string) => ({
  constructPath: where,
  level: "@cdktf/warn",
  message: "plain-http: ...\n  Why: ...",
});
const error = { ...warning("prod-stack/logs"), level: "@cdktf/error" };

const before = {
  "dev-stack": [warning("dev-stack/web")],
  "delivery-stack": [warning("delivery-stack")],
  "prod-stack": [warning("prod-stack/web"), error, warning("prod-stack/worker")],
  "registry-stack": [],
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "warnings-"));
  const stacks = Object.entries(before).map(([name, annotations]) => [
    name,
    { name, annotations, workingDirectory: `stacks/${name}` },
  ]);
  writeFileSync(
    path.join(dir, "manifest.json"),
    JSON.stringify({ version: "0.21.0", stacks: Object.fromEntries(stacks) }),
  );
});
afterEach(() => rmSync(dir, { recursive: true }));

/** The annotations of each stack, after a run of cdktf with these arguments. */
function after(args: readonly string[] | undefined): Record<string, unknown[]> {
  shortenOthers(dir, args);
  const { stacks } = JSON.parse(readFileSync(path.join(dir, "manifest.json"), "utf8"));
  return Object.fromEntries(Object.keys(stacks).map((name) => [name, stacks[name].annotations]));
}

test("of stacks that were not asked for the warnings are one line, and errors stay", () => {
  const short = (name: string, message: string) => ({ ...warning(name), message });
  expect(after(["diff", "dev-stack", "--app", "node main.js"])).toEqual({
    "dev-stack": before["dev-stack"],
    "delivery-stack": [short("delivery-stack", "1 warning; npx cdktf synth shows it")],
    "prod-stack": [error, short("prod-stack", "2 warnings; npx cdktf synth shows them")],
    "registry-stack": [],
  });
});

test("several and patterns are asked for as well", () => {
  const { "dev-stack": dev, "prod-stack": prod } = after(["deploy", "d*-stack", "registry-stack"]);
  expect(dev).toEqual(before["dev-stack"]);
  expect(prod).toHaveLength(2);
});

test.each([[["synth"]], [["deploy", "--all"]], [["deploy", "*"]], [undefined]])(
  "%j asks for all, or is no cdktf: nothing is shortened",
  (args) => {
    expect(after(args)).toEqual(before);
  },
);
