import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { checkoutRoot } from "@groundwork/testing/project";
import { problemOf } from "./command-problems";

const sources = ["cli", "configuration", "constructs", "policies"].flatMap((name) => {
  const folder = path.join(checkoutRoot, "packages", name, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).map((file) => path.join(folder, file));
});

/** Lines of commands in a source, with a word in the place of each value. */
const printed = (source: string): string[] =>
  [...source.matchAll(/ownCommand\(\s*(?:"([^"]+)"|`([^`]+)`)/g)]
    .map(([, plain, template]) => plain ?? template!.replace(/\$\{[^}]*\}/g, "VALUE"))
    // Which command that is shows only when it runs.
    .filter((line) => !/^VALUE|--VALUE/.test(line));

const WORDS = /<[^>]*>|"[^"]*"|\S+/g;

/** What would miss something when it is typed as it is printed. */
const problemIn = (line: string): string | undefined =>
  problemOf({ text: line, words: ownCommand(line).match(WORDS)!, whole: true });

test("what messages tell people to run is whole, and there is such a command", () => {
  const lines = sources.flatMap((file) => printed(readFileSync(file, "utf8")));
  expect(lines.length).toBeGreaterThan(30);
  const wrong = lines.map((line) => [line, problemIn(line)]).filter(([, problem]) => problem);
  expect(wrong).toEqual([]);
});

test.each(["history", "unlok dev", "restore dev", "plan dev --alow-dirty"])(
  "`%s` would be found",
  (line) => {
    const [found] = printed(`x(\`\${ownCommand(\n  "${line}")} lists them\`)`);
    expect(problemIn(found!)).toBeDefined();
  },
);
