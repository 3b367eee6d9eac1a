import type { Environment } from "@groundwork/configuration";
import type { Command } from "commander";
import { ends, type Common, type Flags } from "../../core/command";
import { JSON_OUTPUT, YES } from "../../core/command-options";
import { askedSet } from "../set/asked-set";
import type { LayerMoveOptions } from "./split";

/** The commands that move what an environment has when its option `layers` changes. */
export function addLayerCommands(program: Command, common: Common): void {
  const add = (name: "split" | "join", description: string) =>
    program
      .command(name)
      .description(description)
      .argument("<environment>", "with all its places, such as dev", (one: string) => askedSet(one))
      .option("--dry-run", "only say what would move, from where to where", false)
      .option("--keep", "leave it moved where a plan does more than that explains", false)
      .option(...YES)
      .option(...JSON_OUTPUT)
      .action(
        ends(async (environment: Environment, options: Flags<LayerMoveOptions, "environment">) => {
          const commands = await import("./split.js");
          return commands[name]({ environment, ...options, ...common });
        }),
      );
  add("split", "move what one state has of an environment to the states of its layers");
  add("join", "move what the states of layers have back to the state of one stack");
}
