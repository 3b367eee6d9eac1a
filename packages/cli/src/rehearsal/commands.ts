import type { Command } from "commander";
import { askedStacks } from "../core/asked-stacks";
import { ends, type Common, type Flags } from "../core/command";
import type { RehearseOptions } from "./rehearse";

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
}
