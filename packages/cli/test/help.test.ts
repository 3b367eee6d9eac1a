import type { Command } from "commander";
import { HELP } from "../src/help/help";
import { addCommands, newProgram } from "../src/program";

const program = newProgram();
addCommands(program, { signal: new AbortController().signal, env: {}, standIns: false });

const helpOf = (command: Command): string => {
  let said = "";
  command.configureOutput({ writeOut: (text) => void (said += text) });
  command.outputHelp();
  return said;
};

test("every command has its place in the help, and there are no others", () => {
  const told = Object.values(HELP).flatMap((commands) => Object.keys(commands));
  expect(program.commands.map((command) => command.name())).toEqual(told);
});

test("the help has a group for each time of need, in order, then examples and exit codes", () => {
  const headings = helpOf(program).match(/^[A-Za-z].*:$/gm);
  expect(headings).toEqual([
    "Options:",
    ...Object.keys(HELP).map((group) => `${group}:`),
    "Examples:",
    "Exit codes:",
  ]);
  expect(helpOf(program)).toMatch(/^Start:\n {2}rehearse \[stack\.\.\.\] +\S/m);
});

const examples = Object.values(HELP).flatMap((commands) =>
  Object.entries(commands).flatMap(([name, help]) =>
    help.examples.map(([line]) => [line, name] as const),
  ),
);

/** The command that words lead to, and those that are left for it. */
function commandOf(words: readonly string[], from: Command = program): [Command, string[]] {
  const next = from.commands.find((one) => one.name() === words[0]);
  return next ? commandOf(words.slice(1), next) : [from, [...words]];
}

test.each(examples)("`groundwork %s` is a line that %s takes", (line, name) => {
  // Where a reader puts a hash of their own.
  const typed = line.replace("HASH", "0".repeat(64)).replace(/ >.*/, "");
  const words = typed.match(/"[^"]*"|\S+/g)!;
  expect(words[0]).toBe(name);
  const [command, rest] = commandOf(words);
  const { operands, unknown } = command.parseOptions(rest);
  expect(unknown).toEqual([]);
  const { registeredArguments } = command;
  expect(operands.length).toBeGreaterThanOrEqual(
    registeredArguments.filter(({ required }) => required).length,
  );
  const most = registeredArguments.some(({ variadic }) => variadic)
    ? 99
    : registeredArguments.length;
  expect(operands.length).toBeLessThanOrEqual(most);
  expect(helpOf(command.parent === program ? command : command.parent!)).toContain(
    `groundwork ${line}`,
  );
});

test.each([60, 80, 200])("no line of it is wider than a terminal of %d columns", (columns) => {
  const before = { ...process.stdout };
  Object.assign(process.stdout, { isTTY: true, columns });
  const all = [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)];
  const lines = all.flatMap((command) => helpOf(command).split("\n"));
  Object.assign(process.stdout, { isTTY: before.isTTY, columns: before.columns });
  // What is to be typed stays in one line, so that it can be copied.
  const wide = lines.filter((line) => line.length > columns && !/^ {2}groundwork /.test(line));
  expect(wide).toEqual([]);
});

test("a command's help ends with its exit codes", () => {
  const plan = program.commands.find((command) => command.name() === "plan")!;
  expect(helpOf(plan)).toMatch(/Exit codes:\n {2}0 [^]*\n {2}2 +there are changes\n[^]*\n {2}130 /);
  expect(helpOf(plan)).not.toMatch(/default: (false|\[\])/);
});
