import type { Command } from "commander";
import type { ApplyOptions } from "./apply/apply";
import type { CodeDeployOptions } from "../code-deploy/code-deploy";
import { ends, type Common, type Flags } from "../core/command";
import {
  ACTOR,
  HASH,
  JSON_OUTPUT,
  LIMIT,
  LOCK_TIMEOUT,
  SHA256,
  STACK,
  STACK_OR_ALL,
  STACKS_OR_ALL,
  YES,
} from "../core/command-options";
import { someText, wholeNumber } from "../core/option-values";
import type { ImagesOptions } from "./images/images";
import type { MetricsOptions } from "./metrics/metrics";
import type { DriftOptions } from "./drift/drift";
import { addLayerCommands } from "./layers/commands";
import { addNotifyCommands } from "./messages/commands";
import { addSetCommands } from "./set/commands";
import type { PlanOptions } from "./plan/plan";
import { askedPlan } from "./store/plan-id";
import type { PlansOptions } from "./plan/plans";
import type { ReviewOptions } from "./review/review";
import type { ShowOptions } from "./plan/show";
import type { TeardownOptions } from "./teardown/teardown";
import type { DecideOptions, RejectOptions } from "./apply/decide";

/**
 * The commands from plan to apply, and those that tell people: workflows and people run the same.
 */
export function addDeliveryCommands(program: Command, common: Common): void {
  program
    .command("plan")
    .description("plan a stack of this commit, and store the plan for approval and apply")
    .argument(...STACK)
    .option(
      "--allow-dirty",
      "also what is not committed or not pushed, where no approval is demanded",
      false,
    )
    .option("--allow-destroy <address...>", "what may go although it holds data", [])
    .option(
      "--allow-untested <service...>",
      "what may come to production without its load test",
      [],
    )
    .option("--update-locks", "write the lock file of its providers, in locks/, instead", false)
    .option(...LOCK_TIMEOUT)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string, options: Flags<PlanOptions, "stack">) => {
        const { plan } = await import("./plan/plan.js");
        return plan({ stack, ...options, ...common });
      }),
    );

  program
    .command("approve")
    .description("let a plan be applied")
    .argument("<id>", "of the plan", askedPlan)
    .option("--sha256 <hash>", `${SHA256}; with it nothing is asked`, HASH)
    .option("--why <reason>", "kept with the approval")
    .option(...ACTOR)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (id: string, options: Flags<DecideOptions, "id">) => {
        const { approve } = await import("./apply/decide.js");
        await approve({ id, ...options, ...common });
      }),
    );

  program
    .command("reject")
    .description("keep a plan from being applied")
    .argument("<id>", "of the plan", askedPlan)
    .requiredOption("--why <reason>", "kept with the plan", someText("--why", "a reason"))
    .option("--sha256 <hash>", SHA256, HASH)
    .option(...ACTOR)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (id: string, options: Flags<RejectOptions, "id">) => {
        const { reject } = await import("./apply/decide.js");
        await reject({ id, ...options, ...common });
      }),
    );

  program
    .command("apply")
    .description("apply exactly the plan that was approved, once")
    .argument("<id>", "of the plan", askedPlan)
    .requiredOption("--sha256 <hash>", `${SHA256}; without a terminal it is the consent`, HASH)
    .option(...LOCK_TIMEOUT)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (id: string, options: Flags<ApplyOptions, "id">) => {
        const { apply } = await import("./apply/apply.js");
        await apply({ id, ...options, ...common });
      }),
    );

  addSetCommands(program, common);

  program
    .command("code-deploy")
    .description("have CodeDeploy deploy the services of a stack as they were applied last")
    .argument(...STACK)
    .option(...YES)
    .action(
      ends(async (stack: string, options: Flags<CodeDeployOptions, "stack">) => {
        const { codeDeploy } = await import("../code-deploy/code-deploy.js");
        await codeDeploy({ stack, ...options, ...common });
      }),
    );

  program
    .command("plans")
    .description("list the plans, newest first, with what became of each")
    .argument(...STACK_OR_ALL)
    .option(...LIMIT)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string | undefined, options: Flags<PlansOptions, "stack">) => {
        const { plans } = await import("./plan/plans.js");
        await plans({ stack, ...options, ...common });
      }),
    );

  program
    .command("show")
    .description("what a plan would do, and what became of it")
    .argument("<id>", "of the plan", askedPlan)
    .option("--text", "with the plan as Terraform shows it, for those who may read it", false)
    .option("--log", "with what its apply said", false)
    .option(
      "--html <file>",
      "a page of all of it, in a file that only you may read",
      someText("--html", "a file"),
    )
    .option("-y, --yes", "replace the file where there is one", false)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (id: string, options: Flags<ShowOptions, "id">) => {
        const { show } = await import("./plan/show.js");
        await show({ id, ...options, ...common });
      }),
    );

  program
    .command("drift")
    .description("what has changed past Terraform, and what was merged but not applied")
    .argument(...STACKS_OR_ALL)
    .option("--notify", "remember it, and tell people when it changes", false)
    .option("--propose", "as a patch of environments/, for what was changed to stay", false)
    .option("--revert", "plan the way back to what the code says", false)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<DriftOptions, "stacks">) => {
        const { drift } = await import("./drift/drift.js");
        return drift({ stacks, ...options, ...common });
      }),
    );

  program
    .command("metrics")
    .description("how often, how fast and how safely changes are delivered, by what was applied")
    .argument(...STACKS_OR_ALL)
    .option("--days <count>", "how many days to look back", wholeNumber("--days"), 90)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<MetricsOptions, "stacks">) => {
        const { metrics } = await import("./metrics/metrics.js");
        await metrics({ stacks, ...options, ...common });
      }),
    );

  program
    .command("images")
    .description("what lies in the registry: age, size, findings, where it runs, what could go")
    .argument("[service...]", "such as web (default: all)")
    .option(
      "--days <count>",
      "from how many days on an image that nothing runs counts as unused",
      wholeNumber("--days"),
      30,
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (services: string[], options: Flags<ImagesOptions, "services">) => {
        const { images } = await import("./images/images.js");
        return images({ services, ...options, ...common });
      }),
    );

  program
    .command("review")
    .description("what a change does to each stack, as comments for its pull request")
    .argument(...STACKS_OR_ALL)
    .option(
      "--out <folder>",
      "folder for the comments (default: standard output)",
      someText("--out", "a folder"),
    )
    .option(
      "--synthesized <folder>",
      "a cdktf.out made elsewhere, by code that is not trusted",
      someText("--synthesized", "a folder"),
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<ReviewOptions, "stacks">) => {
        const { review } = await import("./review/review.js");
        return review({ stacks, ...options, ...common });
      }),
    );

  program
    .command("teardown")
    .description("destroy all that an environment has, but never one of production")
    .argument("<environment>", "such as staging")
    .option("--confirm <name>", "its name once more; with it nothing is asked")
    .option("--dry-run", "only say what would go, what is protected and what stays", false)
    .option(...LOCK_TIMEOUT)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (environment: string, options: Flags<TeardownOptions, "environment">) => {
        const { teardown } = await import("./teardown/teardown.js");
        return teardown({ environment, ...options, ...common });
      }),
    );

  addLayerCommands(program, common);

  addNotifyCommands(program, common);
}
