import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { ends, type Common } from "../core/command";
import { pass } from "../core/outlet";

/** Steps of the builds in CodePipeline (packages/constructs/src/delivery/pipeline/buildspecs.ts). */
export function addPipelineCommands(program: Command, { env }: Pick<Common, "env">): void {
  const pipeline = program.command("pipeline").description("steps of the builds in CodePipeline");

  pipeline
    .command("variables")
    .description("what a plan hands on, as lines for a shell")
    .argument("<file>", "what `plan --json` printed")
    .action(async (file: string) => {
      const { planVariables } = await import("./plan-variables.js");
      pass(planVariables(JSON.parse(await readFile(file, "utf8"))));
    });

  pipeline
    .command("propose")
    .description("tell people of the images in IMAGES, and propose them to environments")
    .action(
      ends(async () => {
        const { proposeImages } = await import("./propose.js");
        return proposeImages(env);
      }),
    );
}
