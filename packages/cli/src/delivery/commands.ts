import type { Command } from "commander";
import type { ApplyOptions } from "./apply/apply";
import type { ApproveOptions } from "./apply/approve";
import type { CodeDeployOptions } from "../code-deploy/code-deploy";
import type { PlanOptions } from "./plan/plan";
import type { PlansOptions } from "./plan/plans";
import type { RejectOptions } from "./apply/reject";
import type { ShowOptions } from "./plan/show";

/** What every command gets besides its own options. */
type Common = "signal" | "env";

const LOCK_TIMEOUT = [
  "--lock-timeout <time>",
  "how long to wait for the state's lock",
  "0s",
] as const;
const YES = ["-y, --yes", "do not ask", false] as const;
const JSON_OUTPUT = ["--json", "as JSON", false] as const;
const STAND_INS = ["--stand-ins", "with stand-ins, as in a rehearsal", false] as const;
const ACTOR = [
  "--actor <name>",
  "with a workflow's role: who reviewed its run (default: who started it)",
] as const;
const SHA256 = "the hash that plan printed, taken from there and not from the store";

/** From plan to apply: the commands that workflows and people run alike. */
export function addDeliveryCommands(
  program: Command,
  common: { readonly signal: AbortSignal; readonly env: NodeJS.ProcessEnv },
): void {
  program
    .command("plan")
    .description("plan a stack of this commit, and store the plan for approval and apply")
    .argument("<stack>", "such as dev-stack")
    .option("--allow-dirty", "also with uncommitted changes, where no approval is demanded", false)
    .option("--allow-destroy <address...>", "what may go although it holds data", [])
    .option("--update-locks", "write locks/<stack>.terraform.lock.hcl instead", false)
    .option(...LOCK_TIMEOUT)
    .option(...JSON_OUTPUT)
    .option(...STAND_INS)
    .action(async (stack: string, options: Omit<PlanOptions, "stack" | Common>) => {
      const { plan } = await import("./plan/plan.js");
      process.exitCode = await plan({ stack, ...options, ...common });
    });

  program
    .command("approve")
    .description("let a plan be applied")
    .argument("<id>", "of the plan")
    .option("--sha256 <hash>", `${SHA256}; with it nothing is asked`)
    .option("--why <reason>", "kept with the approval")
    .option(...ACTOR)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .option(...STAND_INS)
    .action(async (id: string, options: Omit<ApproveOptions, "id" | Common>) => {
      const { approve } = await import("./apply/approve.js");
      await approve({ id, ...options, ...common });
    });

  program
    .command("reject")
    .description("keep a plan from being applied")
    .argument("<id>", "of the plan")
    .requiredOption("--why <reason>", "kept with the plan")
    .option("--sha256 <hash>", SHA256)
    .option(...ACTOR)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .option(...STAND_INS)
    .action(async (id: string, options: Omit<RejectOptions, "id" | Common>) => {
      const { reject } = await import("./apply/reject.js");
      await reject({ id, ...options, ...common });
    });

  program
    .command("apply")
    .description("apply exactly the plan that was approved, once")
    .argument("<id>", "of the plan")
    .requiredOption("--sha256 <hash>", SHA256)
    .option(...LOCK_TIMEOUT)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .option(...STAND_INS)
    .action(async (id: string, options: Omit<ApplyOptions, "id" | Common>) => {
      const { apply } = await import("./apply/apply.js");
      await apply({ id, ...options, ...common });
    });

  program
    .command("code-deploy")
    .description("have CodeDeploy deploy the services of a stack as they were applied last")
    .argument("<stack>", "such as prod-stack")
    .option(...YES)
    .action(async (stack: string, options: Omit<CodeDeployOptions, "stack" | Common>) => {
      const { codeDeploy } = await import("../code-deploy/code-deploy.js");
      await codeDeploy({ stack, ...options, ...common });
    });

  program
    .command("plans")
    .description("list the plans, newest first, with what became of each")
    .argument("[stack]", "such as dev-stack (default: all)")
    .option("--limit <count>", "how many of the newest", Number, 20)
    .option(...JSON_OUTPUT)
    .option(...STAND_INS)
    .action(async (stack: string | undefined, options: Omit<PlansOptions, "stack" | Common>) => {
      const { plans } = await import("./plan/plans.js");
      await plans({ stack, ...options, ...common });
    });

  program
    .command("show")
    .description("what a plan would do, and what became of it")
    .argument("<id>", "of the plan")
    .option("--text", "with the plan as Terraform shows it, for those who may read it", false)
    .option("--log", "with what its apply said", false)
    .option(...JSON_OUTPUT)
    .option(...STAND_INS)
    .action(async (id: string, options: Omit<ShowOptions, "id" | Common>) => {
      const { show } = await import("./plan/show.js");
      await show({ id, ...options, ...common });
    });
}
