import type { Command } from "commander";
import { ownCommand } from "@groundwork/constructs/own-command";
import { nearest } from "@groundwork/constructs/nearest";
import { OperationError } from "./core/errors";

/**
 * Adds `help` to a program and to its commands that have others. Commander's own takes one name, and
 * shows the list for one that there is not. Each command then says behind a mistake where its help is.
 */
export function addHelpCommands(command: Command): void {
  const name = nameOf(command);
  const more = command.commands.length > 0 ? "lists the commands" : "tells what it takes";
  command.showHelpAfterError(`${ownCommand(`${name} --help`.trim())} ${more}`);
  command.commands.forEach(addHelpCommands);
  if (command.commands.length === 0) return;
  command
    .helpCommand(false)
    .command("help")
    .description("display help for a command")
    .argument("[command...]", `such as ${command.commands[0]!.name()}`)
    .action((names: readonly string[]) => explained(command, names).outputHelp());
}

/**
 * The command that names lead to. What follows one without commands of its own is left alone.
 *
 * @throws OperationError when there is no such command; it names the one that may be meant
 */
function explained(from: Command, [name, ...rest]: readonly string[]): Command {
  if (name === undefined || from.commands.length === 0) return from;
  const found = from.commands.find((one) => one.name() === name);
  if (found) return explained(found, rest);
  const meant = nearest(
    name,
    from.commands.map((one) => one.name()),
  );
  const place = nameOf(from);
  throw new OperationError(
    [
      `got the command ${`${place} ${name}`.trim()}, expected one that ${ownCommand(`${place} --help`.trim())} lists`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
    ].join("\n"),
  );
}

/** How a command is typed behind the program's name. */
const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}`.trim() : "";
