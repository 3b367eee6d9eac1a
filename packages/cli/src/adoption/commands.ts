import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT } from "../core/command-options";
import { someText } from "../core/option-values";
import { pastTime } from "../operate/logs/time";
import type { UnmanagedOptions } from "./unmanaged";

/** The commands that look at what is there and in no state. */
export function addAdoptionCommands(program: Command, common: Common): void {
  program
    .command("unmanaged")
    .description("what the account has that is in no state")
    .option(
      "--before <time>",
      "only what is older than an age such as 30d, or a time (default: all)",
      pastTime("--before"),
    )
    .option(
      "--region <name>",
      "only one (default: all of the configuration)",
      someText("--region", "a region, such as eu-central-1"),
    )
    .option(
      "--tag <tag>",
      "only what has it (default: all)",
      someText("--tag", "a tag, such as Owner or Owner=web"),
    )
    .option(
      "--type <type>",
      "only one of Terraform's types (default: all)",
      someText("--type", "a type of Terraform, such as aws_vpc"),
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (options: Flags<UnmanagedOptions>) => {
        const { unmanaged } = await import("./unmanaged.js");
        return unmanaged({ ...options, ...common });
      }),
    );
}
