import { Option, type Command } from "commander";
import { JSON_OUTPUT } from "../core/command-options";
import { ends, type Common, type Flags } from "../core/command";
import { someText } from "../core/option-values";
import type { UpgradeOptions } from "./upgrade";

/** What brings a clone to another release of its upstream. */
export function addUpgradeCommand(program: Command, common: Common): void {
  program
    .command("upgrade")
    .description(
      "bring this clone to a release of its upstream, on a branch, and show what it changes",
    )
    .argument(
      "[version]",
      "a release such as v1.2.3 (default: the newest)",
      someText("version", "a release such as v1.2.3"),
    )
    .option("--check", "only say whether there is a newer release, and what it brings", false)
    .option("--continue", "go on with an upgrade that waits for you", false)
    .option("--abort", "forget an upgrade that waits for you", false)
    .option(
      "--allow-destroy <names...>",
      "what may go with the data it holds: addresses or paths",
      [],
    )
    .option("--no-test", "leave out the tests of this project")
    .option(
      "--upstream <repository>",
      "address, folder or remote (default: as groundwork.json says)",
      someText("--upstream", "an address, a folder or a remote"),
    )
    .option(
      "--from <version>",
      "what this clone is of (default: as groundwork.json says)",
      someText("--from", "a release or a commit"),
    )
    .option(...JSON_OUTPUT)
    // For the commands of another release alone: the folder of an upgrade.
    .addOption(new Option("--request <folder>").hideHelp())
    .action(
      ends(async (version: string | undefined, flags: UpgradeFlags) => {
        const { request, ...options } = flags;
        if (request !== undefined) {
          const { makeUpgrade } = await import("./make-upgrade.js");
          return makeUpgrade(request, common);
        }
        const { upgrade } = await import("./upgrade.js");
        return upgrade({ version, ...options, ...common });
      }),
    );
}

type UpgradeFlags = Flags<UpgradeOptions, "version"> & { readonly request?: string };
