import type { Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT } from "../core/command-options";
import { someText, wholeNumber } from "../core/option-values";
import type { AddEnvironmentOptions } from "./add-environment";
import type { AddServiceOptions } from "./add-service";
import type { InitOptions } from "./init";
import type { SetupGithubOptions } from "./setup/setup-github";

/** The commands by which a team begins: files in environments/, written for it. */
export function addBeginCommands(program: Command, common: Common): void {
  program
    .command("init")
    .description("say who and where: in this project, or in a new one without its history")
    .argument("[folder]", "of a new project (default: this one)")
    .option("--name <name>", "of the organization")
    .option("--account <id>", "of AWS (default: that of the credentials)")
    .option("--region <region>", "of AWS (default: that of the AWS CLI)")
    .option("--owner <text>", "who answers for it, as a tag")
    .option("--repository <owner/name>", "on GitHub, whose workflows deliver")
    .option("--repository-id <id>", "its id (default: GitHub is asked)")
    .option("--time-zone <zone>", "by which dev sleeps (default: that of this machine)")
    .action(
      ends(async (folder: string | undefined, options: Flags<InitOptions, "folder">) => {
        const { init } = await import("./init.js");
        await init({ folder, ...options, ...common });
      }),
    );

  const add = program
    .command("add")
    .description("write an environment or a service into environments/");

  add
    .command("environment")
    .description("a new environment as a copy of another one, with its place in list and workflow")
    .argument("<name>", "such as staging")
    .option(
      "--from <environment>",
      "which one is copied (default: one that is no production)",
      someText("--from", "the name of an environment"),
    )
    .option("--small", "with less of what is paid for, and no production", false)
    .option(
      "--cidr <block>",
      "its addresses (default: the next free block)",
      someText("--cidr", "a block such as 10.30.0.0/16"),
    )
    .option(
      "--before <environment>",
      "which one is delivered after it (default: the first production)",
      someText("--before", "the name of an environment"),
    )
    .option("--no-workflow", "without a job in .github/workflows/deliver.yml")
    .option(...JSON_OUTPUT)
    .action(
      ends(async (name: string, options: Flags<AddEnvironmentOptions, "name">) => {
        const { addEnvironment } = await import("./add-environment.js");
        await addEnvironment({ name, ...options, ...common });
      }),
    );

  add
    .command("service")
    .description("a new service in environments, a worker unless requests reach it")
    .argument("<name>", "such as api")
    .option("--in <environment...>", "which get it (default: all that have it not)")
    .option("--http", "requests reach it, by a priority of its own", false)
    .option("--path <pattern...>", "paths that go to it (default: those below its name)")
    .option("--host <name...>", "names of hosts whose requests go to it")
    .option("--port <number>", "on which it listens (default: 80)", wholeNumber("--port"))
    .option("--health-check-path <path>", "that answers while it is healthy (default: /)")
    .option("--priority <number>", "lowest wins (default: a free one)", wholeNumber("--priority"))
    .option(...JSON_OUTPUT)
    .action(
      ends(async (name: string, options: Flags<AddServiceOptions, "name">) => {
        const { addService } = await import("./add-service.js");
        await addService({ name, ...options, ...common });
      }),
    );

  const setup = program
    .command("setup")
    .description("what is lacking for a delivery, step by step");

  setup
    .command("github")
    .description("look at the project, GitHub and AWS, and say what workflows still need")
    .option(...JSON_OUTPUT)
    .action(
      ends(async (options: Flags<SetupGithubOptions>) => {
        const { setupGithub } = await import("./setup/setup-github.js");
        return setupGithub({ ...options, ...common });
      }),
    );
}
