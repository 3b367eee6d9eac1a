import { Argument, type Command } from "commander";
import { ends, type Common } from "../core/command";
import type { EngineName } from "./engines";

/** What the sources are written against. */
export function addEngineCommands(program: Command, common: Common): void {
  program
    .command("engine")
    .description("rewrite the sources for cdktn, which carries on the archived cdktf, or back")
    .addArgument(
      new Argument("<engine>", "what the sources are to be written against").choices([
        "cdktf",
        "cdktn",
      ]),
    )
    .action(
      ends(async (name: EngineName) => {
        const { engine } = await import("./engine.js");
        return engine({ engine: name, ...common });
      }),
    );
}
