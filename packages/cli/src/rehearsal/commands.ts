import { nearest } from "@groundwork/constructs/nearest";
import type { Command } from "commander";
import { askedStacks } from "../core/asked-stacks";
import { ends, type Common, type Flags } from "../core/command";
import { OperationError } from "../core/errors";
import { JSON_OUTPUT } from "../core/command-options";
import type { StopOptions } from "./rehearsals";
import type { RehearseOptions } from "./prepare";

export function addRehearsalCommands(program: Command, common: Common): void {
  program
    .command("rehearse")
    .description("apply the stacks with real Terraform against an emulated AWS")
    .argument("[stack...]", "stacks to apply besides bootstrap-stack (default: all)", askedStacks)
    .option("--keep", "leave the emulator running", false)
    .option("--provider", "use the AWS provider instead of stand-ins", false)
    .option("--delivery", "apply environments by plan, approve and apply, with messages", false)
    .action(
      ends(async (stacks: string[], options: Flags<RehearseOptions, "stacks">) => {
        const { rehearse } = await import("./rehearse.js");
        await rehearse({ stacks, ...options, ...common });
      }),
    );

  const rehearsals = program
    .command("rehearsals")
    .description("the rehearsals of this checkout that are under way, or were kept")
    .option(...JSON_OUTPUT)
    // Otherwise a mistake in the name of a command would be an argument too many.
    .allowExcessArguments()
    .action(
      ends(async (options: { readonly json: boolean }, { args, commands }: Command) => {
        if (args[0] !== undefined) throw unknownCommand("rehearsals", args[0], commands);
        const { listRehearsals } = await import("./rehearsals.js");
        await listRehearsals(options);
      }),
    );

  rehearsals
    .command("stop")
    .description("end a rehearsal, with its emulator, and remove its folder")
    .argument(...REHEARSAL)
    .option("--all", "all that were kept", false)
    .action(
      ends(async (id: string | undefined, options: Omit<StopOptions, "id">) => {
        const { stopRehearsals } = await import("./rehearsals.js");
        return stopRehearsals({ id, ...options });
      }),
    );

  rehearsals
    .command("shell")
    .description("your shell, with the variables that lead to a rehearsal")
    .argument(...REHEARSAL)
    .action(
      ends(async (id: string | undefined) => {
        const { rehearsalShell } = await import("./rehearsals.js");
        return rehearsalShell({ id, ...common });
      }),
    );
}

/** Argument: a rehearsal. */
const REHEARSAL = ["[id]", "of the rehearsal (default: the only one that was kept)"] as const;

function unknownCommand(place: string, name: string, commands: readonly Command[]): Error {
  const names = commands.map((command) => command.name()).filter((one) => one !== "help");
  const meant = nearest(name, names);
  return new OperationError(
    [
      `got the command ${place} ${name}, expected ${place} ${names.join(`, ${place} `)}, or ${place} alone`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
    ].join("\n"),
  );
}
