import { CommanderError, type Command } from "commander";
import { commandLines } from "./command-lines";
import { problemOf, unknownOptions } from "./command-problems";
import { current, textOf } from "./pages";
import { program } from "./program";

const lines = current.flatMap((page) => commandLines(textOf(page)).map((line) => ({ page, line })));

test("README and docs name commands, options and scripts that exist", () => {
  expect(lines.length).toBeGreaterThan(100);
  const wrong = lines.flatMap(({ page, line }) => {
    const problem = problemOf(line);
    return problem === undefined ? [] : [`${page}: ${line.text}: ${problem}`];
  });
  expect(wrong).toEqual([]);
});

test("an option that is named alone is one of a command", () => {
  expect(current.flatMap((page) => unknownOptions(textOf(page)))).toEqual([]);
  expect(unknownOptions("`--yess`, `--json` and `--from x --too`")).toEqual(["--yess", "--too"]);
});

test.each([
  "npm run rehearsed",
  "npm run rehearse -- --deliverry",
  "npm run rehearse dev-stack --keep",
  "npm run rehearse --keep -- dev-stack",
  "npm tset",
  "npx groundwork unlok dev-stack",
  "npx groundwork unlock dev-stack --forse",
  "npx groundwork unlock dev-stack prod-stack",
  "npx groundwork notify image-pushd",
  "npx groundwork plan dev-stack [--update-lock]",
  "npx groundwork drift --limit",
  "npx groundwork --halp",
  "npx groundwork help unlok",
  "npx cdktf deplooy dev-stack",
  "npx cdktf deploy dev-stack --auto-aprove",
  "npx somebody-elses-command",
  "node packages/cli/bin/groundwork.js unlok dev-stack",
  "node packages/testing/fixtures.js",
  "STACKS=dev-stack npx cdktf deplooy",
  "cd there && npx groundwork unlok",
  "git push; npx groundwork unlok # and wait",
  "- run: npx groundwork unlok",
  "repair: npx groundwork unlok",
])("`%s` would be found, in a line and in a block", (line) => {
  for (const text of [`Run \`${line}\`.`, `\`\`\`sh\n${line}\n\`\`\`\n`]) {
    expect(commandLines(text).map(problemOf).filter(Boolean)).toHaveLength(1);
  }
});

test.each(["npx groundwork unlock", "npx groundwork apply dev-stack-1"])(
  "`%s` in a block would miss something, and in a line is only named",
  (line) => {
    expect(commandLines(`\`\`\`\n${line}\n\`\`\``).map(problemOf)).toEqual([expect.any(String)]);
    expect(commandLines(`\`${line}\``).map(problemOf)).toEqual([undefined]);
  },
);

test.each([
  "npx groundwork plan STACK --allow-destroy 'aws_s3_bucket.logs[\"a\"]'   # by hand",
  'npx groundwork migrate dev-stack --from "s3://bucket/key?region=eu-west-1&table=locks"',
  "npx groundwork drill --json > drill.json",
  "npx groundwork restore <stack> <version> [--yes] [--no-plan]",
  "npx groundwork <command> --help",
  "npx groundwork help unlock",
  "npx groundwork notify image-pushed --help",
  "npx --no -- groundwork doctor | head",
  "npm run -s synth",
  "node -e 1",
])("`%s` is let pass", (line) => {
  const text = `\`\`\`sh\n${line}\n\`\`\``;
  expect(commandLines(text)).toHaveLength(1);
  expect(commandLines(text).map(problemOf)).toEqual([undefined]);
});

/** Every command that has no commands of its own, by its words. */
const leaves = (command: Command): string[][] =>
  command.commands.length === 0
    ? [[]]
    : command.commands.flatMap((one) => leaves(one).map((rest) => [one.name(), ...rest]));

test("every command has its help", async () => {
  expect(leaves(program()).length).toBeGreaterThan(25);
  for (const words of leaves(program())) {
    let help = "";
    const command = words.reduce((within, name) => {
      within.exitOverride();
      return within.commands.find((one) => one.name() === name)!;
    }, program());
    command.exitOverride().configureOutput({ writeOut: (text) => (help += text) });
    const ended = await program()
      .parseAsync([...words, "--help"], { from: "user" })
      .catch((error: unknown) => error);
    expect(ended).toBeInstanceOf(CommanderError);
    expect(help).toContain(`Usage: groundwork ${words.join(" ")}`);
  }
});
