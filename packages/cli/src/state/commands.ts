import type { Command } from "commander";
import type { BootstrapCommandOptions } from "./backend/bootstrap";
import type { EnrollCommandOptions } from "./backend/enroll";
import { ends, type Common, type Flags } from "../core/command";
import {
  JSON_OUTPUT,
  LIMIT,
  onlyStack,
  STACK,
  STACK_OR_ALL,
  STACKS_OR_ALL,
  YES,
} from "../core/command-options";
import { minutes, someText, wholeNumber } from "../core/option-values";
import type { ContractOptions } from "./contract/contract";
import type { DoctorOptions } from "./doctor/doctor";
import type { DrillOptions } from "./history/drill";
import type { HistoryOptions } from "./history/history";
import type { MigrateOptions } from "./migration/migrate";
import type { PullOptions } from "./history/pull";
import type { RepairDigestOptions } from "./digest/repair-digest";
import type { RestoreOptions } from "./history/restore";
import { MAY_LIVE_MINUTES } from "./lock/may-live";
import type { UnlockOptions } from "./lock/unlock";

/** The commands that make the state backend, and examine, repair and move states. */
export function addStateCommands(program: Command, common: Common): void {
  program
    .command("bootstrap")
    .description("make the state backend, or bring it up to date")
    .option(...YES)
    .action(
      ends(async (options: Flags<BootstrapCommandOptions>) => {
        const { bootstrap } = await import("./backend/bootstrap.js");
        await bootstrap({ ...options, ...common });
      }),
    );

  program
    .command("enroll")
    .description("make the roles in an environment's own account, or bring them up to date")
    .argument("<environment>", "such as dev")
    .option(
      "--state-profile <profile>",
      "profile of the organization's account, where the state lies",
      someText("--state-profile", "a profile"),
    )
    .option(...YES)
    .action(
      ends(async (environment: string, options: Flags<EnrollCommandOptions, "environment">) => {
        const { enroll } = await import("./backend/enroll.js");
        await enroll({ environment, ...options, ...common });
      }),
    );

  program
    .command("contract")
    .description("hand on what a state of others tells of an environment's network")
    .argument("<environment>", "such as dev; all its places, or one as prod-eu-west-1")
    .option("--dry-run", "only show what would be written", false)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (environment: string, options: Flags<ContractOptions, "environment">) => {
        const { contract } = await import("./contract/contract.js");
        return contract({ environment, ...options, ...common });
      }),
    );

  program
    .command("doctor")
    .description("look for what is wrong with the state backend and the states in it")
    .argument(...STACKS_OR_ALL)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stacks: string[], options: Flags<DoctorOptions, "stack">) => {
        const { doctor } = await import("./doctor/doctor.js");
        const stack = stacks.length === 0 ? undefined : stacks;
        await doctor({ stack, ...options, ...common });
      }),
    );

  program
    .command("unlock")
    .description("release the lock that a dead run has left on a state")
    .argument(...STACK)
    .option(...YES)
    .option("--force", "release it although its holder is, or may be, alive", false)
    .option(
      "--older-than <minutes>",
      "age below which its holder may be alive",
      minutes("--older-than"),
      MAY_LIVE_MINUTES,
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string, options: Flags<UnlockOptions, "stack">) => {
        const { unlock } = await import("./lock/unlock.js");
        await unlock({ stack, ...options, ...common });
      }),
    );

  program
    .command("repair-digest")
    .description("make a state and its digest in the lock table agree again")
    .argument(...STACK)
    .option("--use-current", "write the digest of the current object", false)
    .option("--restore <version>", "make that version of the object the current one")
    .option("--remove", "remove the digest", false)
    .option(...YES)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string, options: Flags<RepairDigestOptions, "stack">) => {
        const { repairDigest } = await import("./digest/repair-digest.js");
        await repairDigest({ stack, ...options, ...common });
      }),
    );

  program
    .command("pull")
    .description("the state of a stack, to standard output or to a file")
    .argument(...STACK)
    .option("--out <file>", "file for it, which only you may read", someText("--out", "a file"))
    .option("-y, --yes", "replace the file where there is one", false)
    .option("--json", "say as JSON what was written to the file", false)
    .action(
      ends(async (stack: string, options: Flags<PullOptions, "stack">) => {
        const { pull } = await import("./history/pull.js");
        await pull({ stack, ...options, ...common });
      }),
    );

  program
    .command("migrate")
    .description("move a state from somewhere else to a stack's key, or those of a bucket")
    .argument("[stack]", "such as dev-stack; none for the states of a bucket", onlyStack)
    .requiredOption(
      "--from <source>",
      "state file, Terraform folder, s3://bucket/key?table=..., or s3://bucket for all in it",
      someText("--from", "a state file, a Terraform folder or s3://bucket"),
    )
    .option(
      "--map <stack=key...>",
      "which state of a bucket goes to which stack, such as dev=Dev/terraform.tfstate",
    )
    .option("--dry-run", "only look whether it can be done", false)
    .option(...YES)
    .option("--keep-local", "do not remove the local file after", false)
    .option("--retire", "delete an s3:// source after; its bucket keeps the version", false)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string | undefined, options: Flags<MigrateOptions, "stack">) => {
        const { migrate } = await import("./migration/migrate.js");
        await migrate({ stack, ...options, ...common });
      }),
    );

  program
    .command("history")
    .description("list the versions of a stack's state")
    .argument(...STACK)
    .option(...LIMIT)
    .option(
      "--show <version>",
      "what one of them holds: its id, the beginning of one, or its serial",
    )
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string, options: Flags<HistoryOptions, "stack">) => {
        const { history } = await import("./history/history.js");
        await history({ stack, ...options, ...common });
      }),
    );

  program
    .command("restore")
    .description("make an old version of a stack's state the current one")
    .argument(...STACK)
    .argument("<version>", "its id, the beginning of one, or its serial; see history")
    .option(...YES)
    .option("--force", "also a version of another lineage", false)
    .option("--no-plan", "do not show what Terraform would do then")
    .option(...JSON_OUTPUT)
    .action(
      ends(
        async (
          stack: string,
          version: string,
          options: Flags<RestoreOptions, "stack" | "version">,
        ) => {
          const { restore } = await import("./history/restore.js");
          return restore({ stack, version, ...options, ...common });
        },
      ),
    );

  program
    .command("drill")
    .description("prove on copies that the newest versions of states restore and plan")
    .argument(...STACK_OR_ALL)
    .option("--versions <count>", "how many of each state", wholeNumber("--versions"), 3)
    .option(...JSON_OUTPUT)
    .action(
      ends(async (stack: string | undefined, options: Flags<DrillOptions, "stack">) => {
        const { drill } = await import("./history/drill.js");
        await drill({ stack, ...options, ...common });
      }),
    );
}
