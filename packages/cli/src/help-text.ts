import type { Command } from "commander";
import { DONE, EXIT_CODE_WORDS, FAILED, INTERRUPTED, type ExitCode } from "./core/exit-codes";
import { terminalColumns } from "./core/outlet";
import { table } from "./core/table";
import { HELP, type CommandHelp } from "./help/help";

/** The first lines that somebody types. */
const FIRST = ["rehearse", "plan dev", "doctor", "help apply"];

/**
 * Sorts the commands of a program by when they are needed, and adds to the help of each how it is
 * typed and what it ends with.
 */
export function explainCommands(program: Command): void {
  const groups = Object.entries(HELP).flatMap(([group, commands]) =>
    Object.entries(commands).map(([name, help]) => ({ name, group, help })),
  );
  const place = (command: Command) => groups.findIndex(({ name }) => name === command.name());
  (program.commands as Command[]).sort((one, other) => place(one) - place(other));
  for (const command of program.commands) {
    const found = groups[place(command)];
    if (!found) continue;
    const { group, help } = found;
    command.helpGroup(`${group}:`).addHelpText("after", () => footer(help));
  }
  program.addHelpText("after", () => {
    const lines = FIRST.map((line) => `  groundwork ${line}`);
    return `\nExamples:\n${lines.join("\n")}\n\n${exitLines([...EXIT_CODE_WORDS.keys()])}`;
  });
}

function footer({ examples, exits = [] }: CommandHelp): string {
  const lines = examples.map(([line, what]) => [`  groundwork ${line}`, what]);
  const shown = table(lines, { headed: false, columns: columns() });
  return `\nExamples:\n${shown}\n\n${exitLines([DONE, FAILED, ...exits, INTERRUPTED])}`;
}

const exitLines = (codes: readonly ExitCode[]): string => {
  const lines = codes.map((code) => [`  ${code}`, EXIT_CODE_WORDS.get(code)!]);
  return `Exit codes:\n${table(lines, { columns: columns() })}`;
};

/** Of the help, also where there is no terminal. */
export const columns = (): number => terminalColumns() ?? 80;
