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
    .command("set-variables")
    .description("what the plans of all places hand on, as lines for a shell")
    .argument("<file>", "what `deploy-set --plan --json` printed")
    .action(async (file: string) => {
      const { setVariables } = await import("./plan-variables.js");
      pass(setVariables(JSON.parse(await readFile(file, "utf8"))));
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

  const actions = ["--actions <file>", "by aws codepipeline list-action-executions"] as const;
  pipeline
    .command("failed")
    .description("tell people once that a stage has failed")
    .requiredOption("--stage <name>", "such as Test")
    .requiredOption("--execution <id>", "of the run")
    .requiredOption(...actions)
    .requiredOption("--told <file>", "by aws codebuild batch-get-builds, of the messenger")
    .action(
      ends(async (options: { stage: string; execution: string; actions: string; told: string }) => {
        const { stageFailed } = await import("./stage-ended.js");
        return stageFailed(options, env);
      }),
    );

  pipeline
    .command("passed")
    .description("tell people once that stages go well again")
    .requiredOption("--stages <name...>", "whose last one has just come through")
    .requiredOption(...actions)
    .action(
      ends(async (options: { stages: string[]; actions: string }) => {
        const { stagesPassed } = await import("./stage-ended.js");
        return stagesPassed(options, env);
      }),
    );
}
