import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bash } from "../../src/completion/bash";
import { fish } from "../../src/completion/fish";
import { wordsOf } from "../../src/completion/words";
import { zsh } from "../../src/completion/zsh";
import { addCommands, newProgram } from "../../src/program";

const ID = "dev-stack-20261121T035512Z-48cdd2f0-9f3a";
const program = newProgram();
addCommands(program, { signal: new AbortController().signal, env: {}, standIns: false });
const words = wordsOf(program);

let dir: string;
/** A checkout whose command says what it was given. */
let checkout: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), "completion-"));
  checkout = path.join(dir, "our infra");
  const bin = path.join(checkout, "packages/cli/bin");
  const cache = path.join(checkout, ".cache/completion");
  for (const folder of [bin, cache, path.join(checkout, "environments")]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(path.join(bin, "groundwork.js"), "console.log(process.argv.slice(2).join('|'));");
  const harm = `$(touch ${dir}/harm)\n\`touch ${dir}/harm\`\n`;
  writeFileSync(path.join(cache, "stacks"), `dev-stack\nprod-stack\n${harm}`);
  writeFileSync(path.join(cache, "plans"), `${ID}\n${harm}`);
  for (const [shell, script] of Object.entries({ bash, zsh, fish })) {
    writeFileSync(path.join(dir, shell), script(words));
  }
});
afterAll(() => rmSync(dir, { recursive: true }));

/** What a shell completes with, by the words of a line. */
const COMPLETE: Readonly<Record<string, (line: readonly string[]) => string>> = {
  bash: (line) =>
    `COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${line.length - 1}; ` +
    'COMPREPLY=(); __groundwork_complete; printf "%s\\n" "${COMPREPLY[@]}"',
  fish: (line) => `complete -C '${line.join(" ")}' | string replace -r '\\t.*' ''; true`,
};

function inShell(shell: string, script: string, cwd = path.join(checkout, "environments")): string {
  const flags = shell === "zsh" ? ["-f"] : [];
  const text = `${shell === "fish" ? "source" : "."} '${dir}/${shell}'\n${script}`;
  return execFileSync(shell, [...flags, "-c", text], { cwd, encoding: "utf8" });
}

const isThere = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;
const present = ["bash", "zsh", "fish"].filter(isThere);

/** Lines, and what the last word of each may become. */
const LINES: readonly (readonly [string[], string[]])[] = [
  [["unl"], ["unlock"]],
  [["re"], ["rehearsals", "rehearse", "reject", "repair-digest", "restore", "review"]],
  [["plan", "d"], ["dev-stack"]],
  [
    ["restore", ""],
    ["dev-stack", "prod-stack"],
  ],
  [["apply", ""], [ID]],
  [
    ["plan", "--al"],
    ["--allow-destroy", "--allow-dirty", "--allow-untested"],
  ],
  [["apply", ID, "--sh"], ["--sha256"]],
  [
    ["github", "re"],
    ["reviewed-stacks", "reviewer"],
  ],
  [["github", "gate", "--en"], ["--environment"]],
  [
    ["completion", ""],
    ["bash", "fish", "zsh"],
  ],
  [["help", "unl"], ["unlock"]],
];

describe.each(["bash", "fish"].filter(isThere))("%s", (shell) => {
  test("completes commands, options, stacks and plans", () => {
    const each = LINES.map(([line]) => COMPLETE[shell]!(["groundwork", ...line]));
    const said = inShell(shell, each.join("; echo NEXT\n")).split("NEXT\n");
    const found = said.map((text) => text.split("\n").filter(Boolean).toSorted());
    expect(found).toEqual(LINES.map(([, words]) => words));
  });

  test("what it reads it never runs", () => {
    const lines = ["plan", "show"].map((name) => COMPLETE[shell]!(["groundwork", name, ""]));
    expect(inShell(shell, lines.join("\n"))).toContain(ID);
    expect(existsSync(path.join(dir, "harm"))).toBe(false);
  });
});

describe.each(present)("%s has a function that", (shell) => {
  test("runs the command of the nearest checkout", () => {
    expect(inShell(shell, "groundwork plan 'a b' --json")).toBe("plan|a b|--json\n");
  });

  test("says that there is none", () => {
    const [and, status] = shell === "fish" ? ["2>&1;", "$status"] : ["2>&1;", "$?"];
    expect(inShell(shell, `groundwork doctor ${and} echo ${status}`, "/")).toBe(
      "groundwork: no checkout of groundwork here or above /\n1\n",
    );
  });
});

test("no script holds what ends a quotation of a shell early", () => {
  for (const shell of present) {
    expect(spawnSync(shell, ["-n", path.join(dir, shell)], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  }
});
