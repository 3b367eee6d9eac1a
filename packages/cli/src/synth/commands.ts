import { Option, type Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT, STACKS_OR_ALL } from "../core/command-options";
import { someText } from "../core/option-values";
import { askedPlan } from "../delivery/store/plan-id";
import type { CostsOptions } from "./costs";
import type { EjectOptions } from "./eject";
import type { GraphOptions } from "./graph/graph";
import type { PoliciesOptions } from "./policies";
import type { ValidateOptions } from "./validate/validate";

/** The commands that read what is synthesized, or could be; none asks AWS. */
export function addSynthCommands(program: Command, common: Common): void {
  const { env } = common;
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

  program
    .command("validate")
    .description("hold stacks against the schemas of the true providers, without credentials")
    .argument(...STACKS_OR_ALL)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<ValidateOptions, "stacks">) => {
        const { validate } = await import("./validate/validate.js");
        await validate({ stacks, ...options, ...common });
      }),
    );

  program
    .command("graph")
    .description("draw a stack: who may talk to whom in it, or what a plan does to it")
    .argument(...STACKS_OR_ALL)
    .option(
      "--out <path>",
      "file for it, or a folder with a file for each stack (default: standard output)",
      someText("--out", "a file or a folder"),
    )
    .addOption(
      new Option(
        "--format <format>",
        "(default: by the name of the file; otherwise text on a terminal, and svg elsewhere)",
      ).choices(["svg", "mermaid", "text", "json"]),
    )
    .option("--plan <id>", "a stored plan in place of stacks", askedPlan)
    .action(
      ends(async (stacks: string[], options: Flags<GraphOptions, "stacks">) => {
        const { graph } = await import("./graph/graph.js");
        await graph({ stacks, ...options, ...common });
      }),
    );

  program
    .command("costs")
    .description("what stacks cost a month whether they are used or not, at list prices")
    .argument(...STACKS_OR_ALL)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<CostsOptions, "stacks">) => {
        const { costs } = await import("./costs.js");
        await costs({ stacks, ...options, env });
      }),
    );

  program
    .command("eject")
    .description("write stacks as Terraform alone, with the backend and the addresses they have")
    .argument(...STACKS_OR_ALL)
    .requiredOption(
      "--out <folder>",
      "that is made for them, with a folder for each stack",
      someText("--out", "a folder"),
    )
    .action(
      ends(async (stacks: string[], options: Flags<EjectOptions, "stacks">) => {
        const { eject } = await import("./eject.js");
        await eject({ stacks, ...options, ...common });
      }),
    );
}
