import type { Environment } from "@groundwork/configuration";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { Option, type Command } from "commander";
import { ends, type Common, type Flags } from "../../core/command";
import { ACTOR, HASH, JSON_OUTPUT, YES } from "../../core/command-options";
import { waitingTime, wholeNumber } from "../../core/option-values";
import { askedSet } from "./asked-set";
import type { ApproveSetOptions } from "./approve-set";
import type { DeploySetOptions } from "./deploy-set";

/** Argument: an environment with all its places. */
const SET = [
  "<environment>",
  "with all its places, such as prod",
  (name: string) => askedSet(name),
] as const;

/** The commands that plan and apply all places of an environment. */
export function addSetCommands(program: Command, common: Common): void {
  program
    .command("deploy-set")
    .description("plan the stacks of all places of an environment, and apply them in waves")
    .argument(...SET)
    .option("--plan", "plan all of them, and apply none", false)
    .addOption(
      new Option(
        "--layer <name>",
        "deliver the stacks of this layer alone (default: all, lowest first)",
      ).choices(LAYERS),
    )
    .option(
      "--at-a-time <count>",
      "how many places are worked on side by side (default: 2)",
      wholeNumber("--at-a-time"),
    )
    .option(
      "--allow-dirty",
      "also what is not committed or not pushed, where no approval is demanded",
      false,
    )
    .option(
      "--lock-timeout <time>",
      "how long each waits for the lock of its state",
      waitingTime("--lock-timeout"),
      "10m",
    )
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (environment: Environment, options: Flags<DeploySetOptions, "environment">) => {
        const { deploySet } = await import("./deploy-set.js");
        return deploySet({ environment, ...options, ...common });
      }),
    );

  program
    .command("approve-set")
    .description("let the plans of all places of an environment be applied")
    .argument(...SET)
    .option(
      "--sha256 <hash>",
      "of all of them, as deploy-set printed it; with it nothing is asked",
      HASH,
    )
    .option("--why <reason>", "kept with the approvals")
    .option(...ACTOR)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (environment: Environment, options: Flags<ApproveSetOptions, "environment">) => {
        const { approveSet } = await import("./approve-set.js");
        await approveSet({ environment, ...options, ...common });
      }),
    );
}
