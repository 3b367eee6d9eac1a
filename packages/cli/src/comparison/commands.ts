import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT } from "../core/command-options";
import type { CompareOptions } from "./compare";

/** What is told of two synths, without AWS. */
export function addComparisonCommands(program: Command, { env }: Common): void {
  program
    .command("compare")
    .description("what a change does to each stack, without credentials, state or network")
    .argument(
      "[range]",
      "such as main, or main..HEAD (default: from where the branch left main to the files at hand)",
    )
    .option("--markdown", "as Markdown, for a comment", false)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (range: string | undefined, options: Flags<CompareOptions, "range">) => {
        const { compare } = await import("./compare.js");
        return compare({ range, ...options, env });
      }),
    );
}
