import type { Environment } from "@groundwork/configuration";
import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT, LIMIT, STACKS_OR_ALL } from "../core/command-options";
import { someText } from "../core/option-values";
import { askedEnvironment } from "../core/asked-environment";
import type { ExecOptions } from "./exec/exec";
import type { LogsOptions } from "./logs/logs";
import { pastTime } from "./logs/time";
import type { OutputsOptions } from "./outputs";
import type { StatusOptions } from "./status/status";

/** Argument: an environment, which has services. */
const ENVIRONMENT = [
  "<stack>",
  "of an environment, such as dev-stack, or dev",
  (name: string) => askedEnvironment(name),
] as const;

const CONTAINER = [
  "--container <name>",
  "container of the service (default: all of them, or its own)",
] as const;

/** The commands that look at what runs, and into it. */
export function addOperateCommands(program: Command, common: Common): void {
  program
    .command("status")
    .description("how all stacks do: serial, last apply, lock, open plan, services")
    .argument(...STACKS_OR_ALL)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<StatusOptions, "stacks">) => {
        const { status } = await import("./status/status.js");
        return status({ stacks, ...options, ...common });
      }),
    );

  program
    .command("outputs")
    .description("the outputs of all stacks, as their states have them")
    .argument(...STACKS_OR_ALL)
    .option(
      "--value <output>",
      "the value of one output of one stack alone, for a script",
      someText("--value", "the name of an output"),
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<OutputsOptions, "stacks">) => {
        const { outputs } = await import("./outputs.js");
        return outputs({ stacks, ...options, ...common });
      }),
    );

  program
    .command("logs")
    .description("what the containers of an environment's services printed")
    .argument(...ENVIRONMENT)
    .argument("[service...]", "such as web (default: all)")
    .option(
      "--since <time>",
      "an age such as 90s, 1h or 2d, or a time (default: 10m)",
      pastTime("--since"),
    )
    .option("--until <time>", "the same (default: now)", pastTime("--until"))
    .option("-f, --follow", "go on until Ctrl-C", false)
    .option(
      "--filter <text>",
      "only lines with it, or that fit a pattern of CloudWatch",
      someText("--filter", "a text, or a pattern of CloudWatch"),
    )
    .option(...CONTAINER)
    .option(
      "--task <id>",
      "or its beginning (default: all)",
      someText("--task", "the id of a task"),
    )
    .option("--json", "as JSON, an object a line", false)
    .action(
      ends(
        async (
          environment: Environment,
          services: string[],
          options: Flags<LogsOptions, "environment" | "services">,
        ) => {
          const { logs } = await import("./logs/logs.js");
          return logs({ environment, services, ...options, ...common });
        },
      ),
    );

  program
    .command("exec")
    .description("a shell, or a command, in a running container")
    .argument(...ENVIRONMENT)
    .argument("[service]", "such as web (default: the only one, for a shell)")
    .argument("[word...]", "of a command, behind -- (default: a shell)")
    .option(...CONTAINER)
    .option(
      "--task <id>",
      "or its beginning (default: the newest)",
      someText("--task", "the id of a task"),
    )
    .option(
      "--why <reason>",
      "kept in the plan store; production demands it",
      someText("--why", "a reason"),
    )
    .option("--list", "who asked for sessions, and why, in place of opening one", false)
    .option(...LIMIT)
    .option("--json", "that list as JSON", false)
    .action(
      ends(
        async (
          environment: Environment,
          service: string | undefined,
          command: string[],
          options: Flags<ExecOptions, "environment" | "service" | "command">,
        ) => {
          const { exec } = await import("./exec/exec.js");
          return exec({ environment, service, command, ...options, ...common });
        },
      ),
    );
}
