import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { pass } from "../core/outlet";

/** Steps of the builds in CodePipeline (packages/constructs/src/delivery/pipeline/buildspecs.ts). */
export function addPipelineCommands(program: Command): void {
  const pipeline = program.command("pipeline").description("steps of the builds in CodePipeline");

  pipeline
    .command("junit")
    .description("the results of jest as JUnit XML")
    .argument("<results>", "what `jest --json --outputFile` wrote")
    .argument("<out>", "file for it")
    .action(async (results: string, out: string) => {
      const { junitXml } = await import("./junit.js");
      const xml = junitXml(JSON.parse(await readFile(results, "utf8")), process.cwd());
      await mkdir(path.dirname(out), { recursive: true });
      await writeFile(out, xml);
    });

  pipeline
    .command("variables")
    .description("what a plan hands on, as lines for a shell")
    .argument("<file>", "what `plan --json` printed")
    .action(async (file: string) => {
      const { planVariables } = await import("./plan-variables.js");
      pass(planVariables(JSON.parse(await readFile(file, "utf8"))));
    });
}
