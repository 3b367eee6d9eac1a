import type { Environment } from "@groundwork/configuration";
import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT } from "../core/command-options";
import { someText } from "../core/option-values";
import { askedEnvironment } from "../core/asked-environment";
import type { RunOptions } from "./run";

/** The command that runs a task of a service. */
export function addTaskCommands(program: Command, common: Common): void {
  program
    .command("run")
    .description("a task of a service, by hand: wait for it, and show what it prints")
    .argument("<stack>", "of an environment, such as prod-stack, or prod", (name: string) =>
      askedEnvironment(name),
    )
    .argument("[name...]", "service and task, such as web migrate; behind -- words for its command")
    .option(
      "--start <id>",
      "what another person has asked for, where fourEyes demands two",
      someText("--start", "the id that it was asked for under"),
    )
    .option("--exit-code", "end with the task's own exit code in place of 8", false)
    .option(...JSON_OUTPUT)
    .action(
      ends(
        async (
          environment: Environment,
          [service, task, ...words]: string[],
          options: Flags<RunOptions, "environment" | "service" | "task" | "words">,
        ) => {
          const { run } = await import("./run.js");
          return run({ environment, service, task, words, ...options, ...common });
        },
      ),
    );
}
