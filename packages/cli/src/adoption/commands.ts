import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT } from "../core/command-options";
import { someText } from "../core/option-values";
import { pastTime } from "../operate/logs/time";
import type { ImportOptions } from "./import/import";
import type { UnmanagedOptions } from "./unmanaged";

/** The commands that look at what is there and in no state, and take it over. */
export function addAdoptionCommands(program: Command, common: Common): void {
  program
    .command("import")
    .description("what exists already, written into an environment to be taken over")
    .argument("<environment>", "such as dev, or registry")
    .option(
      "--cluster <name>",
      "a cluster whose services become its own (default: none)",
      someText("--cluster", "the name of a cluster"),
    )
    .option("--dry-run", "write nothing, and show the change", false)
    .option(
      "--vpc <id>",
      "the VPC that it runs in (default: the one that it would make)",
      someText("--vpc", "the id of a VPC, such as vpc-0a1b2c3d"),
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (name: string, options: Flags<ImportOptions, "name">) => {
        const { importThings } = await import("./import/import.js");
        return importThings({ ...options, ...common, name });
      }),
    );
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
