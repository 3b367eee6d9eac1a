import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { DONE } from "../core/exit-codes";
import { stacksIn, type StackJson } from "./written-stacks";

/**
 * The compiled app of a project, run in this process with another configuration each time. What is
 * left of each run stays, so it is for a program of its own.
 */
export class AppAgain {
  /** As the project says it. */
  readonly configuration: Configuration;
  private readonly main: string;
  private readonly environments: NodeJS.Module;

  /**
   * @param root of the project
   * @param outDir where the variable CDKTF_OUTDIR has the app write
   */
  constructor(
    root: string,
    private readonly outDir: string,
  ) {
    this.main = path.join(root, "dist/main.js");
    const index = path.join(root, "dist/environments/index.js");
    const { loadConfiguration } = require(index) as { loadConfiguration(): Configuration };
    this.environments = require.cache[require.resolve(index)]!;
    this.configuration = loadConfiguration();
  }

  /** @returns the stacks' JSON by name; undefined where the configuration is refused */
  synth(configuration: Configuration): Map<string, StackJson> | undefined {
    this.environments.exports = {
      ...(this.environments.exports as object),
      loadConfiguration: () => configuration,
    };
    delete require.cache[require.resolve(this.main)];
    process.exitCode = DONE;
    try {
      require(this.main);
      return process.exitCode === DONE ? stacksIn(this.outDir) : undefined;
    } catch {
      return undefined;
    } finally {
      process.exitCode = DONE;
    }
  }
}
