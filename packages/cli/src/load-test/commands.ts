import { ownerOf, SHARED_STATES } from "@groundwork/configuration/names";
import { Option, type Command } from "commander";
import { ends, type Common, type Flags } from "../core/command";
import { JSON_OUTPUT, YES } from "../core/command-options";
import { someText } from "../core/option-values";
import { say } from "../core/outlet";
import { askedPlan } from "../delivery/store/plan-id";
import { askedEnvironment } from "../core/asked-environment";
import type { LoadTestOptions } from "./testing";

const SHARED: ReadonlySet<string> = new Set(SHARED_STATES);

/** The command that finds out whether services stand the load that they are named. */
export function addLoadTestCommand(program: Command, common: Common): void {
  program
    .command("load-test")
    .description("whether the services of an environment stand the load that it names")
    .argument("<stack>", "of an environment, such as staging-stack, or staging")
    .argument("[service]", "such as web (default: all with a loadTest)")
    .option(
      "--url <address>",
      "where it answers (default: its load balancer)",
      someText("--url", "an address such as https://staging.example.com"),
    )
    .addOption(
      new Option(
        "--from <place>",
        "here, or a task in its network (default: that, if it has one)",
      ).choices(["here", "task"]),
    )
    .option("--test-listener", "the next version, as soon as a deployment has it there", false)
    .option("--decide", "passed, the deployment goes on, and otherwise back", false)
    .option(
      "--during <plan>",
      "test and decide what that plan's apply deploys, until it ends",
      askedPlan,
    )
    .option("--if-needed", "only what has no result that counts for what runs", false)
    .option(
      "--junit <file>",
      "write the results as JUnit's XML as well",
      someText("--junit", "the name of a file"),
    )
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(
        async (
          name: string,
          service: string | undefined,
          options: Flags<LoadTestOptions, "environment" | "service">,
        ) => {
          const { loadTest } = await import("./load-test.js");
          // Workflows ask it of every stack that they apply.
          if (options.during !== undefined && SHARED.has(ownerOf(name))) {
            say(`${ownerOf(name)} has no services.`);
            return undefined;
          }
          const environment = askedEnvironment(name);
          return loadTest({ environment, service, ...options, ...common });
        },
      ),
    );
}
