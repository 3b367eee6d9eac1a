import type { Command, Option } from "commander";
import type { KnownName } from "../core/known-names";

/** What can be typed behind a command. */
export interface CommandWords {
  /** Such as `plan`, or `github gate`. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What its arguments are, where a list of them is kept. */
  readonly names?: KnownName | undefined;
  /** Words that its first argument may be: subcommands, or choices. */
  readonly words: readonly string[];
}

export interface OptionWords {
  /** Such as `--json`. */
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
}

/** All commands of a program, those of commands included. */
export const wordsOf = (program: Command): CommandWords[] =>
  program.commands.flatMap((command) => wordsOfCommand(command, []));

function wordsOfCommand(command: Command, above: readonly string[]): CommandWords[] {
  const names = [...above, command.name()];
  const { commands, registeredArguments } = command;
  const [first] = registeredArguments;
  const own: CommandWords = {
    name: names.join(" "),
    description: command.description(),
    options: [...command.options.map(wordsOfOption), HELP],
    names: NAMES[first?.name() ?? ""],
    words: [...wordsBehind(command), ...(first?.argChoices ?? [])],
  };
  return [own, ...commands.flatMap((one) => wordsOfCommand(one, names))];
}

/** Names of commands that can follow one: its own, or those that help explains. */
const wordsBehind = (command: Command): string[] =>
  command.name() === HELP_NAME
    ? command.parent!.commands.map((one) => one.name()).filter((name) => name !== HELP_NAME)
    : command.commands.map((one) => one.name());

const HELP_NAME = "help";

const HELP: OptionWords = { long: "--help", description: "display help", takesValue: false };

/** Arguments by their names in the help. */
const NAMES: Readonly<Record<string, KnownName>> = { stack: "stacks", id: "plans" };

const wordsOfOption = ({ long, description, required, optional }: Option): OptionWords => ({
  long: long!,
  description,
  takesValue: required || optional,
});
