import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT } from "../core/command-options";
import type { PoliciesOptions } from "./policies";

/** The commands that read what is synthesized, or could be; none asks AWS. */
export function addSynthCommands(program: Command, { env }: Common): void {
  program
    .command("options")
    .description("write packages/docs/options.md from the schemas in packages/")
    .action(
      ends(async () => {
        const { options } = await import("./options.js");
        await options();
      }),
    );

  program
    .command("policies")
    .description(
      "what is against the policies and what to do about it, what was acknowledged, and the rules",
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (options: Flags<PoliciesOptions>) => {
        const { policies } = await import("./policies.js");
        await policies({ ...options, env });
      }),
    );
}
