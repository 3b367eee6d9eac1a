import type { Environment } from "@groundwork/configuration";
import { Option, type Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT, YES } from "../core/command-options";
import { minutes, someText, waitingTime } from "../core/option-values";
import { askedEnvironment } from "../core/asked-environment";
import { ROLLBACK_STEPS, type RollbackOptions } from "./options";

/** The command that brings a service back to what it ran before. */
export function addRollbackCommand(program: Command, common: Common): void {
  program
    .command("rollback")
    .description("bring a service back to the image that it ran before, and say how that lasts")
    .argument("<environment>", "such as prod", (name: string) => askedEnvironment(name))
    .argument("[service]", "such as web (default: the only one)")
    .option(
      "--to <image>",
      "a digest, 8 digits of one, or a tag (default: the newest that served before)",
      someText("--to", "a digest or a tag"),
    )
    .option(
      "--why <reason>",
      "kept with what is done; production demands it",
      someText("--why", "a reason"),
    )
    .option("--wait <minutes>", "how long to wait for an approval", minutes("--wait"), 30)
    .option("--with-others", "also apply what else of this commit was not applied yet", false)
    .addOption(
      new Option("--only <step>", "do one step alone (default: all)").choices(ROLLBACK_STEPS),
    )
    .option(
      "--lock-timeout <time>",
      "how long to wait for the state's lock",
      waitingTime("--lock-timeout"),
      "10m",
    )
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(
        async (
          environment: Environment,
          service: string | undefined,
          options: Flags<RollbackOptions, "environment" | "service">,
        ) => {
          const { rollback } = await import("./rollback.js");
          return rollback({ environment, service, ...options, ...common });
        },
      ),
    );
}
