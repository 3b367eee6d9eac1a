import { Argument, type Command } from "commander";
import { ends } from "../core/command";

/** The command that prints what a shell completes with. */
export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("a script for a shell: completion, and the command of the nearest checkout")
    .addArgument(new Argument("<shell>", "that is to complete").choices(["bash", "zsh", "fish"]))
    .action(
      ends(async (shell: "bash" | "zsh" | "fish") => {
        const { completion } = await import("./completion.js");
        completion(program, shell);
      }),
    );
}
